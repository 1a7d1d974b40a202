/** What the pay page says, by language. Stripe's own page speaks many; the sandbox speaks ours. */
const EN = {
  sandbox: 'Stripe sandbox: no real money',
  once: 'one time',
  every: { day: 'every day', week: 'every week', month: 'every month', year: 'every year' },
  email: 'Email',
  emailLocked: 'Given before, cannot be changed here.',
  how: 'How to pay',
  methods: {
    card: 'Card that works',
    declined: 'Card that is declined',
    'delayed-success': 'Bank debit that succeeds later',
    'delayed-failure': 'Bank debit that fails later',
  },
  pay: 'Pay',
  back: 'Go back without paying',
  declined: 'The card was declined. Nothing was paid. Try another way to pay.',
  emailWrong: 'Enter an email address such as name@example.org.',
  expired: 'This page has expired',
  expiredText: 'Nothing can be paid here any more.',
  again: 'Start again',
  complete: 'Already paid',
  completeText: 'This payment is complete. Nothing more is to be done here.',
  portal: {
    title: 'What you pay with',
    which: 'Your new card',
    cards: {
      card: 'Card that works',
      'expires-soon': 'Card that works until the end of next month',
      'declined-later': 'Card that can be saved, but is declined when it is charged',
      asks: 'Card whose bank asks at each payment',
      refused: 'Card that the bank refuses at once',
    },
    save: 'Save',
    refused: 'The bank refused this card. Nothing was changed. Try another one.',
    back: 'Go back',
    saved: 'Saved',
    savedText: 'Your next payments are taken from this card.',
  },
  missing: 'No such page',
  missingText: 'Nothing is to be found at this address.',
};

export type Words = typeof EN;

const RU: Words = {
  sandbox: 'Песочница Stripe: деньги не настоящие',
  once: 'один раз',
  every: { day: 'каждый день', week: 'каждую неделю', month: 'каждый месяц', year: 'каждый год' },
  email: 'Электронная почта',
  emailLocked: 'Указан раньше, здесь его не изменить.',
  how: 'Как заплатить',
  methods: {
    card: 'Карта, которая работает',
    declined: 'Карта, которую отклонят',
    'delayed-success': 'Списание со счёта: придёт позже',
    'delayed-failure': 'Списание со счёта: позже не удастся',
  },
  pay: 'Заплатить',
  back: 'Вернуться без оплаты',
  declined: 'Карту отклонили. Ничего не списано. Попробуйте заплатить иначе.',
  emailWrong: 'Введите адрес, например name@example.org.',
  expired: 'Срок страницы истёк',
  expiredText: 'Заплатить здесь больше нельзя.',
  again: 'Начать заново',
  complete: 'Уже оплачено',
  completeText: 'Платёж завершён. Больше ничего делать не нужно.',
  portal: {
    title: 'Способ оплаты',
    which: 'Новая карта',
    cards: {
      card: 'Карта, которая работает',
      'expires-soon': 'Карта, которая работает до конца следующего месяца',
      'declined-later': 'Карта, которая сохранится, но при списании её отклонят',
      asks: 'Карта, для которой банк каждый раз просит подтверждение',
      refused: 'Карта, которую банк отклонит сразу',
    },
    save: 'Сохранить',
    refused: 'Банк отклонил эту карту. Ничего не изменилось. Попробуйте другую.',
    back: 'Вернуться',
    saved: 'Сохранено',
    savedText: 'Следующие платежи будут списываться с этой карты.',
  },
  missing: 'Нет такой страницы',
  missingText: 'По этому адресу ничего нет.',
};

export type Language = 'en' | 'ru';

export function languageOf(locale: string | null | undefined): Language {
  return locale === 'ru' ? 'ru' : 'en';
}

export function wordsIn(language: Language): Words {
  return language === 'ru' ? RU : EN;
}
