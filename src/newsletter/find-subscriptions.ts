import type { Database } from '../platform/database.ts';
import { findSubscriptionsOf, type Subscription } from './store.ts';

/** What these addressees subscribed to, and the record of their consent. */
export async function findSubscriptions(database: Database, addresseeIds: string[]): Promise<Subscription[]> {
  return addresseeIds.length === 0 ? [] : findSubscriptionsOf(database, addresseeIds);
}
