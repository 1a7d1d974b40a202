import { DAY, earliest, latest, plus } from '../platform/time.ts';

/** One clock for reminders, one-off gifts and memberships, so that a device does not tell which it was. */
export const QUIET_AFTER_ONE_OFF_GIFT = 90 * DAY;

/** A cookie says "not before", and never for longer than this: then it is renewed by one look-up. */
export const COOKIE_LASTS = 31 * DAY;

export type AskAnswer = { ask: boolean; until: Date | null };

export const ASK: AskAnswer = { ask: true, until: null };

export function answerAt(now: Date, quietUntil: Date | null): AskAnswer {
  return quietUntil !== null && quietUntil > now ? { ask: false, until: quietUntil } : ASK;
}

/**
 * What a genuine cookie says by itself; null where it has run out, or where it says more than any that is written now:
 * then our clock was ahead when it was, and only a look-up tells.
 */
export function answerOfCookie(now: Date, until: Date): AskAnswer | null {
  const isBelieved = until > now && until <= plus(now, COOKIE_LASTS);
  return isBelieved ? answerAt(now, until) : null;
}

/** What may be written into a cookie: the true date or the most it may say, whichever comes first. */
export function cookieUntil(now: Date, quietUntil: Date): Date {
  return earliest(quietUntil, plus(now, COOKIE_LASTS));
}

/** A subject's own date or the one that this browser's reader wished for, whichever is later. */
export function quietOf({ quietUntil, wishedUntil }: { quietUntil: Date; wishedUntil: Date | null }): Date {
  return wishedUntil === null ? quietUntil : latest(quietUntil, wishedUntil);
}
