import type { Context } from '../../platform/context.ts';
import type { Locale } from '../../platform/locale.ts';
import { DAY, HOUR, plus } from '../../platform/time.ts';
import { openPurposeLink, sealPurposeLink } from '../links/purpose-link.ts';

export const PAY_PATH = '/account/pay';

const LASTS = 30 * DAY;
/** A browser's history keeps addresses for longer than somebody is signed in; and so does Stripe the way back. */
const LASTS_WITHIN = HOUR;

export type Payer = { memberId: string; membershipId: string };

/** The same within our pages, for as long as it takes. @returns path and query */
export function payPath(context: Pick<Context, 'keyring' | 'clock'>, payer: Payer, locale: Locale): string {
  return pathFor(context, payer, { locale, lasts: LASTS_WITHIN });
}

function pathFor(
  context: Pick<Context, 'keyring' | 'clock'>,
  { memberId, membershipId }: Payer,
  { locale, lasts }: { locale: Locale; lasts: number },
): string {
  const until = plus(context.clock.now(), lasts);
  const token = sealPurposeLink(context, { purpose: 'pay', memberId, about: membershipId, until });
  return `${PAY_PATH}?${new URLSearchParams({ token, lang: locale })}`;
}

/** For mails: leads to where a membership's payment is put right, and nowhere else. */
export function payLink(
  context: Pick<Context, 'keyring' | 'clock' | 'publicUrl'>,
  payer: Payer,
  locale: Locale,
): string {
  return `${context.publicUrl}${pathFor(context, payer, { locale, lasts: LASTS })}`;
}

/** @returns null for a link that is not ours, is for something else, or has run out */
export function openPayLink(
  context: Pick<Context, 'keyring' | 'clock'>,
  token: string | undefined,
): Payer | null {
  const link = token === undefined ? null : openPurposeLink(context, 'pay', token);
  return link && { memberId: link.memberId, membershipId: link.about };
}
