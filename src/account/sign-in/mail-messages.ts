import type { Locale } from '../../platform/locale.ts';

/** The subject may be seen by others, so it does not say where to. What is missing in Russian does not compile. */
const en = {
  subject: 'Your link to sign in',
  text: 'Somebody, most likely you, asked for a link with which to sign in with this address. Here it is:',
  action: 'Sign in',
  worth: 'The link works once, and for fifteen minutes.',
  notYou: 'If it was not you, do nothing: without this e-mail nobody can sign in.',
  erase: 'To erase what we keep for this address:',
  eraseLabel: 'erase',
};

const ru: typeof en = {
  subject: 'Ссылка для входа',
  text: 'Кто-то\u00a0— скорее всего, вы\u00a0— попросил ссылку, чтобы войти с этим адресом. Вот она:',
  action: 'Войти',
  worth: 'Ссылка сработает один раз и действует пятнадцать минут.',
  notYou: 'Если это были не вы, ничего не делайте: без этого письма никто не войдёт.',
  erase: 'Стереть всё, что мы храним для этого адреса:',
  eraseLabel: 'стереть',
};

export const MAIL_MESSAGES: Record<Locale, typeof en> = { en, ru };
