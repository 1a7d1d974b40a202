import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { addressIndexes } from '../platform/email-address.ts';
import { readContact } from './read-contact.ts';
import { personLocks } from './resolve-members.ts';
import { findContactsOfMembers, findCustomersOfMembers, findMergedMembers, lockAll } from './store.ts';

/** All that leads to somebody: the pseudonyms under which they were ever known, Stripe's customers, their addresses. */
export type WholeMember = {
  /** the one under which they are known today comes first; none: there is nobody */
  memberIds: string[];
  customers: string[];
  /** those that can still be read, the one that was heard of last first */
  addresses: string[];
};

type Work = Pick<Context, 'keyring'>;

/** @param memberIds of whatever time: whom they were merged with comes along */
export async function findWhole(
  context: Work,
  database: Database,
  memberIds: string[],
): Promise<WholeMember & { names: string[] }> {
  const ids = memberIds.length === 0 ? [] : await findMergedMembers(database, memberIds);
  if (ids.length === 0) return { memberIds: [], customers: [], addresses: [], names: [] };
  const customers = await findCustomersOfMembers(database, ids);
  const contacts = await findContactsOfMembers(database, ids);
  const addresses = contacts.flatMap((contact) => readContact(context, contact) ?? []);
  const indexes = addresses.flatMap((address) =>
    addressIndexes(context.keyring, address).map(({ index }) => index.toString('hex')),
  );
  const stored = contacts.map(({ addressIndex }) => addressIndex.toString('hex'));
  return { memberIds: ids, customers, addresses, names: [...customers, ...stored, ...indexes] };
}

/**
 * As `findWhole`, and no event about them is applied meanwhile, until the transaction ends. What one that was waited for
 * has added is locked, too.
 */
export async function lockWhole(
  context: Work,
  transaction: Database,
  memberIds: string[],
): Promise<WholeMember> {
  const locked = new Set<string>();
  for (;;) {
    const { names, ...whole } = await findWhole(context, transaction, memberIds);
    const open = names.filter((name) => !locked.has(name));
    if (open.length === 0) return whole;
    await lockAll(transaction, personLocks(open));
    for (const name of open) locked.add(name);
  }
}
