import { eq, exists, inArray, ne, or, sql } from 'drizzle-orm';
import { bulkInsert } from '../platform/bulk.ts';
import type { Database } from '../platform/database.ts';
import { CONTESTED_AT_A_TIME, isContested, keeperOf } from '../platform/register.ts';
import { contacts, customers, endedCustomers, members, memberships, paymentMethods } from './tables.ts';

export type Contact = typeof contacts.$inferInsert;

export const upsertMemberships = keeperOf(memberships);
export const upsertPaymentMethods = keeperOf(paymentMethods);
export const insertEndedCustomers = bulkInsert(endedCustomers, { onConflict: 'do nothing' });

export async function findMembershipOf(database: Database, contributionId: string) {
  const [membership] = await database
    .select()
    .from(memberships)
    .where(eq(memberships.contributionId, contributionId));
  return membership;
}

/** Waits until nobody else works on any of these persons; held until the transaction ends. Keys come sorted. */
export async function lockPersons(database: Database, keys: bigint[]): Promise<void> {
  const list = `{${keys.join(',')}}`;
  await database.execute(sql`select pg_advisory_xact_lock(key) from unnest(${list}::bigint[]) as key`);
}

/** `named`: an address is known of this member. */
export type KnownCustomer = { id: string; memberId: string; named: boolean };

export async function findCustomers(database: Database, ids: string[]): Promise<KnownCustomer[]> {
  if (ids.length === 0) return [];
  // A query of its own: drizzle writes the columns of a selected expression without their tables.
  const addresses = database
    .select({ id: contacts.id })
    .from(contacts)
    .where(eq(contacts.memberId, customers.memberId));
  return database
    .select({ id: customers.id, memberId: customers.memberId, named: sql<boolean>`${exists(addresses)}` })
    .from(customers)
    .where(inArray(customers.id, ids));
}

export async function findContacts(
  database: Database,
  indexes: Buffer[],
): Promise<{ addressIndex: Buffer; memberId: string }[]> {
  if (indexes.length === 0) return [];
  return database
    .select({ addressIndex: contacts.addressIndex, memberId: contacts.memberId })
    .from(contacts)
    .where(inArray(contacts.addressIndex, indexes));
}

export async function insertMembers(database: Database, ids: string[], createdAt: Date): Promise<void> {
  if (ids.length > 0) await database.insert(members).values(ids.map((id) => ({ id, createdAt })));
}

export async function insertContacts(database: Database, rows: Contact[]): Promise<void> {
  if (rows.length > 0) await database.insert(contacts).values(rows);
}

/** Locked, so that two rotations share the work; those that another has are passed over. */
export async function findContactsOfOldKeys(
  database: Database,
  keyId: string,
  limit: number,
): Promise<Contact[]> {
  return database
    .select()
    .from(contacts)
    .where(or(ne(contacts.wrappingKeyId, keyId), ne(contacts.indexKeyId, keyId)))
    .limit(limit)
    .for('update', { skipLocked: true });
}

export async function updateContactKeys(database: Database, { id, ...contact }: Contact): Promise<void> {
  const { addressIndex, indexKeyId, wrappedKey, wrappingKeyId } = contact;
  await database
    .update(contacts)
    .set({ addressIndex, indexKeyId, wrappedKey, wrappingKeyId })
    .where(eq(contacts.id, id));
}

export async function insertCustomers(
  database: Database,
  rows: { id: string; memberId: string }[],
): Promise<void> {
  if (rows.length > 0) await database.insert(customers).values(rows);
}

export async function changeMember(database: Database, from: string, to: string): Promise<void> {
  await database.update(customers).set({ memberId: to }).where(eq(customers.memberId, from));
  await database.update(memberships).set({ memberId: to }).where(eq(memberships.memberId, from));
  await database.update(members).set({ mergedInto: to }).where(eq(members.id, from));
}

export async function findContested(database: Database, before: Date): Promise<string[]> {
  const rows = await database
    .select({ id: memberships.id })
    .from(memberships)
    .where(isContested(memberships, before))
    .limit(CONTESTED_AT_A_TIME);
  return rows.map(({ id }) => id);
}

export async function findMembershipIds(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: memberships.id })
    .from(memberships)
    .where(inArray(memberships.id, ids));
  return rows.map(({ id }) => id);
}
