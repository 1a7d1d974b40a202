import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { findMembersOfIndexes } from './store.ts';

/**
 * Who gives under this address, looked up under every key of the ring.
 * @returns pseudonyms: also of whom they turned out to be
 */
export async function findMembersOfAddress(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  address: string,
): Promise<string[]> {
  const indexes = addressIndexes(keyring, address).map(({ index }) => index);
  return findMembersOfIndexes(database, indexes);
}
