import type { Locale } from '../../platform/locale.ts';

/** What stands under every mail to a member. What is missing in Russian does not compile. */
const en = {
  account: 'Everything about it, and to change it:',
  accountLabel: 'your account',
  erase: 'Delete everything we keep under this address:',
  eraseLabel: 'delete',
};

const ru: typeof en = {
  account: 'Все сведения и изменения:',
  accountLabel: 'ваш кабинет',
  erase: 'Удалить всё, что у нас хранится с этим адресом:',
  eraseLabel: 'удалить',
};

export const FRAME: Record<Locale, typeof en> = { en, ru };
