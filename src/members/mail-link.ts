import type { Context } from '../platform/context.ts';
import type { Locale } from '../platform/locale.ts';

/** What a link in a mail may ask for; each has a page of that name. */
export const DEEDS = ['confirm', 'unsubscribe', 'erase'] as const;
export type Deed = (typeof DEEDS)[number];

/**
 * @param token by which the page knows that the mail was read
 * @param locale absent in what is followed for years: then the page goes by the browser
 */
export function mailLink(
  { publicUrl }: Pick<Context, 'publicUrl'>,
  deed: Deed,
  { token, locale }: { token: string; locale?: Locale },
): string {
  return `${publicUrl}/${deed}?token=${token}${locale === undefined ? '' : `&lang=${locale}`}`;
}
