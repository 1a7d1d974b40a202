import type { Locale } from '../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  title: 'All right, later then',
  until: (date: string) => `We will not ask again on this device until ${date}.`,
  text: 'We remember this in your browser alone. We have stored nothing about you.',
  changed: 'Changed your mind?',
  support: 'Support us today',
};

const ru: typeof en = {
  title: 'Хорошо, напомним позже',
  until: (date: string) => `На этом устройстве мы не будем просить о поддержке до ${date}.`,
  text: 'Об этом помнит только ваш браузер. О вас мы ничего не сохранили.',
  changed: 'Передумали?',
  support: 'Поддержать сегодня',
};

export const MESSAGES: Record<Locale, typeof en> = { en, ru };
