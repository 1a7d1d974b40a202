import type { Locale } from '../platform/locale.ts';

/** The subject may be seen by others, so it does not say what is to be confirmed. What is missing in Russian does not compile. */
const en = {
  subject: 'Please confirm',
  text: (newsroom: string) =>
    `Somebody, most likely you, asked for the free weekly newsletter of ${newsroom} to be sent to this address. It comes only if you confirm that.`,
  action: 'Yes, send me the newsletter',
  consent: 'What you agree to by pressing it:',
  worth: 'The link works for two days.',
  notYou: 'If it was not you, do nothing: then nothing is sent, and the address is deleted after two days.',
  erase: 'Delete it now:',
  eraseLabel: 'delete',
};

const ru: typeof en = {
  subject: 'Пожалуйста, подтвердите',
  text: (newsroom) =>
    `Кто-то\u00a0— скорее всего, вы\u00a0— попросил присылать на этот адрес бесплатную еженедельную рассылку «${newsroom}». Она начнёт приходить, только если вы это подтвердите.`,
  action: 'Да, присылайте мне рассылку',
  consent: 'Нажимая, вы соглашаетесь со следующим:',
  worth: 'Ссылка действует два дня.',
  notYou: 'Если это были не вы, ничего не делайте: рассылки не будет, а через два дня адрес будет удалён.',
  erase: 'Удалить его сейчас:',
  eraseLabel: 'удалить',
};

export const MAIL_MESSAGES: Record<Locale, typeof en> = { en, ru };
