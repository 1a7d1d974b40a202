import type { Locale } from '../../platform/locale.ts';

/** English is the pattern: what is missing in Russian does not compile. */
const en = {
  title: 'Everything that we keep about you',
  lede: 'As a file that people and programs can read: your address, your payments, reminders and the newsletter, and when you were written to.',
  care: 'Mind where you keep it: the file says in plain words who you are and what you gave.',
  button: 'Save the file',
  back: 'Back',
};

const ru: typeof en = {
  title: 'Всё, что мы храним о вас',
  lede: 'Файл, который прочтут и люди, и программы: ваш адрес, платежи, напоминания и рассылка, а также когда мы вам писали.',
  care: 'Подумайте, где его хранить: в файле открыто сказано, кто вы и сколько заплатили.',
  button: 'Сохранить файл',
  back: 'Назад',
};

export const EXPORT_PAGE: Record<Locale, typeof en> = { en, ru };
