import type { Database } from '../platform/database.ts';
import { type Money, money } from '../platform/money.ts';
import { findTrail, type Trail } from './find-trail.ts';
import { lifeOf, type PaymentLife } from './rules.ts';

/** What moved on the balance at Stripe, in settlement currency. */
type Moved = { gross: Money; fee: Money; net: Money };

/** All that is known of one payment; of its giver nothing. */
export type PaymentStory = {
  id: string;
  life: PaymentLife;
  fraudWarning: boolean;
  /** what came in; null: nothing has */
  paid: Money | null;
  paidAt: Date | null;
  frequency: string | null;
  membership: string | null;
  contribution: string | null;
  outsideStripe: boolean;
  attempts: { id: string; status: string; declineCode: string | null }[];
  charges: {
    id: string;
    status: string;
    amount: Money;
    failureCode: string | null;
    /** null: the fee is pending */
    moved: Moved | null;
    payout: string | null;
  }[];
  refunds: { id: string; status: string; amount: Money; reason: string | null; createdAt: Date }[];
  disputes: { id: string; status: string; amount: Money; reason: string; moved: Moved[] }[];
  payouts: { id: string; status: string; amount: Money; arrivesAt: Date }[];
};

/**
 * @param id of a payment intent, invoice, charge, refund, dispute or fraud warning
 * @returns null where nothing is known of it
 */
export async function explainPayment(database: Database, id: string): Promise<PaymentStory | null> {
  const trail = await findTrail(database, id);
  const { root, payment, invoice } = trail;
  if (!payment && !invoice && trail.intents.length === 0 && trail.charges.length === 0) return null;
  return {
    id: root,
    life: lifeOf({
      paid: payment?.amount ?? null,
      attempts: trail.intents.flatMap(({ status }) => status ?? []),
      invoice: invoice?.status ?? null,
      refunds: trail.refunds,
      disputes: trail.disputes.map(({ status }) => status),
    }),
    fraudWarning: trail.warnings.length > 0,
    paid: payment ? money(payment.amount, payment.currency) : null,
    paidAt: payment?.paidAt ?? null,
    frequency: payment?.frequency ?? null,
    membership: payment?.membershipId ?? invoice?.membershipId ?? null,
    contribution: payment?.contributionId ?? null,
    outsideStripe: payment?.outsideStripe === true,
    ...partsOf(trail),
  };
}

function partsOf(
  trail: Trail,
): Pick<PaymentStory, 'attempts' | 'charges' | 'refunds' | 'disputes' | 'payouts'> {
  return {
    attempts: trail.intents.map(({ id, status, declineCode }) => ({
      id,
      status: status ?? 'unknown',
      declineCode,
    })),
    charges: trail.charges.map(({ id, status, amount, currency, failureCode }) => {
      const moved = trail.moved.find(({ sourceId }) => sourceId === id);
      return {
        id,
        status,
        amount: money(amount, currency),
        failureCode,
        moved: moved ? toMoved(moved) : null,
        payout: moved?.payoutId ?? null,
      };
    }),
    refunds: trail.refunds.map(({ id, status, amount, currency, reason, createdAt }) => ({
      id,
      status,
      amount: money(amount, currency),
      reason,
      createdAt,
    })),
    disputes: trail.disputes.map(({ id, status, amount, currency, reason }) => ({
      id,
      status,
      amount: money(amount, currency),
      reason,
      moved: trail.moved.filter(({ sourceId }) => sourceId === id).map(toMoved),
    })),
    payouts: trail.payouts.map(({ id, status, amount, currency, arrivesAt }) => ({
      id,
      status,
      amount: money(amount, currency),
      arrivesAt,
    })),
  };
}

function toMoved({ amount, fee, net, currency }: Trail['moved'][number]): Moved {
  return { gross: money(amount, currency), fee: money(fee, currency), net: money(net, currency) };
}
