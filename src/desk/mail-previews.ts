import { erasedLetter } from '../account/erasure/erased-letter.ts';
import { frame, sheetFor } from '../account/notices/frame.ts';
import { NOTICES } from '../account/notices/notice-mail.ts';
import { signInLetter } from '../account/sign-in/sign-in-letter.ts';
import { confirmationLetter as newsletterLetter } from '../newsletter/confirmation-letter.ts';
import { CONSENT_VERSION } from '../newsletter/consent.ts';
import type { Context } from '../platform/context.ts';
import type { Locale } from '../platform/locale.ts';
import type { Letter } from '../platform/mail/letter.ts';
import { confirmationLetter, reminderLetter } from '../reminders/letters.ts';

/** In place of what is sealed for one reader. */
const TOKEN = 'xxxxxxxxxxxxxxxxxxxxxx';

/** Every kind of mail, in every way in which it can read, by name; written by what writes those that are sent. */
export function previewMails(
  context: Pick<Context, 'publicUrl' | 'settings'>,
  locale: Locale,
): Record<string, Letter> {
  const link = (deed: string) => `${context.publicUrl}/${deed}?token=${TOKEN}&lang=${locale}`;
  const links = { confirm: link('confirm'), erase: link('erase') };
  const href = `${context.publicUrl}/?later=${TOKEN}&lang=${locale}`;
  const reminder = { locale, subject: context.settings.MAIL_SUBJECT, href, eraseHref: links.erase };
  const newsroom = context.settings.NEWSROOM_NAME;
  return {
    'sign-in': signInLetter(locale, { enter: link('account/enter'), erase: links.erase }),
    'reminder-confirmation': confirmationLetter(locale, links),
    reminder: reminderLetter({ ...reminder, stopHref: link('unsubscribe') }),
    'reminder-last': reminderLetter(reminder),
    'newsletter-confirmation': newsletterLetter({ locale, newsroom, consentVersion: CONSENT_VERSION, links }),
    ...previewNotices(context, locale, links.erase),
    erased: erasedLetter(context, locale),
  };
}

function previewNotices(
  context: Pick<Context, 'publicUrl' | 'settings'>,
  locale: Locale,
  eraseUrl: string,
): Record<string, Letter> {
  const sheet = sheetFor(context, locale);
  const samples = Object.values(NOTICES).flatMap((notice) => Object.entries(notice.samples(sheet)));
  return Object.fromEntries(samples.map(([name, letter]) => [name, frame(letter, { sheet, eraseUrl })]));
}
