import { forgetAddressees } from '../members/addressees.ts';
import type { Database } from '../platform/database.ts';
import { deleteSubscriptions, type Subscription } from './store.ts';

/**
 * All that there is of these: the consent and the address. A mail about one that is still planned is found to be about
 * nothing, and is not sent.
 * @returns how many there were
 */
export async function forget(database: Database, gone: Subscription[]): Promise<number> {
  if (gone.length === 0) return 0;
  const ids = gone.map(({ id }) => id);
  const addresseeIds = gone.map(({ addresseeId }) => addresseeId);
  await deleteSubscriptions(database, ids);
  await forgetAddressees(database, addresseeIds);
  return gone.length;
}
