import type { Frequency } from '../stripe/frequency.ts';

const gift: Record<Frequency, (amount: string) => string> = {
  once: (amount) => `one-off contribution of ${amount}`,
  monthly: (amount) => `monthly contribution of ${amount}`,
  annual: (amount) => `annual contribution of ${amount}`,
};

/** Amounts arrive written out in the reader's language, dates too. */
export const en = {
  frequency: { once: 'Once', monthly: 'Monthly', annual: 'Annual' } satisfies Record<Frequency, string>,
  bank: {
    title: 'Before you give: what a bank can see',
    text:
      'A contribution can be visible to your bank and to anyone who can read your statements. ' +
      'In some countries, giving to us can be punished. We cannot hide it. ' +
      'If you live in such a country, please do not give.',
  },
  appeal: {
    title: 'Support us',
    headline: (minimum: string) => `Support us monthly, starting from just ${minimum}.`,
    lede: 'Independent reporting is paid for by the people who read it. Every contribution, of any size, keeps it going.',
    currency: 'Currency',
    changeCurrency: 'Change',
    how: 'How often would you like to give?',
    howMuch: {
      once: 'How much?',
      monthly: 'How much each month?',
      annual: 'How much each year?',
    } satisfies Record<Frequency, string>,
    renewal: {
      once: 'A single payment. Nothing renews.',
      monthly: 'Charged every month until you end it.',
      annual: 'Charged once a year until you end it.',
    } satisfies Record<Frequency, string>,
    inAll: (total: string) => `${total} in all`,
    other: 'Other amount',
    yourAmount: (currency: string) => `Your amount in ${currency}`,
    range: (minimum: string, maximum: string) => `From ${minimum} to ${maximum}.`,
    alsoChoose: 'Choose “Other amount” above as well.',
    coverCosts: 'Cover the processing cost',
    coverCostsHint: 'Then the whole of your contribution reaches us. The total stands beside each amount.',
    coverCostsOther: 'For an amount of your own, we show you the total before you pay.',
    thanks: 'Send me a short thank-you by e-mail',
    proceed: 'Continue',
    methods: 'Ways to pay',
    provider: 'You pay on the page of Stripe, our payment provider. We never see your card number.',
    notReady: 'Not ready to support today?',
    remind: 'Remind me later.',
    remindHint: 'You say when. No e-mail needed, and we keep your choice for you.',
    member: 'Already supporting us?',
    memberAction: 'See or change your support',
    resume: (frequency: Frequency, amount: string) => `You have an unfinished ${gift[frequency](amount)}.`,
    resumeAction: 'Continue where you left off',
    promises: {
      title: 'What you can rely on',
      account: 'No registration, no password, no form about yourself.',
      kept: 'We do not store your name, your postal address or your IP address.',
      scripts: 'No trackers on these pages, and nobody else’s code.',
    },
  },
  errors: {
    title: 'Please look at this again',
    titlePrefix: 'Please check',
    frequency: 'Choose how often you would like to give.',
    amountMissing: 'Choose an amount, or type your own.',
    amountInvalid: (example: string) => `Type the amount in figures, for example ${example}.`,
    amountBelow: (minimum: string) => `The smallest amount is ${minimum}.`,
    amountAbove: (maximum: string) => `The largest amount here is ${maximum}.`,
    currency: 'Choose one of the currencies in the list.',
    residence: 'Choose a country from the list, or leave the question unanswered.',
    unavailable:
      'The payment page cannot be reached just now. Nothing was charged. Please try again in a few minutes.',
    tooMany: 'There have been many attempts in a short time. Please wait a minute and try again.',
    other: 'Something in the form could not be read. Please check it and send it again.',
  },
  confirm: {
    title: 'Please check the amount',
    lede: 'You chose an amount of your own and offered to cover the processing cost.',
    contribution: 'Your contribution',
    cost: 'Processing cost',
    total: {
      once: 'You pay, once',
      monthly: 'You pay, every month',
      annual: 'You pay, every year',
    } satisfies Record<Frequency, string>,
    proceed: 'Continue',
    back: 'Change something',
  },
  exists: {
    title: 'You already support us',
    lede: 'Thank you. Before you start another contribution, here is what there is:',
    gift: { ...gift, other: (amount: string) => `contribution of ${amount}` },
    since: (what: string, day: string) => `A ${what}, since ${day}.`,
    next: (day: string) => `The next payment is on ${day}.`,
    ends: (day: string) => `It ends on ${day}.`,
    behind: 'The latest payment has not come in yet.',
    paused: 'It is paused.',
    pausedUntil: (day: string) => `It is paused until ${day}.`,
    choose: 'What would you like to do?',
    raise: (what: string, since: string) =>
      what === '' ? 'Change the amount' : `Change the ${what}, since ${since}`,
    raiseHint: 'The new amount counts from the next payment. Nothing is charged today.',
    once: (amount: string) => `Give ${amount} once`,
    onceHint: 'A single payment beside what you give already.',
    second: (what: string) => `Start another one all the same: a ${what}`,
    secondHint: 'Then each is charged on its own day, until you end it.',
    back: 'Leave everything as it is',
  },
  thankYou: {
    monthly: {
      title: 'Every month as well?',
      text: (amount: string) =>
        `If you would like to, you can give ${amount} every month. The first payment would be today; you can end it at any time.`,
      action: (amount: string) => `Give ${amount} every month`,
    },
    complete: {
      title: 'Thank you',
      lede: 'Your payment has arrived.',
      gift: (frequency: Frequency, amount: string) => `Your ${gift[frequency](amount)} has arrived.`,
      text: 'It goes straight into the reporting. There is nothing more that you need to do.',
    },
    processing: {
      title: 'Thank you. Your bank is still confirming',
      lede: 'Your payment is on its way.',
      gift: (frequency: Frequency, amount: string) => `Your ${gift[frequency](amount)} is on its way.`,
      text: 'With some ways of paying this takes several days. There is nothing more that you need to do.',
    },
    open: {
      title: 'We have not heard about your payment yet',
      lede: 'If you have just paid, the news reaches us within a minute or so.',
      text: 'If you have not paid yet, you can go on where you stopped. You will not be charged twice.',
    },
    failed: {
      title: 'The payment did not go through',
      lede: 'Nothing was taken. You can try again, with the same way of paying or another.',
    },
    expired: {
      title: 'The payment page has expired',
      lede: 'Nothing was taken. You can take it up again.',
    },
    unknown: {
      title: 'Thank you',
      lede: 'Thank you for supporting independent reporting.',
      text: 'We can show the details of a payment only in the browser in which it was made.',
    },
    checkAgain: 'Check again',
    resume: 'Go on to payment',
    tryAgain: 'Try again',
    home: (newsroom: string) => `Back to ${newsroom}`,
    statement: 'The payment can be visible on your bank statement.',
    later: 'Later you can see, change or end what you give',
    account: 'in your account',
  },
  privacy: {
    title: 'What we store, and what banks see',
    lede: 'A list of supporters can put people in danger. So we keep as little as we can, and say plainly what we cannot prevent.',
    heldTitle: 'What we store',
    what: 'What',
    how: 'How',
    held: {
      member: {
        what: 'A member record',
        how: 'A random number, a state such as “member”, and dates. Nothing that names you.',
      },
      address: {
        what: 'Your e-mail address',
        how: 'Encrypted under a key of its own. The key that opens it is not kept in the database, and the address is apart from the amounts.',
      },
      index: {
        what: 'A fingerprint of that address',
        how: 'A keyed code which lets us find the same address again, and from which it cannot be read.',
      },
      money: {
        what: 'Payments',
        how: 'Amount, currency, time, and the payment provider’s numbers for the payment and for its customer record.',
      },
      method: {
        what: 'What you pay with',
        how: 'Its kind, such as “card”, and the month in which a card ends, so that we notice when a renewal cannot be paid. No digits of it; apart from the amounts.',
      },
      reminder: {
        what: 'A reminder by e-mail',
        how: 'Your address, encrypted in the same way, the date, how often, your language, what you were about to give, and the code of the campaign. If you do not press the button in our first e-mail, all of it is erased within three days. Otherwise the address, your choice, how often and that code are erased with the last e-mail, or when it ends before that; the dates, your language and a code made from the link in the e-mails (from which you cannot be found) are erased 31 days later.',
      },
      newsletter: {
        what: 'The newsletter',
        how: 'Your address, encrypted in the same way, and to what you agreed, when, on which page and in which language. If you do not press the button in our first e-mail, it is erased within three days; otherwise when you unsubscribe.',
      },
      wishes: {
        what: 'What you chose beside the amount',
        how: 'The language in which we write to you, whether you want a thank-you by e-mail, and whether a second membership is meant to stand beside the first. It stays beside the gift as long as the gift does.',
      },
      account: {
        what: 'Signing in to your account',
        how: 'While a link is on its way, the address to which it goes, encrypted in the same way, and a code of the link. Of being signed in, a code of the random number in your browser’s cookie, and when it was used last; nothing of the device. A link works for fifteen minutes and is erased within an hour or so.',
      },
      changes: {
        what: 'What you changed, and what we wrote to you about',
        how: 'Each change of your support with its date, and which e-mail was sent when, so that neither is done twice. The reason that you choose when you cancel, if you choose one, stands beside the membership; the payment provider has it, too.',
      },
      campaign: {
        what: 'Where you came from',
        how: 'A short code of the campaign or article beside the amount, if the link that you followed had one, or that you came by a reminder.',
      },
      quiet: {
        what: 'Until when you are not asked',
        how: 'After a gift, and for a reminder by e-mail: the date beside the number of the gift or reminder, and a code of the random number in your browser’s cookie. Erased 400 days after that date.',
      },
      counts: {
        what: 'How many reminders there were',
        how: 'Figures of each month alone: how many were set, sent and cancelled, and how often they brought somebody back. Nothing of whose they were.',
      },
    },
    notHeldTitle: 'What we do not store',
    notHeld: {
      name: 'your name',
      postal: 'your postal address',
      network: 'your IP address, browser or the page that you came from',
      card: 'your card number, or any part of it',
      birth: 'your date of birth',
      later:
        'that you asked us not to ask on a device, or took a note for your calendar: the date and your choice are kept by your browser alone, your choice encrypted',
      country: 'your country: the answer to “Where do you live?” is used once and forgotten',
    },
    providerTitle: 'What the payment provider holds',
    provider:
      'You pay on a page of Stripe. Stripe receives what you type there (for instance your name, card and e-mail address) and keeps it under its own rules. From us it receives only the amount, how often it is to be paid, and random numbers.',
    bankTitle: 'What banks and statements can show',
    bankMore:
      'Banks know who received a payment even where the text on the statement is neutral. Banks can be made to hand over their records. No setting of ours changes that.',
    cookiesTitle: 'Cookies',
    cookies: {
      ask: 'One says until when not to ask you for support. It looks the same whether you gave or asked to be reminded, and is valid for at most 31 days at a time.',
      checkout:
        'One is set when you go on to pay, so that the thank-you page can tell this browser, and nobody else, how the payment went. It also remembers that a monthly contribution was offered to you, so that you are not asked again.',
      proven:
        'One is set when you press the button in one of our e-mails. For an hour at most, this browser then need not confirm that address again.',
      session:
        'One keeps you signed in to your account until you sign out or close the browser, for a day at most; while you wait for the e-mail with the link, another knows for a quarter of an hour which page of the account you were on the way to.',
    },
    cookiesText:
      'Nobody can read a name, an address or an amount out of them. There are no others, and no trackers.',
    eraseTitle: 'How to be erased',
    eraseMail:
      'Each of our e-mails has a link that erases everything that we keep for the address to which it came: the address, reminders, the newsletter, mail that is still to come, and whatever else leads to you; if you support us regularly, that ends. It works at once and needs no password. In the last e-mail of a reminder, and in those about your support, the link itself carries the address, encrypted. The newsletter itself has a link with which to unsubscribe, which erases the address that was kept for it.',
    erase: (newsroom: string, contact: string | undefined) =>
      `Whoever is signed in has the same as a button in their account, and another that saves a copy of everything first. Without either, write to ${contact ?? newsroom} from the address that you gave when paying, and ask to be erased.`,
    eraseKept:
      'What must stay by law are the books: amount, currency, day, campaign and payment number, beside a random number that leads to nobody any more. What stays so that you stay erased are codes from which nothing can be read: of the numbers under which the payment provider knew you, and of our own random ones, so that neither a late message nor a restored backup brings you back. Erasing at our end does not reach the records of your bank; copies made as a backup cannot be opened any more after 30 days at most.',
    reminder:
      'If you asked to be reminded without an e-mail, there is nothing to erase with us: delete the cookies of this site in your browser, and the note in your calendar.',
  },
};

export type Messages = typeof en;
