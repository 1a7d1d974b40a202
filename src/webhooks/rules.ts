import { HOUR, MINUTE, plus } from '../platform/time.ts';

/** After so many tries an event is set aside, where a person sees it, and the others go on. */
export const MAXIMUM_ATTEMPTS = 8;

/** Waits of 1, 2, 4 … minutes, an hour at most. */
export function retryAfter(attempts: number, now: Date): Date {
  return plus(now, Math.min(MINUTE * 2 ** (attempts - 1), HOUR));
}
