import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { findAddressees } from './addressees/store.ts';
import { type Addressee, toAddressee } from './addressees.ts';

/** Many at once, by id; those that are forgotten are not among them. @throws UnsealError where a key that wraps one is gone */
export async function openAddressees(
  context: Pick<Context, 'keyring'>,
  database: Database,
  ids: string[],
): Promise<Map<string, Addressee>> {
  const rows = await findAddressees(database, ids);
  return new Map(rows.map((row) => [row.id, toAddressee(context, row)]));
}
