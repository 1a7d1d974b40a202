import { QUIET_AFTER_ONE_OFF_GIFT } from '../ask/rules.ts';
import { versionOf } from '../members/rules.ts';
import { minor } from '../platform/money.ts';
import { plus } from '../platform/time.ts';
import type {
  IntentReading,
  InvoicePaymentReading,
  InvoiceReading,
  MembershipReading,
  SessionReading,
} from '../stripe/readings.ts';
import type { Effects } from './effects.ts';

/** What is known of an event beside its reading. Everything that follows from it is a pure function of both. */
export type Fact = { type: string; createdAt: Date; learntAt: Date; memberId: string | null };

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
    paidAt: fact.createdAt,
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

/** The payment of a recurring gift, the first as well as renewals. Of an invoice over nothing, nothing came in. */
export function onInvoicePaid(effects: Effects, reading: InvoiceReading, fact: Fact): void {
  if (reading.amountPaid === 0) return;
  effects.payments.push({
    id: reading.id,
    memberId: fact.memberId,
    membershipId: reading.membership,
    contributionId: reading.contribution,
    frequency: reading.frequency,
    amount: minor(reading.amountPaid),
    currency: reading.currency,
    paidAt: reading.paidAt === null ? fact.createdAt : new Date(reading.paidAt),
    learntAt: fact.learntAt,
  });
}

/** This intent is an invoice's, and so not a payment of its own. */
export function onInvoicePaymentPaid(effects: Effects, reading: InvoicePaymentReading, fact: Fact): void {
  if (reading.paymentIntent === null) return;
  effects.claims.push({ id: reading.paymentIntent, invoiceId: reading.invoice, learntAt: fact.learntAt });
}

/**
 * Fires for every payment there is. Those of our checkout say so and are booked by their session; of the others, one
 * without a customer can be no invoice's and came from outside; the rest wait to be claimed.
 */
export function onIntentSucceeded(effects: Effects, reading: IntentReading, fact: Fact): void {
  if (reading.contribution !== null) return;
  const common = {
    id: reading.id,
    memberId: fact.memberId,
    amount: minor(reading.amountReceived),
    currency: reading.currency,
    learntAt: fact.learntAt,
  };
  if (fact.memberId !== null) effects.intents.push({ ...common, succeededAt: fact.createdAt });
  else {
    const outside = {
      membershipId: null,
      contributionId: null,
      frequency: 'once',
      paidAt: fact.createdAt,
    } as const;
    effects.payments.push({ ...common, ...outside });
  }
}

export function onMembership(effects: Effects, reading: MembershipReading, fact: Fact): void {
  if (fact.memberId === null) throw new Error('a subscription without a customer');
  const snapshot = {
    status: reading.status,
    currentPeriodEnd: new Date(reading.currentPeriodEnd),
    endsAt: reading.endsAt === null ? null : new Date(reading.endsAt),
    endedAt: reading.endedAt === null ? null : new Date(reading.endedAt),
    frequency: reading.frequency,
    amount: minor(reading.amount),
    currency: reading.currency,
  };
  effects.memberships.push({
    ...snapshot,
    id: reading.id,
    memberId: fact.memberId,
    contributionId: reading.contribution,
    startedAt: new Date(reading.startedAt),
    version: versionOf(fact.type, fact.createdAt, snapshot),
    learntAt: fact.learntAt,
  });
}
