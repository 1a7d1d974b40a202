import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { sealBriefly, UnsealError, unsealBriefly } from '../../platform/seal.ts';

/**
 * A link in a mail that works without signing in, for one purpose and nothing else: what it is for, whose it is and what it
 * is about are sealed in it, so that nothing of it is stored and it gives nothing away.
 */
const PurposeLink = z.strictObject({
  purpose: z.enum(['pay', 'settle-double']),
  memberId: z.uuid(),
  /** Stripe's id of the membership, or an id of ours */
  about: z.string(),
  /** from then on it does not open */
  until: z.iso.datetime(),
});
export type PurposeLink = z.output<typeof PurposeLink>;

const KEY = 'seal-purpose-link';
const PLACE = { table: 'link', column: 'purpose', row: '' };

type Work = Pick<Context, 'keyring' | 'clock'>;

/** @returns URL-safe text, for a `token` parameter */
export function sealPurposeLink(
  { keyring }: Pick<Work, 'keyring'>,
  { until, ...link }: Omit<PurposeLink, 'until'> & { until: Date },
): string {
  const text = JSON.stringify({ ...link, until: until.toISOString() } satisfies PurposeLink);
  return sealBriefly(keyring, KEY, PLACE, text).toString('base64url');
}

/** @returns null for what is not ours, has another purpose, or has run out: they look alike */
export function openPurposeLink(
  { keyring, clock }: Work,
  purpose: PurposeLink['purpose'],
  token: string,
): PurposeLink | null {
  const sealed = Buffer.from(token, 'base64url');
  if (sealed.toString('base64url') !== token) return null;
  try {
    const link = PurposeLink.parse(JSON.parse(unsealBriefly(keyring, KEY, PLACE, sealed)));
    return link.purpose === purpose && new Date(link.until) > clock.now() ? link : null;
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}
