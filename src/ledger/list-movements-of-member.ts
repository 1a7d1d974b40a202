import type { Database } from '../platform/database.ts';
import { type Minor, minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { paymentFinder } from './of-member/payment-of.ts';
import { findPaymentsOfMember, findTakenBack, type TakenBack } from './of-member/store.ts';
import { isGivenBack } from './rules.ts';

/** `returned`: the bank took a payment back, or, above zero, gave up on taking it back. */
export type MovementKind = 'payment' | 'refund' | 'returned';

export type Movement = {
  kind: MovementKind;
  /** Stripe's id of the payment that it is, or is of */
  paymentId: string;
  frequency: Frequency | null;
  at: Date;
  /** from the giver to us is positive; minor units of the currency in which the payment was made */
  amount: Minor;
  currency: string;
};

/**
 * All that went from somebody to us and back, the oldest first: payments, refunds, and what banks took back, each on its
 * day. Their sum is what the revenue report has for these payments before fees.
 */
export async function listMovementsOfMember(database: Database, memberId: string): Promise<Movement[]> {
  const payments = await findPaymentsOfMember(database, memberId);
  const taken = await findTakenBack(
    database,
    payments.map(({ id }) => id),
  );
  const paymentOf = paymentFinder(taken);
  const frequencies = new Map(payments.map(({ id, frequency }) => [id, frequency]));
  const back = [...refunded(taken), ...takenByBanks(taken)].flatMap(({ of, ...movement }) => {
    const paymentId = paymentOf(of);
    const frequency = frequencies.get(paymentId ?? '');
    return paymentId && frequency !== undefined ? [{ ...movement, paymentId, frequency }] : [];
  });
  const paid = payments.toReversed().map(({ id, frequency, paidAt, amount, currency }) => ({
    kind: 'payment' as const,
    paymentId: id,
    frequency,
    at: paidAt,
    amount,
    currency,
  }));
  return [...paid, ...back].toSorted(inOrder);
}

/** What happened in one second has an order too, so that a page read twice is the same page. */
function inOrder(one: Movement, other: Movement): number {
  return one.at.getTime() - other.at.getTime() || one.paymentId.localeCompare(other.paymentId);
}

type Taken = Omit<Movement, 'paymentId' | 'frequency'> & {
  of: { chargeId: string | null; paymentIntentId: string | null };
};

function refunded({ refunds }: TakenBack): Taken[] {
  return refunds.filter(isGivenBack).map(({ amount, currency, createdAt, chargeId, paymentIntentId }) => ({
    kind: 'refund',
    at: createdAt,
    amount: minor(-amount),
    currency,
    of: { chargeId, paymentIntentId },
  }));
}

/** Disputes, and direct debits that bounced. */
function takenByBanks({ disputes, charges, moved }: TakenBack): Taken[] {
  return moved.flatMap((movement): Taken[] => {
    const at = movement.createdAt;
    const dispute = disputes.find(({ id }) => id === movement.sourceId);
    if (dispute && movement.type === 'adjustment') {
      const withdrawn = moved
        .filter(({ sourceId, category }) => sourceId === dispute.id && category === 'dispute')
        .reduce((sum, { amount }) => sum - amount, 0n);
      const { currency } = dispute;
      return [{ kind: 'returned', at, currency, amount: shareOf(dispute, movement, withdrawn), of: dispute }];
    }
    const charge = charges.find(({ id }) => id === movement.sourceId);
    if (!charge || !BOUNCED.includes(movement.type)) return [];
    const { id: chargeId, currency, paymentIntentId } = charge;
    const amount = minor(movement.currency === currency ? movement.amount : -charge.amount);
    return [{ kind: 'returned', at, currency, amount, of: { chargeId, paymentIntentId } }];
  });
}

const BOUNCED = ['payment_failure_refund', 'payment_reversal'];

type Sum = { amount: bigint; currency: string };

/** In the currency of the gift it is as much of the disputed amount as it is of what was withdrawn for it. */
function shareOf(dispute: Sum, moved: Sum, withdrawn: bigint): Minor {
  if (moved.currency === dispute.currency) return minor(moved.amount);
  if (withdrawn === 0n) return minor(moved.amount < 0n ? -dispute.amount : dispute.amount);
  const doubled = (2n * dispute.amount * moved.amount) / withdrawn;
  return minor((doubled + (doubled < 0n ? -1n : 1n)) / 2n);
}
