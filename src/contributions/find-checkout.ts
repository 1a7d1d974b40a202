import { keepSubjectQuiet } from '../ask/keep-quiet.ts';
import { QUIET_AFTER_ONE_OFF_GIFT } from '../ask/rules.ts';
import { findQuiet } from '../members/find-quiet.ts';
import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { type Money, minor } from '../platform/money.ts';
import { DAY, plus } from '../platform/time.ts';
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
  /** where an unpaid checkout can be taken up again */
  resumeUrl: string | undefined;
};

/** @returns undefined where there is no such checkout; whether the asker may know is the caller's affair */
export async function findCheckout(context: Context, id: string): Promise<CheckoutStanding | undefined> {
  const contribution = await findContribution(context.database, id);
  if (contribution === undefined) return undefined;
  const sessions = await findSessions(context.database, id);
  return toStanding(contribution, sessions, context.clock.now());
}

function toStanding(contribution: Contribution, sessions: CheckoutSession[], now: Date): CheckoutStanding {
  const { id, frequency, amount, costs, currency } = contribution;
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
    resumeUrl: canResume ? (open?.url ?? undefined) : undefined,
  };
}

/** Before the first word about a membership comes, its browser is left in peace for as long as a cookie can say. */
const UNTIL_HEARD_OF = 31 * DAY;

/** After a gift this browser is not asked. @returns the cookie that says so, or null where it has it or nothing was given */
export async function quietAfter(
  context: Context,
  standing: CheckoutStanding,
  cookieValue: string | undefined,
): Promise<Cookie | null> {
  if (standing.status !== 'complete' && standing.status !== 'processing') return null;
  const now = context.clock.now();
  const until =
    standing.frequency === 'once'
      ? plus(now, QUIET_AFTER_ONE_OFF_GIFT)
      : ((await findQuiet(context.database, standing.id)) ?? plus(now, UNTIL_HEARD_OF));
  return keepSubjectQuiet(context, { subject: standing.id, until, cookieValue });
}
