import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { lockAll } from './store.ts';

/** What is counted, or replaced, by address is done one after the other: waits until the others' transactions end. */
export async function lockAddressOf(
  { keyring }: Pick<Context, 'keyring'>,
  database: Database,
  address: string,
): Promise<void> {
  const keys = addressIndexes(keyring, address).map(({ index }) => index.readBigInt64BE(0));
  await lockAll(
    database,
    keys.sort((one, other) => (one < other ? -1 : 1)),
  );
}
