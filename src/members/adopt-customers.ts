import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { WholeMember } from './find-whole.ts';
import { personLocks } from './resolve-members.ts';
import { findKnownCustomers, findNamelessMembers, insertMembers, lockAll } from './store.ts';

/**
 * Members who are known by one of these customers and by no address, since the event that tells it could not be applied yet:
 * whoever it names is meant.
 */
export async function membersWithoutAddress(database: Database, named: readonly string[]): Promise<string[]> {
  return named.length > 0 ? findNamelessMembers(database, [...named]) : [];
}

/**
 * Counts customers of which no event could be applied yet to somebody who is being erased, so that they are erased along.
 * One that is somebody else's stays theirs: an address that Stripe tells later proves nothing.
 * @returns the same, with those customers; and with a new pseudonym, for the books, where there was none
 */
export async function adoptCustomers(
  { clock, ids }: Pick<Context, 'clock' | 'ids'>,
  transaction: Database,
  whole: WholeMember,
  named: readonly string[],
): Promise<WholeMember> {
  if (named.length === 0) return whole;
  await lockAll(transaction, personLocks(named));
  const known = new Set(await findKnownCustomers(transaction, [...named]));
  const fresh = named.filter((id) => !known.has(id));
  if (fresh.length === 0) return whole;
  const customers = [...whole.customers, ...fresh];
  if (whole.memberIds.length > 0) return { ...whole, customers };
  const id = ids.random();
  await insertMembers(transaction, [{ id, createdAt: clock.now() }]);
  return { ...whole, customers, memberIds: [id] };
}
