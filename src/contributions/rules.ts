import type { Minor } from '../platform/money.ts';
import { HOUR, plus, SECOND } from '../platform/time.ts';

/** From the least to the most telling; a session only ever moves towards the end of this list. */
export const SESSION_STATES = ['open', 'expired', 'processing', 'failed', 'complete'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** Paid never goes back to failed, nor processing to expired, in whatever order Stripe's events come. */
export function further(one: SessionState, other: SessionState): SessionState {
  return SESSION_STATES.indexOf(one) >= SESSION_STATES.indexOf(other) ? one : other;
}

/** A contribution is as far as its furthest session: an expired one may have been taken up again in a new one. */
export function stateOf(sessions: { state: SessionState }[]): SessionState {
  return sessions.reduce<SessionState>((state, session) => further(state, session.state), 'open');
}

/** From here on nothing can be paid any more at the address of the pay page. */
export function isOver(state: SessionState): boolean {
  return SESSION_STATES.indexOf(state) > SESSION_STATES.indexOf('expired');
}

/** A monthly amount for who gave this once: what is offered, and never more than the gift unless nothing less is taken. */
export function monthlyAmount(gift: Minor, presets: readonly Minor[], minimum: Minor): Minor {
  const within = presets.filter((preset) => preset <= gift);
  return within.reduce((largest, preset) => (preset > largest ? preset : largest), minimum);
}

/** Stripe takes up to 24 hours from its own clock; an hour is left for clocks that differ and for a repeat. */
export function checkoutExpiry(now: Date): Date {
  return plus(now, 23 * HOUR);
}

/** A call to Stripe and its repeat end within 20 seconds; who is silent for longer has died. */
const ATTEMPT_LASTS = 30 * SECOND;
/** Stripe refuses a session that would expire in less than this, and forgets keys after 24 hours. */
const LEAST_TO_EXPIRY = HOUR;

export type Attempt = {
  attempt: number;
  attemptedAt: Date;
  attemptOutcome: 'unknown' | 'failed' | 'refused' | null;
  expiresAt: Date;
};

/**
 * What a repeat of the same request should do where there is no session yet.
 * `wait`: the first is still at it. `again`: nobody knows whether Stripe made one, and the same key and parameters ask
 * without making a second. `look-first`: that key would replay a fault, or is forgotten, though a session may exist. `anew`: Stripe said no, so there is none.
 */
export function nextStep(now: Date, attempt: Attempt): 'wait' | 'again' | 'anew' | 'look-first' {
  if (attempt.attemptOutcome === null && plus(attempt.attemptedAt, ATTEMPT_LASTS) > now) return 'wait';
  if (attempt.attemptOutcome === 'refused') return 'anew';
  // A later attempt that nobody ended may have died before it had looked.
  const diedEarly = attempt.attemptOutcome === null && attempt.attempt > 1;
  if (attempt.attemptOutcome === 'failed' || diedEarly) return 'look-first';
  return plus(now, LEAST_TO_EXPIRY) > attempt.expiresAt ? 'look-first' : 'again';
}

/** Before this, an attempt without an outcome belongs to a process that died. */
export function abandonedBefore(now: Date): Date {
  return plus(now, -ATTEMPT_LASTS);
}
