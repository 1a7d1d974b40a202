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
