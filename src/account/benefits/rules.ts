import { fromUnixSeconds, MINUTE, plus, SECOND } from '../../platform/time.ts';

/** No token is good for longer: so soon after a membership has ended, nobody has its benefits any more. */
const TOKEN_LASTS = 10 * MINUTE;

/** All tokens of one such stretch are the same, so that none tells when its reader came, or one reader from another. */
const STRETCH = 5 * MINUTE;

/** Between five and ten minutes are left of a token, whenever it is asked for. */
export function tokenSpan(now: Date): { from: Date; until: Date } {
  const from = fromUnixSeconds(Math.floor(now.getTime() / STRETCH) * (STRETCH / SECOND));
  return { from, until: plus(from, TOKEN_LASTS) };
}
