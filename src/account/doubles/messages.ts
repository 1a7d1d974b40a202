import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. Dates and amounts arrive written out. */
const en = {
  mail: {
    subject: 'A question for you',
    text: (earlier: string, later: string) =>
      `You have two memberships with us: one since ${earlier}, and another since ${later}. Perhaps you meant both; perhaps it happened by mistake.`,
    sameDay: (day: string) =>
      `Two memberships of yours began on one day, ${day}. Perhaps you meant both; perhaps it happened by mistake.`,
    question: 'Which of them do you want to keep?',
    keepEarlier: 'Keep the first',
    keepLater: 'Keep the second',
    keepBoth: 'Keep both',
    nothing:
      'Until you answer, everything stays as it is. Each of these leads to a page that asks once more.',
  },
  page: {
    open: {
      title: 'Which do you want to keep?',
      lede: 'You support us twice. Perhaps you meant both; perhaps it happened by mistake.',
    },
    first: 'The first',
    second: 'The second',
    answers: {
      'keep-earlier': 'Keep the first, end the second',
      'keep-later': 'Keep the second, end the first',
      'keep-both': 'Keep both',
    },
    hint: 'The one that you do not keep ends when what is paid for it is over, and nothing more is taken. Payments that were made are not given back by themselves; if you would like that, write to us.',
    'under-way': {
      title: 'Your answer is on its way',
      lede: 'The payment service has not confirmed it yet. We go on asking; there is nothing more that you need to do.',
    },
    'keep-earlier': {
      title: 'The first one stays',
      lede: (day: string) => `The second one ends on ${day}. Nothing more is taken for it.`,
    },
    'keep-later': {
      title: 'The second one stays',
      lede: (day: string) => `The first one ends on ${day}. Nothing more is taken for it.`,
    },
    'keep-both': { title: 'Both stay', lede: 'Thank you. We do not ask again.' },
    over: {
      title: 'There is nothing left to settle',
      lede: 'One of the two has ended, or is about to end, so there is no longer a double.',
    },
    account: 'Your account',
    back: 'Decide later',
  },
};

const ru: typeof en = {
  mail: {
    subject: 'Вопрос к вам',
    text: (earlier, later) =>
      `Ваше участие оформлено у нас дважды: с ${earlier} и ещё раз с ${later}. Возможно, так и было задумано, а возможно, это вышло случайно.`,
    sameDay: (day) =>
      `Ваше участие оформлено у нас дважды в один день, ${day}. Возможно, так и было задумано, а возможно, это вышло случайно.`,
    question: 'Что из этого оставить?',
    keepEarlier: 'Оставить первое',
    keepLater: 'Оставить второе',
    keepBoth: 'Оставить оба',
    nothing:
      'Пока вы не ответите, всё остаётся как есть. Каждая ссылка ведёт на страницу, где мы ещё раз спросим.',
  },
  page: {
    open: {
      title: 'Что из этого оставить?',
      lede: 'Вы поддерживаете нас дважды. Возможно, так и было задумано, а возможно, это вышло случайно.',
    },
    first: 'Первое',
    second: 'Второе',
    answers: {
      'keep-earlier': 'Оставить первое, завершить второе',
      'keep-later': 'Оставить второе, завершить первое',
      'keep-both': 'Оставить оба',
    },
    hint: 'То, что вы не оставите, завершится, когда закончится уже оплаченное время: больше за него ничего не спишется. Прошедшие платежи сами не возвращаются; если хотите вернуть, напишите нам.',
    'under-way': {
      title: 'Ваш ответ передан',
      lede: 'Платёжный сервис его пока не подтвердил. Мы повторим запрос сами; вам больше ничего делать не нужно.',
    },
    'keep-earlier': {
      title: 'Остаётся первое',
      lede: (day) => `Второе завершится ${day}. Больше за него ничего не спишется.`,
    },
    'keep-later': {
      title: 'Остаётся второе',
      lede: (day) => `Первое завершится ${day}. Больше за него ничего не спишется.`,
    },
    'keep-both': { title: 'Остаются оба', lede: 'Спасибо. Больше мы об этом не спросим.' },
    over: {
      title: 'Решать больше нечего',
      lede: 'Одно из двух уже завершено или скоро завершится.',
    },
    account: 'Личный кабинет',
    back: 'Решить позже',
  },
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
