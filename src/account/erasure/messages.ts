import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  title: 'Erase everything about you?',
  lede: 'Press the button, and we erase what we keep about you, at once and for good. Neither you nor we can take that back.',
  goesTitle: 'What goes',
  goes: {
    address: 'your e-mail address, and every code that was made of it',
    support:
      'monthly or annual support: it ends, nothing more is charged, and what was paid is not paid back',
    mail: 'reminders, the newsletter, and all mail that is still to come',
    provider:
      'what the payment provider keeps in order to charge you again: we have it delete your card or account, and your name with them',
    devices: 'being signed in, on all your devices',
  },
  staysTitle: 'What stays, and why',
  stays:
    'The law has us keep the books for years: of each payment the amount, the currency, the day, the code of the campaign, and the payment provider’s number, beside a random number that stood for you. Nothing that we have leads from there to you any more.',
  knownTitle: 'What we cannot undo',
  known:
    'Your bank, and the payment provider under its own rules, keep what they know of payments that were made. Our own backup copies are erased, or cannot be opened any more, after 30 days at most.',
  open: 'A payment page that you left open somewhere goes on working until it expires: who pays there gives anew.',
  mail: 'You get one last e-mail that says it is done.',
  button: 'Erase it all',
  export: 'First take a copy with you',
  back: 'Leave everything as it is',
};

const ru: typeof en = {
  title: 'Стереть все данные о вас?',
  lede: 'Нажмите кнопку, и мы сразу и навсегда сотрём всё, что храним о вас. Отменить это не сможете ни вы, ни мы.',
  goesTitle: 'Что исчезнет',
  goes: {
    address: 'адрес вашей электронной почты и все созданные из него коды',
    support:
      'ежемесячная или ежегодная поддержка: она прекратится, списаний больше не будет, но уже уплаченное не возвращается',
    mail: 'напоминания, подписка на рассылку и все письма, которые ещё не отправлены',
    provider:
      'то, что платёжный сервис хранит для следующих списаний: мы попросим его удалить данные вашей карты или счёта, а с ними и ваше имя',
    devices: 'вход в личный кабинет на всех ваших устройствах',
  },
  staysTitle: 'Что останется и почему',
  stays:
    'По закону мы обязаны годами хранить бухгалтерию: сумму, валюту и день каждого платежа, код кампании и номер платежа в платёжном сервисе рядом со случайным номером, под которым вы у нас значились. Ничто из того, что у нас есть, больше не ведёт от этих записей к вам.',
  knownTitle: 'Чего мы не можем отменить',
  known:
    'Ваш банк и, по своим правилам, платёжный сервис хранят то, что знают об уже совершённых платежах. Наши резервные копии не позже чем через 30 дней удаляются, или их больше нельзя открыть.',
  open: 'Страница оплаты, которую вы где-то оставили открытой, действует, пока не истечёт её срок: платёж на ней станет новым взносом.',
  mail: 'Вы получите последнее письмо о том, что всё сделано.',
  button: 'Стереть всё',
  export: 'Сначала сохранить копию',
  back: 'Оставить всё как есть',
};

export const ERASE_PAGE: Record<Locale, typeof en> = { en, ru };
