import { DAY, fromUnixSeconds, MINUTE, plus, SECOND } from '../../platform/time.ts';

/** No token is good for longer: so soon after a membership has ended, nobody has its benefits any more. */
const TOKEN_LASTS = 10 * MINUTE;

/** All tokens of one such stretch are the same, so that none tells when its reader came, or one reader from another. */
const STRETCH = 5 * MINUTE;

/** Between five and ten minutes are left of a token, whenever it is asked for. */
export function tokenSpan(now: Date): { from: Date; until: Date } {
  const from = fromUnixSeconds(Math.floor(now.getTime() / STRETCH) * (STRETCH / SECOND));
  return { from, until: plus(from, TOKEN_LASTS) };
}

/**
 * Where a bank wants to be answered there is no next attempt to wait for, and some accounts at Stripe leave it at that for
 * ever. As long as the link in the mail works.
 */
export const BANK_IS_ANSWERED_WITHIN = 30 * DAY;
