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
    accountUrl: `${publicUrl}/account?lang=${locale}`,
    homeUrl: `${publicUrl}/?lang=${locale}`,
    day: (instant) => formatDay(locale, instant, settings.REPORT_TIME_ZONE),
  };
}

/**
 * Around every letter to a member: the way to their account, and the link that erases everything.
 * @param eraseUrl absent in the one that says that everything is erased
 */
export function frame(
  { subject, blocks }: NoticeLetter,
  { sheet, eraseUrl }: { sheet: Sheet; eraseUrl?: string },
): Letter {
  const words = FRAME[sheet.locale];
  if (eraseUrl === undefined) return { locale: sheet.locale, subject, blocks };
  const lines = [
    { text: words.account, label: words.accountLabel, href: sheet.accountUrl },
    { text: words.erase, label: words.eraseLabel, href: eraseUrl },
  ];
  return { locale: sheet.locale, subject, blocks: [...blocks, { kind: 'footer', lines }] };
}
