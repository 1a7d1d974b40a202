import type { Frequency } from '../stripe/frequency.ts';
import type { Channel, Delay, Interval } from './rules.ts';

/** Amounts and dates arrive written out in the reader's language. */
export const en = {
  form: {
    title: 'Remind me later',
    lede: 'Gladly. Tell us when, and how. There is no account, and you need not say who you are.',
    kept: {
      once: (amount: string) => `We keep your choice for you: ${amount}, once.`,
      monthly: (amount: string) => `We keep your choice for you: ${amount} a month.`,
      annual: (amount: string) => `We keep your choice for you: ${amount} a year.`,
    } satisfies Record<Frequency, (amount: string) => string>,
    when: 'When?',
    delays: {
      P1W: 'In a week',
      P1M: 'In a month',
      P3M: 'In three months',
      date: 'On a date',
    } satisfies Record<Delay, string>,
    on: 'The date',
    onHint: (from: string, to: string) => `From ${from} to ${to}.`,
    onAlso: 'Choose “On a date” above as well.',
    how: 'How?',
    channels: {
      none: {
        label: 'Just do not ask me until then',
        text: 'The appeal stays away on this device. Only your browser remembers it; we store nothing about you.',
      },
      calendar: {
        label: 'A note for my calendar',
        text: 'A file for the calendar of your phone or computer. We store nothing about you. Whoever can look into your calendar can see the note.',
      },
      email: {
        label: 'One e-mail',
        text: 'We store your address encrypted, use it for nothing else, and erase it with the last e-mail.',
      },
    } satisfies Record<Channel, { label: string; text: string }>,
    emailAlso: 'For an e-mail only:',
    email: 'Your e-mail address',
    emailHint:
      'First we ask at that address whether it is yours. The e-mail names no amount, and its subject gives nothing away.',
    every: 'And again after that?',
    never: 'No, one e-mail and no more',
    intervals: {
      P1M: 'Every month',
      P3M: 'Every three months',
      P6M: 'Every six months',
      P12M: 'Once a year',
    } satisfies Record<Interval, string>,
    everyHint:
      'It ends by itself when you give, and after a year at the latest. Until then we keep the address.',
    proceed: 'Remind me then',
    back: 'Back to the appeal',
  },
  errors: {
    title: 'Please look at this again',
    titlePrefix: 'Please check',
    in: 'Choose when we may ask again.',
    onMissing: 'Choose the date on which we may ask again.',
    onInvalid: (from: string, to: string) => `Choose a date from ${from} to ${to}.`,
    channel: 'Choose how you would like to be reminded.',
    emailMissing: 'Type the address to which the e-mail shall go.',
    emailInvalid: 'Type one e-mail address, for example reader@example.org.',
    every: 'Choose from the list whether the e-mail shall come again.',
    residence: 'Choose a country from the list, or leave the question unanswered.',
    tooMany: 'There have been many attempts in a short time. Please wait a minute and try again.',
    unavailable: 'This does not work just now. Nothing was set. Please try again in a few minutes.',
    other: 'Something in the form could not be read. Please check it and send it again.',
  },
  reminded: {
    title: 'All right, later then',
    until: (date: string) => `We will not ask again on this device until ${date}.`,
    none: 'Only your browser remembers this. We have stored nothing about you.',
    calendar:
      'Now put the note into your calendar. We have stored nothing about you. Whoever can look into your calendar can see the note.',
    download: 'Get the note for your calendar',
    email: 'Then an e-mail will come, and your choice will be filled in.',
    confirmTitle: 'One more step: open your mail',
    confirm: 'We have sent you an e-mail. Open it and press the button: only then is the reminder set.',
    confirmText:
      'Has nothing come? Look into the folder for spam as well. Without the button we write no more, and erase the address.',
    elsewhereTitle: 'On another device, too?',
    elsewhere:
      'Open this address there, and the appeal stays away there as long. It says nothing about you. Give it to nobody else.',
    changed: 'Changed your mind?',
    cancel: 'Cancel the reminder',
    support: 'Support us today',
  },
  cancelled: {
    title: 'The reminder is cancelled',
    lede: 'Nothing more will come of it, and whatever we had stored for it is erased.',
    support: 'Support us today',
    home: (newsroom: string) => `Back to ${newsroom}`,
  },
};

export type Messages = typeof en;
