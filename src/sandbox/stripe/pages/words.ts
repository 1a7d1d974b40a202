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
  missing: 'No such page',
  missingText: 'There is no checkout session at this address.',
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
  missing: 'Нет такой страницы',
  missingText: 'По этому адресу нет платёжной сессии.',
};

export type Language = 'en' | 'ru';

export function languageOf(locale: string | null | undefined): Language {
  return locale === 'ru' ? 'ru' : 'en';
}

export function wordsIn(language: Language): Words {
  return language === 'ru' ? RU : EN;
}
