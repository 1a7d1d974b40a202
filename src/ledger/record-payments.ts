import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { Payment } from './facts.ts';
import { insertPayments } from './store.ts';

/**
 * Books payments, each once by its id. What is booked already stays as it is: a payment is a fact.
 * Rows are taken in the order of their ids, so that two batches never wait for each other.
 */
export async function recordPayments(database: Database, payments: Payment[]): Promise<void> {
  const whole = uniqueBy(
    payments,
    ({ id }) => id,
    (kept, other) => ({
      ...kept,
      memberId: kept.memberId ?? other.memberId,
      contributionId: kept.contributionId ?? other.contributionId,
      outsideStripe: kept.outsideStripe ?? other.outsideStripe,
    }),
  );
  await insertPayments(database, whole.toSorted(byId));
}
