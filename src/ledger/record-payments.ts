import type { Database } from '../platform/database.ts';
import { byId } from '../platform/order.ts';
import type { Payment } from './facts.ts';
import { insertPayments } from './store.ts';

/**
 * Books payments, each once by its id. What is booked already stays as it is: a payment is a fact.
 * Rows are taken in the order of their ids, so that two batches never wait for each other.
 */
export async function recordPayments(database: Database, payments: Payment[]): Promise<void> {
  if (payments.length > 0) await insertPayments(database, payments.toSorted(byId));
}
