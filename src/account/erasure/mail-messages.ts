import type { Locale } from '../../platform/locale.ts';

/** The last mail that somebody gets. It says nothing of what they gave: somebody else may read it. */
const en = {
  subject: 'It is done',
  text: 'As you asked, we have deleted what we kept about you. Whatever came or was to come at regular times ends with it.',
  kept: 'What the law has us keep are the books, and they do not say whose they are:',
  keptLabel: 'what stays',
  last: 'This is the last mail. The address to which it came is deleted, too.',
};

const ru: typeof en = {
  subject: 'Готово',
  text: 'Как вы просили, мы удалили всё, что хранили о вас. Всё, что повторялось регулярно, на этом прекращается.',
  kept: 'По закону мы обязаны хранить только бухгалтерию, и по ней нельзя узнать, кто вы:',
  keptLabel: 'что остаётся',
  last: 'Это последнее письмо. Адрес, на который оно пришло, тоже удалён.',
};

export const ERASED_MAIL: Record<Locale, typeof en> = { en, ru };
