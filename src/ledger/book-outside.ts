import type { Database } from '../platform/database.ts';
import { byId } from '../platform/order.ts';
import type { OutsideIntent, OutsideInvoice, Payment } from './facts.ts';
import { recordPayments } from './record-payments.ts';
import { markIntentsBooked, markOutsideStripe } from './store.ts';

/**
 * Books the payment intents of which Stripe says that they pay no invoice: they came neither through our checkout nor
 * through a membership. One that an invoice has claimed meanwhile is left to that invoice.
 */
export async function bookOutsideIntents(database: Database, intents: OutsideIntent[]): Promise<void> {
  const [first] = intents;
  if (first === undefined) return;
  const ids = intents.toSorted(byId).map(({ id }) => id);
  const booked = await markIntentsBooked(database, ids, first.learntAt);
  const outside = {
    membershipId: null,
    contributionId: null,
    frequency: 'once',
    outsideStripe: null,
  } as const;
  const payments = booked.flatMap(
    ({ id, memberId = null, amount, currency, succeededAt, learntAt }): Payment[] =>
      amount && currency && succeededAt
        ? [{ ...outside, id, memberId, amount, currency, paidAt: succeededAt, learntAt }]
        : [],
  );
  await recordPayments(database, payments);
}

/** These invoices were paid by cash, cheque or transfer: no charge will be found for them. */
export async function markPaidOutsideStripe(database: Database, invoices: OutsideInvoice[]): Promise<void> {
  if (invoices.length > 0) {
    await markOutsideStripe(
      database,
      invoices.toSorted(byId).map(({ id }) => id),
    );
  }
}
