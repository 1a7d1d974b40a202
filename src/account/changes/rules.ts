import { type AmountFault, faultOf, type Limits } from '../../catalog/rules.ts';
import type { MEMBERSHIP_STATUSES, Pause } from '../../members/rules.ts';
import { type Minor, minor, stepOf } from '../../platform/money.ts';
import { DAY, MINUTE, plus } from '../../platform/time.ts';

/** What a member may change about a membership. `keep`: takes a cancellation back. */
export const CHANGE_KINDS = ['amount', 'frequency', 'pause', 'resume', 'cancel', 'keep'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `waiting`: Stripe has not answered yet; `refused`: it said no. */
export const CHANGE_STATES = ['waiting', 'done', 'refused'] as const;

/** Why a membership, as it stands, cannot be changed in a way. */
const OBSTACLES = [
  'membership-ended',
  'membership-ending',
  'membership-not-ending',
  'membership-paused',
  'membership-not-paused',
  'payment-due',
  'monthly-only',
  'frequency-unknown',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

type Recurring = 'monthly' | 'annual';
type Price = { frequency: 'once' | Recurring | null; amount: Minor };

/** As much of a membership as decides what may become of it. */
export type Changeable = Price & {
  status: (typeof MEMBERSHIP_STATUSES)[number];
  pause: Pause | null;
  endsAt: Date | null;
  endedAt: Date | null;
  next: Price | null;
};

type Wanted =
  | { kind: 'amount'; amount: Minor }
  | { kind: 'frequency'; frequency: Recurring; amount: Minor }
  | { kind: 'pause' | 'resume' | 'cancel' | 'keep' };

/** @returns what stands in the way of any change of that kind, whatever it says; null: nothing */
export function obstacleTo(kind: ChangeKind, membership: Changeable): Obstacle | null {
  const { status, pause, frequency, endsAt, endedAt } = membership;
  if (status === 'ended' || endedAt !== null) return 'membership-ended';
  if (kind === 'keep') return endsAt === null ? 'membership-not-ending' : null;
  // What Stripe itself holds still was held by the desk, and going on would charge at once.
  if (kind === 'resume') return pause === 'collection' ? null : 'membership-not-paused';
  // Of what is owed more attempts are made until it ends: who leaves at once is spared them.
  if (kind === 'cancel' && status === 'past-due') return null;
  if (endsAt !== null) return 'membership-ending';
  if (kind === 'cancel') return null;
  if (frequency === null) return 'frequency-unknown';
  if (kind === 'amount') return null;
  if (kind === 'pause' && frequency !== 'monthly') return 'monthly-only';
  // The charge by which another frequency begins would be left out, and a whole year with it.
  if (pause !== null || status === 'paused') return 'membership-paused';
  return status === 'past-due' ? 'payment-due' : null;
}

/** Whether everything would be as it is. Another amount gives up what a membership was to turn into, and so does the same. */
export function changesNothing(wanted: Wanted, { amount, frequency, next }: Changeable): boolean {
  if (wanted.kind === 'amount') return wanted.amount === amount && next === null;
  if (wanted.kind !== 'frequency') return false;
  if (wanted.frequency === frequency) return true;
  return next?.frequency === wanted.frequency && next.amount === wanted.amount;
}

/** @param limits of the membership's currency; undefined where it is not offered any more */
export function amountFaultOf(
  wanted: Wanted,
  currency: string,
  limits: Limits | undefined,
): AmountFault | 'currency-not-offered' | null {
  if (wanted.kind !== 'amount' && wanted.kind !== 'frequency') return null;
  return limits === undefined ? 'currency-not-offered' : faultOf(wanted.amount, currency, limits);
}

/**
 * The sum of another frequency that comes to the same in a year, to the nearest step of the currency, and within its
 * limits.
 */
export function sameByYear(
  { amount, currency }: { amount: Minor; currency: string },
  frequency: Recurring,
  { minimum, maximum }: Limits,
): Minor {
  const step = BigInt(stepOf(currency));
  const alike = frequency === 'annual' ? amount * 12n : nearest(amount, 12n * step) * step;
  if (alike < minimum) return minimum;
  // A maximum need not be a sum that can be paid.
  return minor(alike > maximum ? maximum - (maximum % step) : alike);
}

/** Half counts up. */
function nearest(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** Three calls and their repeats end within this; who is silent for longer has died. */
const ATTEMPT_LASTS = MINUTE;
/** Stripe forgets keys after this, and whoever asked has long gone on to something else. */
const GIVEN_UP_AFTER = DAY;

export type Attempt = {
  attempt: number;
  attemptedAt: Date;
  requestedAt: Date;
  /** null: under way, or its process died */
  outcome: 'unknown' | 'failed' | 'busy' | null;
};

export function isUnderWay(now: Date, { outcome, attemptedAt }: Attempt): boolean {
  return outcome === null && attemptedAt > abandonedBefore(now);
}

/** An attempt that began before this is over, and whoever finds its change waiting may make another. */
export function abandonedBefore(now: Date): Date {
  return plus(now, -ATTEMPT_LASTS);
}

export function isTooOld(now: Date, { requestedAt }: Pick<Attempt, 'requestedAt'>): boolean {
  return plus(requestedAt, GIVEN_UP_AFTER) <= now;
}

/**
 * The same number is the same key, by which Stripe does nothing twice. It replays a stored fault under it, though; and what
 * is not asked in the same words needs another one.
 */
export function nextAttempt({ attempt, outcome }: Attempt, isSaidOtherwise: boolean): number {
  return outcome === 'failed' || isSaidOtherwise ? attempt + 1 : attempt;
}
