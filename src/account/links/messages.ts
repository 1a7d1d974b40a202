import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. Dates arrive written out. */
const en = {
  confirm: {
    title: 'One button, and it is settled',
    lede: 'Somebody, you we hope, asked us to write to the address at which this link arrived.',
    text: 'If it was you, press the button. If it was not, close this page: then we do not write again, and erase the address.',
    button: 'Yes, that was me',
  },
  unsubscribe: {
    title: 'No more of these mails?',
    lede: 'Press the button, and we do not write to you again about this.',
    text: 'The address that we kept for it is erased at the same time. A gift or a membership stays as it is.',
    button: 'Stop these mails',
  },
  erase: {
    title: 'Erase what we keep for your address?',
    lede: 'Press the button, and we erase the address, every reminder, the newsletter, all mail that is still to come, and whatever else leads to you.',
    text: 'That is at once and for good. If you support us regularly, that ends: nothing more is charged, and what was paid is not paid back. What the law has us keep, and what a bank knows already:',
    button: 'Erase it all',
  },
  settled: {
    reminder: {
      title: 'Thank you, the reminder is set',
      lede: 'We will write to you when the time has come, and not before.',
      on: (date: string) => `We will write to you on ${date}, and not before.`,
      text: 'That e-mail has a link with which to erase everything; if it is to come more than once, also one with which to stop it.',
    },
    newsletter: {
      title: 'Thank you, the newsletter is yours',
      lede: 'From now on it comes to you once a week.',
      text: 'Each one has a link with which to stop it; your address is erased then as well.',
    },
    unsubscribed: {
      title: 'No more of these mails',
      lede: 'We do not write to you about this any more, and have erased the address that we kept for it.',
      text: 'A mail that is already on its way may still arrive.',
    },
    erased: {
      title: 'It is erased',
      lede: 'The address, every reminder, the newsletter, all mail that was still to come, and whatever else led to you are gone for good.',
      text: 'If you supported us regularly, that ends: nothing more is charged. What the law has us keep, and what a bank knows already:',
    },
  },
  privacy: 'What we store, and how to be erased',
  usedUp: {
    title: 'This link does not work any more',
    lede: 'It was used already, it is too old, or a part of it is missing.',
    text: 'If it came in one of our mails, there is nothing left to do: what you confirmed holds, and of what you ended or did not confirm, nothing more will be sent.',
  },
  usedUpOfMember: {
    lede: 'It is too old, or a part of it is missing.',
    text: 'What it was for can be done in your account. We send you a link to sign in.',
    action: 'To your account',
  },
  home: (newsroom: string) => `Back to ${newsroom}`,
  support: 'Support us',
};

const ru: typeof en = {
  confirm: {
    title: 'Одна кнопка\u00a0— и всё готово',
    lede: 'Кто-то\u00a0— надеемся, что вы,\u00a0— попросил нас написать на адрес, на который пришла эта ссылка.',
    text: 'Если это были вы, нажмите кнопку. Если нет, просто закройте страницу: мы больше не напишем и сотрём адрес.',
    button: 'Да, это я',
  },
  unsubscribe: {
    title: 'Больше не присылать таких писем?',
    lede: 'Нажмите кнопку, и мы больше не будем писать вам об этом.',
    text: 'Адрес, который мы для этого хранили, будет сразу стёрт. Взносы и участие останутся как есть.',
    button: 'Больше не присылать',
  },
  erase: {
    title: 'Стереть всё, что мы храним для вашего адреса?',
    lede: 'Нажмите кнопку, и мы сотрём адрес, все напоминания, подписку на рассылку, все письма, которые ещё не отправлены, и всё остальное, что ведёт к вам.',
    text: 'Сразу и навсегда. Если вы поддерживаете нас регулярно, это прекратится: списаний больше не будет, но уже уплаченное не возвращается. Что мы обязаны хранить по закону и что уже известно банку:',
    button: 'Стереть всё',
  },
  settled: {
    reminder: {
      title: 'Спасибо, мы вам напомним',
      lede: 'Мы напишем, когда придёт время, и не раньше.',
      on: (date) => `Мы напишем вам ${date}, и не раньше.`,
      text: 'В письме будет ссылка, чтобы стереть все данные, а если писем несколько\u00a0— ещё и ссылка, чтобы больше их не получать.',
    },
    newsletter: {
      title: 'Спасибо, вы подписаны на рассылку',
      lede: 'Теперь она будет приходить вам раз в неделю.',
      text: 'В каждом выпуске есть ссылка, чтобы отписаться: тогда мы сотрём и ваш адрес.',
    },
    unsubscribed: {
      title: 'Таких писем больше не будет',
      lede: 'Мы больше не будем писать вам об этом и стёрли адрес, который для этого хранили.',
      text: 'Письмо, которое уже в пути, ещё может прийти.',
    },
    erased: {
      title: 'Всё стёрто',
      lede: 'Адрес, все напоминания, подписка на рассылку, все неотправленные письма и всё остальное, что вело к вам, стёрты навсегда.',
      text: 'Если вы поддерживали нас регулярно, это прекращается: списаний больше не будет. Что мы обязаны хранить по закону и что уже известно банку:',
    },
  },
  privacy: 'Что мы храним и как это стереть',
  usedUp: {
    title: 'Эта ссылка больше не работает',
    lede: 'По ней уже переходили, она устарела, или в ней не хватает части.',
    text: 'Если она была в нашем письме, больше ничего делать не нужно: что вы подтвердили, остаётся в силе, а по тому, что вы отменили или не подтвердили, писем больше не будет.',
  },
  usedUpOfMember: {
    lede: 'Она устарела, или в ней не хватает части.',
    text: 'То же самое можно сделать в личном кабинете. Ссылку для входа мы пришлём по почте.',
    action: 'Перейти в личный кабинет',
  },
  home: (newsroom) => `Вернуться на сайт «${newsroom}»`,
  support: 'Поддержать нас',
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
