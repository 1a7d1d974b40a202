import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import { insertEndedCustomers } from './store.ts';

/** A customer that was deleted at Stripe. */
export type CustomerEnd = { id: string; endedAt: Date };

/** From now on nothing at Stripe may be asked of these customers. */
export async function endCustomers(database: Database, ends: CustomerEnd[]): Promise<void> {
  await insertEndedCustomers(database, uniqueBy(ends, ({ id }) => id).toSorted(byId));
}
