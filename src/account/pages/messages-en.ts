import type { MovementKind } from '../../ledger/list-movements-of-member.ts';
import type { OwnStatus } from '../../members/rules.ts';
import type { Frequency } from '../../stripe/frequency.ts';
import type { CANCEL_REASONS } from '../changes/change.ts';
import type { ChangeKind } from '../changes/rules.ts';
import type { PaymentStatus } from './rules.ts';

type Reason = (typeof CANCEL_REASONS)[number];
export type Often = Frequency | 'other';

/** Amounts and dates arrive written out in the reader's language. */
export const en = {
  account: {
    title: 'Your support',
    lede: 'Thank you. What you give pays for the reporting that everybody reads.',
    none: {
      text: 'You have no membership. What you gave once stands below.',
      nothing: 'Nothing has reached us from you yet. A payment that has just been made can take a minute.',
      action: 'Support us each month',
    },
    which: (rate: string, date: string) => `${rate}, since ${date}`,
    rate: {
      once: (amount: string) => amount,
      monthly: (amount: string) => `${amount} a month`,
      annual: (amount: string) => `${amount} a year`,
      other: (amount: string) => `${amount} each time`,
    } satisfies Record<Often, (amount: string) => string>,
    status: {
      active: 'Active',
      'past-due': 'Payment did not go through',
      paused: 'Paused',
      ending: 'Ending',
      ended: 'Ended',
    } satisfies Record<OwnStatus, string>,
    since: (date: string) => `Since ${date}`,
    sinceUntil: (from: string, to: string) => `From ${from} to ${to}`,
    coming: {
      charge: (amount: string, date: string) => `The next charge is ${amount} on ${date}.`,
      turns: (rate: string, date: string) =>
        `On ${date} it becomes ${rate}, charged for the first time that day. Until then nothing is charged.`,
      ends: (date: string) => `It ends on ${date}. Nothing more is charged.`,
      paused: (until: string) => `Paused until ${until}.`,
      pausedOpen: 'Paused. Nothing is charged until you resume it.',
      owed: (amount: string) => `The last payment did not go through: ${amount}.`,
      retry: (date: string) => `It is tried again on ${date}. You can also update how you pay now.`,
      noRetry: 'It is not tried again by itself. Please update how you pay.',
      confirm: 'Your bank asks you to confirm it. That takes a minute, on a page of the payment provider.',
      ended: (date: string) => `It ended on ${date}. Thank you for all of it.`,
    },
    waiting: {
      amount: 'The new amount is on its way.',
      frequency: 'The change of how often you give is on its way.',
      pause: 'The pause is on its way.',
      resume: 'Resuming is on its way.',
      cancel: 'The cancellation is on its way.',
      keep: 'Keeping your support is on its way.',
    } satisfies Record<ChangeKind, string>,
    waitingMore: 'We have passed it on. Once the payment provider confirms it, this page says so.',
    refused: {
      title: 'The change was not made',
      text: 'The payment provider did not accept it. Nothing has changed. You can try again.',
    },
    done: {
      amount: 'The amount is changed',
      frequency: 'How often you give will change',
      pause: 'Your support is paused',
      resume: 'Your support goes on',
      cancel: 'Your support is cancelled',
      keep: 'Your support stays',
    } satisfies Record<ChangeKind, string>,
    returned: {
      title: 'Welcome back',
      text: 'If you changed how you pay, it counts from the next charge.',
    },
    change: {
      amount: 'Change the amount',
      frequency: 'Change how often',
      pause: 'Pause',
      resume: 'Resume now',
      cancel: 'Cancel',
      keep: 'Keep my support',
      'payment-method': 'Change how you pay',
      pay: 'Update how you pay',
      confirm: 'Confirm the payment',
      again: 'Support us again',
    },
    double: {
      title: 'Did you mean to give twice?',
      first: (date: string, rate: string) => `One membership began on ${date}: ${rate}.`,
      second: (date: string, rate: string) => `Another began on ${date}: ${rate}.`,
      text: 'If one was enough, you can choose which to keep. Until you do, everything stays as it is.',
      action: 'Choose which to keep',
    },
    history: {
      title: 'What you have given',
      columns: { date: 'Date', kind: 'What', amount: 'Amount' },
      kind: { once: 'Once', monthly: 'Monthly', annual: 'Annual', other: 'Recurring' } satisfies Record<
        Often,
        string
      >,
      status: {
        paid: '',
        'partly-refunded': 'partly refunded',
        refunded: 'refunded',
        disputed: 'disputed',
        'taken-back': 'taken back by the bank',
      } satisfies Record<PaymentStatus, string>,
      refunded: (amount: string) => `${amount} refunded`,
      older: 'Older payments',
      newest: 'Back to the newest',
      none: 'No payments yet.',
    },
    statements: { title: 'Statements', text: 'A page for each year, made to print.', soFar: 'so far' },
    data: {
      title: 'Your data',
      export: 'See all that we hold about you',
      erase: 'Erase everything about you',
    },
    leave: { title: 'Signed in on this device' },
  },
  form: {
    back: 'Back to your support',
    backToForm: 'Choose again',
    today: 'Today nothing is charged.',
    other: 'Other amount',
    yourAmount: (currency: string) => `Your amount in ${currency}`,
    range: (minimum: string, maximum: string) => `From ${minimum} to ${maximum}.`,
    alsoChoose: 'Choose “Other amount” above as well.',
    amount: {
      title: 'Change the amount',
      lede: (rate: string) => `Today you give ${rate}.`,
      howMuch: { monthly: 'How much each month?', annual: 'How much each year?' },
      hint: (date: string) => `It counts from the next charge on ${date}. Nothing is charged before.`,
      proceed: 'Continue',
      confirm: (rate: string, date: string) => `From ${date} you give ${rate}.`,
      instead: (rate: string) => `Until now it was ${rate}.`,
      owed: (amount: string) => `The payment that did not go through stays as it was: ${amount}.`,
      button: (rate: string) => `Give ${rate}`,
    },
    frequency: {
      title: 'Change how often you give',
      lede: (rate: string, date: string) => `Today you give ${rate}, and it is paid until ${date}.`,
      to: { monthly: 'Give each month instead', annual: 'Give once a year instead' },
      proceed: 'Continue',
      confirm: (rate: string, date: string) => `From ${date} you give ${rate}.`,
      until: (amount: string, date: string) =>
        `Until then all stays as it is. On ${date}, ${amount} is charged for the first time.`,
      button: (rate: string) => `Give ${rate}`,
    },
    dropped: 'The change of how often you give, which was planned, is dropped.',
    pause: {
      title: 'Pause your support',
      lede: 'It comes back by itself, and you can resume it earlier at any time.',
      howLong: 'For how long?',
      months: (months: number) => (months === 1 ? '1 month' : `${months} months`),
      again: (date: string) => `charged again on ${date}`,
      proceed: 'Continue',
      confirm: (amount: string, date: string) =>
        `Nothing is charged until ${date}. On that day ${amount} is charged again, and then each month.`,
      button: 'Pause',
    },
    resume: {
      title: 'Resume your support',
      confirm: (amount: string, date: string) => `The next charge is ${amount} on ${date}.`,
      button: 'Resume now',
    },
    keep: {
      title: 'Keep your support',
      confirm: (amount: string, date: string) =>
        `It goes on as before. The next charge is ${amount} on ${date}.`,
      paused: 'It goes on as before, paused: nothing is charged until you resume it.',
      rate: (rate: string) => `You give ${rate}, as today.`,
      button: 'Keep my support',
    },
    cancel: {
      title: 'Cancel your support',
      lede: (date: string) =>
        `It is paid for until ${date}, and ends on that day. Nothing more is charged. Until then you can change your mind.`,
      paused: (date: string) =>
        `It ends on ${date}. Nothing is charged before that day, and nothing after it. Until then you can change your mind.`,
      owed: (amount: string) =>
        `It ends at once, and the payment that did not go through, ${amount}, is not tried again: nothing more is charged.`,
      reason: 'Would you tell us why? You do not have to.',
      reasons: {
        too_expensive: 'It is too much for me',
        unused: 'I seldom read you',
        low_quality: 'I am not happy with your work',
        switched_service: 'I support others instead',
        other: 'Something else',
      } satisfies Record<Reason, string>,
      pause: 'Rather a break?',
      pauseAction: 'Pause for one to three months',
      lower: 'Rather a smaller amount?',
      lowerAction: 'Change the amount',
      pay: 'Rather put the payment right?',
      payAction: 'Update how you pay',
      button: 'Cancel my support',
    },
    method: {
      title: 'Change how you pay',
      lede: 'You go on to the page of our payment provider, where you can change your card or account. We never see its number.',
      button: 'Continue to the payment provider',
    },
  },
  errors: {
    title: 'Please look at this again',
    titlePrefix: 'Please check',
    'amount-missing': 'Choose an amount, or type your own.',
    'amount-invalid': (example: string) => `Type the amount in digits, for example ${example}.`,
    'amount-below-minimum': (minimum: string) => `The smallest amount is ${minimum}.`,
    'amount-above-maximum': (maximum: string) => `The largest amount here is ${maximum}.`,
    'amount-unchanged': 'That is the amount that you give now.',
    'months-invalid': 'Choose for how long.',
    other: 'This cannot be changed in this way just now. Nothing has changed.',
  },
  statement: {
    title: (year: number) => `Statement for ${year}`,
    soFar: 'so far',
    issuer: 'Received by',
    period: 'Period',
    range: (from: string, to: string) => `${from} to ${to}`,
    giver: 'Name of the giver',
    giverHint: 'To be written in by hand: we do not keep your name.',
    columns: { date: 'Date', reference: 'Reference', kind: 'What', amount: 'Amount' },
    movement: {
      payment: {
        once: 'Single gift',
        monthly: 'Monthly gift',
        annual: 'Annual gift',
        other: 'Recurring gift',
      },
      refund: 'Refund to the giver',
      returned: 'Taken back by the bank',
      reinstated: 'Left with us by the bank',
    } satisfies Record<Exclude<MovementKind, 'payment'> | 'reinstated', string> & {
      payment: Record<Often, string>;
    },
    total: 'Total',
    note: (zone: string) =>
      `Each line stands on the day on which it happened, by the calendar of ${zone}. Each reference is the payment’s number at the payment provider. Currencies are not added together.`,
    made: (date: string) => `As of ${date}.`,
    print: 'To keep this page, print it or save it as a PDF from your browser.',
    back: 'Back to your support',
  },
};

export type Messages = typeof en;
