import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. Days arrive written out. */
const en = {
  due: {
    title: 'A payment did not go through',
    lede: (day: string) => `It was tried on ${day}.`,
    next: (day: string) => `Unless you do something about it, it is tried again on ${day}.`,
    over: 'It is not tried again by itself: you can use another card or method, or pay now.',
    confirm: 'Your bank wants you to confirm it. That takes a minute, on a page of the payment service.',
  },
  back: {
    title: 'One more step',
    lede: (day: string) => `You come from the payment service. The payment of ${day} can be tried again now.`,
    text: 'It is tried with the card or method that you chose last.',
  },
  clear: {
    title: 'Nothing is due',
    lede: 'Everything is paid, and goes on as it was. There is nothing to do here.',
    text: 'If you have a new card, or would rather pay in another way, you can say so on a page of the payment service.',
    changed: 'Everything is paid. If you chose another card or method, it is used from the next payment on.',
  },
  ended: {
    title: 'This membership has ended',
    lede: 'Nothing is taken for it any more, and nothing is due. You can begin again whenever you like.',
  },
  said: {
    paid: 'Thank you: the payment has gone through.',
    'under-way':
      'The payment is on its way. With some methods that takes a few days; you need do nothing more.',
    refused: 'It did not go through this time, either. Another card or method may help.',
    action: 'Your bank wants you to confirm the payment first.',
    gone: 'This payment is not asked for any more: it has been paid, or given up. There is nothing to do here.',
  },
  buttons: {
    method: 'Use another card or method',
    pay: 'Pay now',
    confirm: 'Confirm with the bank',
    retry: 'Try the payment again',
    begin: 'Begin again',
  },
  account: 'To your account',
};

const ru: typeof en = {
  due: {
    title: 'Платёж не прошёл',
    lede: (day) => `Не удалось провести платёж от ${day}.`,
    next: (day) => `Если ничего не менять, следующая попытка будет ${day}.`,
    over: 'Автоматических попыток больше не будет: можно выбрать другую карту или другой способ либо оплатить сейчас.',
    confirm: 'Банк просит вас подтвердить его. Это займёт минуту на странице платёжного сервиса.',
  },
  back: {
    title: 'Остался один шаг',
    lede: (day) => `Вы вернулись со страницы платёжного сервиса. Платёж от ${day} можно повторить сейчас.`,
    text: 'Он пройдёт с карты или способом, который вы выбрали последним.',
  },
  clear: {
    title: 'Платить ничего не нужно',
    lede: 'Всё оплачено и продолжается как прежде. Здесь ничего делать не нужно.',
    text: 'Если у вас новая карта или удобнее платить иначе, это можно указать на странице платёжного сервиса.',
    changed:
      'Всё оплачено. Если вы выбрали другую карту или другой способ, они будут использованы со следующего платежа.',
  },
  ended: {
    title: 'Эта поддержка закончилась',
    lede: 'Больше ничего не списывается, и платить ничего не нужно. Начать снова можно в любое время.',
  },
  said: {
    paid: 'Спасибо, платёж прошёл.',
    'under-way':
      'Платёж в пути. При некоторых способах оплаты это занимает несколько дней; больше ничего делать не нужно.',
    refused: 'И на этот раз платёж не прошёл. Может помочь другая карта или другой способ.',
    action: 'Сначала банк просит вас подтвердить платёж.',
    gone: 'Этого платежа больше никто не ждёт: он уже прошёл или отменён. Здесь ничего делать не нужно.',
  },
  buttons: {
    method: 'Выбрать другую карту или способ',
    pay: 'Оплатить сейчас',
    confirm: 'Подтвердить в банке',
    retry: 'Повторить платёж',
    begin: 'Начать снова',
  },
  account: 'Перейти в личный кабинет',
};

export const PAY_MESSAGES: Record<Locale, typeof en> = { en, ru };
