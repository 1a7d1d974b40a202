import type { Database } from '../platform/database.ts';
import { findSubscriptionsOf } from './store.ts';

/** Whether what this addressee asked for is confirmed already. */
export async function isSubscribed(database: Database, addresseeId: string): Promise<boolean> {
  const found = await findSubscriptionsOf(database, [addresseeId]);
  return found.some(({ state }) => state === 'confirmed');
}
