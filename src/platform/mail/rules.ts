import { earliest, HOUR, MINUTE, plus } from '../time.ts';

/** How often a mail may be handed over without our hearing what became of it: so there is one duplicate at the most. */
export const MOST_UNHEARD = 2;

const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/**
 * When a mail that failed for now is tried again: after 1, 5, 15 and 60 minutes, then each hour; and once more when it is
 * not worth sending any more, so that it is settled then.
 * @param failures how often it has failed, this time included
 */
export function retryAt(failures: number, now: Date, expiresAt: Date): Date {
  return earliest(plus(now, WAITS[Math.min(failures, WAITS.length) - 1] ?? MINUTE), expiresAt);
}
