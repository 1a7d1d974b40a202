import type { Database } from '../platform/database.ts';
import { plainHash } from '../platform/keys.ts';
import type { WholeMember } from './find-whole.ts';
import { endSessionsOf } from './sessions/end-sessions.ts';
import {
  deleteContactsOf,
  deleteCustomers,
  deleteEndedCustomers,
  deleteMethodsOfCustomers,
  insertErasedCustomers,
} from './store.ts';

/**
 * For good: address, customers, what they pay with, and being signed in. The pseudonyms stay, for the books. To be called
 * with what `lockWhole` found, in the same transaction.
 * @returns the customers that Stripe still has, as far as we know
 */
export async function eraseMembers(
  transaction: Database,
  { memberIds, customers }: WholeMember,
): Promise<string[]> {
  if (memberIds.length === 0) return [];
  // They lead from what Stripe tells late to the pseudonym; who does not know the id cannot find it by this.
  const [memberId = ''] = memberIds;
  await insertErasedCustomers(
    transaction,
    customers.toSorted().map((id) => ({ idHash: plainHash(id), memberId })),
  );
  await deleteMethodsOfCustomers(transaction, customers);
  const ended = new Set(await deleteEndedCustomers(transaction, customers));
  await deleteCustomers(transaction, customers);
  await deleteContactsOf(transaction, memberIds);
  // Last, so that whoever was just signing in is waited for before.
  await endSessionsOf(transaction, memberIds);
  return customers.filter((id) => !ended.has(id));
}
