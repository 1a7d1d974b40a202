import type { Context } from '../platform/context.ts';
import { type Money, minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import type { CheckoutSession } from './checkout-session.ts';
import { type SessionState, stateOf } from './rules.ts';
import { type Contribution, findContribution, findSessions } from './store.ts';

export type CheckoutStanding = {
  id: string;
  status: SessionState;
  frequency: Frequency;
  /** what the reader chose */
  chosen: Money;
  /** with the costs, where they are covered */
  total: Money;
  campaign: string | null;
  /** where an unpaid checkout can be taken up again */
  resumeUrl: string | undefined;
};

/**
 * @param returnedFrom the session from which Stripe sent the reader back: it does so only once that one is completed,
 *   which can be sooner than we hear of it
 * @returns undefined where there is no such checkout; whether the asker may know is the caller's affair
 */
export async function findCheckout(
  context: Context,
  id: string,
  returnedFrom?: string,
): Promise<CheckoutStanding | undefined> {
  const contribution = await findContribution(context.database, id);
  if (contribution === undefined) return undefined;
  const sessions = await findSessions(context.database, id);
  const standing = toStanding(contribution, sessions, context.clock.now());
  const isUnheardOf = returnedFrom !== undefined && sessions.every((session) => session.id !== returnedFrom);
  // A recovered session: that the one before it expired is no longer the newest truth.
  return standing.status === 'expired' && isUnheardOf
    ? { ...standing, status: 'open', resumeUrl: undefined }
    : standing;
}

function toStanding(contribution: Contribution, sessions: CheckoutSession[], now: Date): CheckoutStanding {
  const { id, frequency, amount, costs, currency, campaign } = contribution;
  const told = stateOf(sessions);
  // Stripe's word that a session expired can be late; its date is not.
  const isOver =
    told === 'open' && sessions.length > 0 && sessions.every(({ expiresAt }) => expiresAt <= now);
  const status = isOver ? 'expired' : told;
  const open = sessions.find((session) => session.state === told && session.url !== null);
  const canResume = told === 'expired' || status === 'open';
  return {
    id,
    status,
    frequency,
    chosen: { amount, currency },
    total: { amount: minor(amount + costs), currency },
    campaign,
    resumeUrl: canResume ? (open?.url ?? undefined) : undefined,
  };
}
