import type { Locale } from '../../../platform/locale.ts';

/**
 * Somebody else may see these come in: neither subject nor text says what is paid for, and none names an amount. English is
 * the pattern: what is missing in Russian does not compile. Days and months arrive written out.
 */
const en = {
  failed: {
    subject: 'Something needs your attention',
    text: (day: string) => `The payment of ${day} did not go through.`,
    next: (day: string) =>
      `It is tried again on ${day}, so if that is only for the moment, there is nothing to do. You can also use another card or method:`,
    last: 'It was tried several times, and is not tried again by itself. Nothing is lost yet: you can use another card or method, and pay now.',
    action: 'Put the payment right',
  },
  confirm: {
    subject: 'Your bank has a question',
    text: (day: string) =>
      `Your bank wants you to confirm the payment of ${day} yourself. It takes a minute, on a page of the payment service:`,
    action: 'Confirm the payment',
  },
  expiring: {
    subject: 'A card that ends soon',
    text: (month: string, day: string) =>
      `The card that you use with us works until the end of ${month}. It is next used on ${day}.`,
    nothing: 'If your bank has sent you a new one, you can enter it here:',
    action: 'Use another card or method',
  },
  recovered: {
    subject: 'All is well again',
    text: (day: string) => `The payment of ${day}, about which we wrote to you, has gone through now.`,
    nothing: 'There is nothing left to do. Thank you for seeing to it.',
  },
  link: 'The link works for 30 days and for this alone, without signing in.',
};

const ru: typeof en = {
  failed: {
    subject: 'Нужно ваше внимание',
    text: (day) => `Платёж от ${day} не прошёл.`,
    next: (day) =>
      `Следующая попытка будет ${day}. Если это временное затруднение, делать ничего не нужно. Можно также выбрать другую карту или другой способ оплаты:`,
    last: 'Мы пробовали несколько раз; больше автоматических попыток не будет. Ещё ничего не потеряно: можно выбрать другую карту или другой способ и оплатить сейчас.',
    action: 'Исправить платёж',
  },
  confirm: {
    subject: 'Вопрос от вашего банка',
    text: (day) =>
      `Банк просит вас лично подтвердить платёж от ${day}. Это займёт минуту на странице платёжного сервиса:`,
    action: 'Подтвердить платёж',
  },
  expiring: {
    subject: 'Срок действия карты подходит к концу',
    text: (month, day) =>
      `Срок действия карты, которой вы у нас пользуетесь, — ${month}. Следующий платёж с неё будет ${day}.`,
    nothing: 'Если банк уже выдал вам новую карту, её можно указать здесь:',
    action: 'Выбрать другую карту или способ',
  },
  recovered: {
    subject: 'Всё снова в порядке',
    text: (day) => `Платёж от ${day}, о котором мы вам писали, прошёл.`,
    nothing: 'Больше ничего делать не нужно. Спасибо, что позаботились об этом.',
  },
  link: 'Ссылка действует 30 дней и только для этого; входить в кабинет не нужно.',
};

export const PAYMENT_WORDS: Record<Locale, typeof en> = { en, ru };
