import { QUIET_AFTER_ONE_OFF_GIFT } from '../ask/rules.ts';
import { MEMBERSHIP_STATUSES } from '../members/rules.ts';
import { minor } from '../platform/money.ts';
import { versionOf } from '../platform/register.ts';
import { plus } from '../platform/time.ts';
import type {
  CustomerReading,
  MembershipReading,
  PaymentMethodReading,
  ScheduleReading,
  SessionReading,
} from '../stripe/readings.ts';
import type { Effects } from './effects.ts';
import { date, dateOrNull, type Fact } from './fact.ts';

/** A session says where a checkout of ours stands; a one-off gift is booked here and nowhere else. */
export function onSession(effects: Effects, reading: SessionReading, fact: Fact): void {
  if (reading.contribution !== null) {
    effects.sessions.push({
      id: reading.id,
      contributionId: reading.contribution,
      state: reading.state,
      url: reading.state === 'expired' ? reading.recoveryUrl : null,
      expiresAt: new Date(reading.expiresAt),
    });
  }
  sayQuiet(effects, reading, fact);
  const paid = reading.state === 'complete' && reading.frequency === 'once';
  if (!paid || reading.paymentIntent === null || reading.amount === null || reading.currency === null) return;
  effects.payments.push({
    id: reading.paymentIntent,
    memberId: fact.memberId,
    membershipId: null,
    contributionId: reading.contribution,
    frequency: 'once',
    amount: minor(reading.amount),
    currency: reading.currency,
    outsideStripe: null,
    paidAt: dateOrNull(reading.paidAt) ?? fact.createdAt,
    learntAt: fact.learntAt,
  });
}

/** Nobody who gave once is asked for a while. */
function sayQuiet(
  effects: Effects,
  { contribution, frequency, state }: SessionReading,
  { createdAt }: Fact,
): void {
  if (contribution === null || frequency !== 'once' || state !== 'complete') return;
  effects.quiet.push({ subject: contribution, quietUntil: plus(createdAt, QUIET_AFTER_ONE_OFF_GIFT) });
}

/** The whole of a membership, as it was in this second. */
export function onMembership(effects: Effects, reading: MembershipReading, fact: Fact): void {
  if (fact.memberId === null) throw new Error('a subscription without a customer');
  const { kind: _kind, id, contribution, startedAt, amount, ...state } = reading;
  effects.memberships.push({
    ...state,
    id,
    memberId: fact.memberId,
    contributionId: contribution,
    amount: minor(amount),
    startedAt: date(startedAt),
    currentPeriodEnd: date(state.currentPeriodEnd),
    pausedUntil: dateOrNull(state.pausedUntil),
    endsAt: dateOrNull(state.endsAt),
    endedAt: dateOrNull(state.endedAt),
    // Where one second holds two that differ, the one further along stands until Stripe is asked.
    version: versionOf(fact.trueAt, fact.rank, [
      MEMBERSHIP_STATUSES.indexOf(state.status).toString(),
      state.currentPeriodEnd,
      state.endsAt,
      state.endedAt,
      state.pause,
      state.pausedUntil,
      state.frequency,
      state.currency,
      amount.toString().padStart(20, '0'),
      state.endReason,
      state.endFeedback,
      contribution,
    ]),
    learntAt: fact.learntAt,
  });
}

/**
 * What a membership turns into. Where the cost of it was not told, it stays unknown and the row contested: a job asks
 * Stripe for it, and until then nobody is shown a guess.
 */
export function onSchedule(
  effects: Effects,
  { id, membership, isOpen, next }: ScheduleReading,
  fact: Fact,
): void {
  if (membership === null) return;
  effects.schedules.push({
    id,
    membershipId: membership,
    isOpen,
    nextAt: dateOrNull(next?.at ?? null),
    nextAmount: next?.amount == null ? null : minor(next.amount),
    nextFrequency: next?.frequency ?? null,
    contested: next?.isPriced === false,
    // Of one second, what is over stands, and what is known to cost something before what is not.
    version: versionOf(fact.trueAt, fact.rank, [
      isOpen ? 'open' : 'over',
      membership,
      next?.at ?? null,
      next?.isPriced ? 'priced' : 'named',
      next?.frequency ?? null,
      next?.amount?.toString().padStart(20, '0') ?? null,
    ]),
    learntAt: fact.learntAt,
  });
}

/** A deleted customer stands for nobody at Stripe any more; the books stay. */
export function onCustomer(effects: Effects, { deleted }: CustomerReading, fact: Fact): void {
  if (deleted && fact.customer !== null) {
    effects.customerEnds.push({ id: fact.customer, endedAt: fact.createdAt });
  }
}

export function onPaymentMethod(effects: Effects, reading: PaymentMethodReading, fact: Fact): void {
  const { id, type, expires, attached } = reading;
  effects.paymentMethods.push({
    id,
    type,
    expires,
    customerId: attached ? fact.customer : null,
    version: versionOf(fact.trueAt, fact.rank, [type, expires, fact.customer]),
    learntAt: fact.learntAt,
  });
}

/** Kept as it was told; nothing follows from it here: the renewal that fails for it says so. */
export function onNothing(): void {}
