import type { Database } from '../platform/database.ts';
import { type Minor, minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { paymentFinder } from './of-member/payment-of.ts';
import {
  findPaymentOfMember,
  findPaymentsOfMember,
  findTakenBack,
  type PaymentRow,
} from './of-member/store.ts';
import { isGivenBack, lifeOf, type PaymentLife } from './rules.ts';

export type PaymentOfMember = {
  /** Stripe's id: of the invoice, or of a one-off gift's payment intent */
  id: string;
  membershipId: string | null;
  frequency: Frequency | null;
  /** minor units of `currency`, and of it what was given back */
  amount: Minor;
  refunded: Minor;
  currency: string;
  paidAt: Date;
  life: PaymentLife;
};

/**
 * What somebody has paid, the newest first.
 * @param page.before the id of a payment of theirs: only those that are older
 * @returns `more`: whether there are older ones still; null where `before` is no payment of theirs
 */
export async function listPaymentsOfMember(
  database: Database,
  memberId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<{ payments: PaymentOfMember[]; more: boolean } | null> {
  const last =
    before === undefined ? undefined : await findPaymentOfMember(database, { id: before, memberId });
  if (before !== undefined && last === undefined) return null;
  const found = await findPaymentsOfMember(database, memberId, { before: last, limit: limit + 1 });
  const shown = found.slice(0, limit);
  return { payments: await withFates(database, shown), more: found.length > limit };
}

async function withFates(database: Database, rows: PaymentRow[]): Promise<PaymentOfMember[]> {
  const taken = await findTakenBack(
    database,
    rows.map(({ id }) => id),
  );
  const paymentOf = paymentFinder(taken);
  return rows.map(({ id, membershipId, frequency, amount, currency, paidAt }) => {
    const refunds = taken.refunds.filter((refund) => paymentOf(refund) === id);
    const disputes = taken.disputes.filter((dispute) => paymentOf(dispute) === id);
    const refunded = refunds.filter(isGivenBack).reduce((sum, refund) => sum + refund.amount, 0n);
    const life = lifeOf({
      paid: amount,
      attempts: [],
      invoice: null,
      refunds,
      disputes: disputes.map(({ status }) => status),
    });
    return { id, membershipId, frequency, amount, refunded: minor(refunded), currency, paidAt, life };
  });
}
