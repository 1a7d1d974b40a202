import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { findMemberOfIndexes } from './store.ts';

/**
 * Whose address this is, looked up under every key of the ring.
 * @returns the pseudonym under which they are known today; undefined for nobody's address, and of whoever was erased
 */
export async function findMemberOfAddress(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  address: string,
): Promise<string | undefined> {
  const indexes = addressIndexes(keyring, address).map(({ index }) => index);
  return findMemberOfIndexes(database, indexes);
}
