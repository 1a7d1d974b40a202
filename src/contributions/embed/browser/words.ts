import type { Locale } from '../../../platform/locale.ts';
import type { Frequency } from '../../../stripe/frequency.ts';

/** Amounts arrive written out in the reader's language, dates too. English is the pattern, as on the pages. */
const en = {
  headline: (minimum: string) => `Support us monthly, starting from just ${minimum}.`,
  how: 'How often would you like to give?',
  frequency: { once: 'Once', monthly: 'Monthly', annual: 'Annual' } satisfies Record<Frequency, string>,
  howMuch: {
    once: 'How much?',
    monthly: 'How much each month?',
    annual: 'How much each year?',
  } satisfies Record<Frequency, string>,
  other: 'Other amount',
  yourAmount: (currency: string) => `Your amount in ${currency}`,
  range: (minimum: string, maximum: string) => `From ${minimum} to ${maximum}.`,
  missing: 'Type an amount in figures.',
  below: (minimum: string) => `The smallest amount is ${minimum}.`,
  above: (maximum: string) => `The largest amount here is ${maximum}.`,
  proceed: 'Continue',
  methods: 'Ways to pay',
  notReady: 'Not ready to support today?',
  remind: 'Remind me later',
  when: 'When may we ask again?',
  delays: { P1W: 'In a week', P1M: 'In a month', P3M: 'In three months' },
  hush: 'Don’t ask until then',
  otherWays: 'By e-mail or calendar',
  failed: 'That did not work. Please try again.',
  later: 'All right, later then',
  until: (date: string) => `We will not ask again on this device until ${date}.`,
};

const ru: typeof en = {
  headline: (minimum) => `Поддерживайте нас каждый месяц\u00a0— всего от ${minimum}.`,
  how: 'Как часто вы хотите нас поддерживать?',
  frequency: { once: 'Один раз', monthly: 'Каждый месяц', annual: 'Раз в год' },
  howMuch: { once: 'Сколько?', monthly: 'Сколько в месяц?', annual: 'Сколько в год?' },
  other: 'Другая сумма',
  yourAmount: (currency) => `Ваша сумма, ${currency}`,
  range: (minimum, maximum) => `От ${minimum} до ${maximum}.`,
  missing: 'Укажите сумму цифрами.',
  below: (minimum) => `Наименьшая сумма — ${minimum}.`,
  above: (maximum) => `Наибольшая сумма здесь — ${maximum}.`,
  proceed: 'Продолжить',
  methods: 'Способы оплаты',
  notReady: 'Не готовы поддержать нас сегодня?',
  remind: 'Напомните мне позже',
  when: 'Когда можно спросить снова?',
  delays: { P1W: 'Через неделю', P1M: 'Через месяц', P3M: 'Через три месяца' },
  hush: 'До тех пор не спрашивать',
  otherWays: 'По почте или в календаре',
  failed: 'Не получилось. Пожалуйста, попробуйте ещё раз.',
  later: 'Хорошо, напомним позже',
  until: (date) => `На этом устройстве мы не будем просить о поддержке до ${date}.`,
};

export const WORDS: Record<Locale, typeof en> = { en, ru };
export type Words = typeof en;
export type Delay = keyof Words['delays'];
