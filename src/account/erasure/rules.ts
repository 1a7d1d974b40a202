import { HOUR, MINUTE, plus } from '../../platform/time.ts';

/** How long one who asks Stripe has for it; after that it is anybody's again. */
export const FINISHING = 5 * MINUTE;

/** When Stripe is asked again: after 1, 2, 4, 8 … minutes, and in the end every hour, for as long as it takes. */
export function retryAfter(attempts: number, now: Date): Date {
  return plus(now, Math.min(2 ** Math.max(attempts - 1, 0) * MINUTE, HOUR));
}
