import { addresseesOf, readAddressee } from '../members/addressees.ts';
import { lockAddressOf } from '../members/lock-address.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { findSubscriptionsOf, type Subscription } from './store.ts';

/**
 * All subscriptions of the address that an addressee stands for, its own among them, while nobody else confirms or ends
 * any: that lasts until the transaction ends.
 * @returns none where the addressee is forgotten; its own alone where the key to its address is destroyed
 */
export async function lockSubscriptionsOf(
  context: Pick<Context, 'keyring'>,
  database: Database,
  addresseeId: string,
): Promise<Subscription[]> {
  const addressee = await readAddressee(context, database, addresseeId);
  if (addressee === undefined) return findSubscriptionsOf(database, [addresseeId]);
  await lockAddressOf(context, database, addressee.address);
  return findSubscriptionsOf(database, await addresseesOf(context, database, addressee.address));
}
