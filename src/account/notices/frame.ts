import type { Context } from '../../platform/context.ts';
import { formatDay, type Locale } from '../../platform/locale.ts';
import type { Letter } from '../../platform/mail/letter.ts';
import type { NoticeLetter, Sheet } from './notice.ts';
import { FRAME } from './words.ts';

export function sheetFor(
  { publicUrl, settings }: Pick<Context, 'publicUrl' | 'settings'>,
  locale: Locale,
): Sheet {
  return {
    locale,
    newsroom: settings.NEWSROOM_NAME,
    subject: settings.NOTICE_SUBJECT,
    accountUrl: `${publicUrl}/account?lang=${locale}`,
    homeUrl: `${publicUrl}/?lang=${locale}`,
    day: (instant) => formatDay(locale, instant, settings.REPORT_TIME_ZONE),
  };
}

/** Around every letter to a member: the way to their account, and the link that erases everything. */
export function frame(
  { subject, blocks }: NoticeLetter,
  { sheet, eraseUrl }: { sheet: Sheet; eraseUrl: string },
): Letter {
  const { locale } = sheet;
  const words = FRAME[locale];
  const lines = [
    { text: words.account, label: words.accountLabel, href: sheet.accountUrl },
    { text: words.erase, label: words.eraseLabel, href: eraseUrl },
  ];
  return { locale, subject: sheet.subject ?? subject, blocks: [...blocks, { kind: 'footer', lines }] };
}
