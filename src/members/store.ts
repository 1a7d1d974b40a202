import { desc, eq, inArray, ne, or } from 'drizzle-orm';
import { bulkInsert } from '../platform/bulk.ts';
import type { Database } from '../platform/database.ts';
import { keeperOf } from '../platform/register.ts';
import { arrayOf, named, together } from '../platform/statements.ts';
import { known, WHO_IS_NOW } from './known.ts';
import {
  contacts,
  customers,
  endedCustomers,
  erasedCustomers,
  members,
  memberships,
  paymentMethods,
  sessions,
} from './tables.ts';

export type Contact = typeof contacts.$inferInsert;

export const upsertPaymentMethods = keeperOf(paymentMethods);

export const insertEndedCustomers = bulkInsert(endedCustomers, { onConflict: 'do nothing' });

export type KnownPerson =
  /** `named`: an address is known of this member, or was: whoever was `erased` is given no new one */
  | { kind: 'customer'; key: string; memberId: string; named: boolean; erased: boolean }
  /** by the blind index of the address, as hex */
  | { kind: 'address'; key: string; memberId: string };

const LOCK = named('select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key');

/** Waits until nobody else holds any of these, which lasts until the transaction ends. @param keys sorted */
export async function lockAll(database: Database, keys: bigint[]): Promise<void> {
  await database.run(LOCK, [arrayOf(keys)]);
}

const FIND = `
  select 'customer' as kind, id as key, member_id as "memberId",
    exists (select from identity.contacts where contacts.member_id = customers.member_id) as named,
    false as erased
  from identity.customers where id = any($1::text[])
  union all
  select 'customer', asked.id, erased.member_id, true, true
  from unnest($1::text[]) as asked (id)
  join identity.erased_customers as erased on erased.id_hash = sha256(convert_to(asked.id, 'UTF8'))
  union all
  select 'address', encode(address_index, 'hex'), member_id, true, false
  from identity.contacts where address_index = any($2::bytea[])`;

/**
 * Waits until nobody else works on any of these persons, which lasts until the transaction ends; and then looks who of
 * them is known. Two statements, because what the first waits for is seen by the second alone.
 * @param keys sorted, each once; none: nothing is sent
 */
export async function lockPersons(
  database: Database,
  keys: bigint[],
  persons: { customers: string[]; addressIndexes: Buffer[] },
): Promise<KnownPerson[]> {
  if (keys.length === 0) return [];
  const locked = lockAll(database, keys);
  const found = database.run<KnownPerson>({ text: FIND }, [
    arrayOf(persons.customers),
    arrayOf(persons.addressIndexes),
  ]);
  await together<unknown>([locked, found]);
  return found;
}

export const insertMembers = bulkInsert(members);

export const insertContacts = bulkInsert(contacts);

export const insertCustomers = bulkInsert(customers);

/** @param wait for those that somebody else has locked, instead of passing them over */
export type OldKeys = { limit: number; wait: boolean };

/** Locked, so that two rotations share the work. */
export async function findContactsOfOldKeys(
  database: Database,
  keyId: string,
  { limit, wait }: OldKeys,
): Promise<Contact[]> {
  return database
    .select()
    .from(contacts)
    .where(or(ne(contacts.wrappingKeyId, keyId), ne(contacts.indexKeyId, keyId)))
    .limit(limit)
    .for('update', wait ? {} : { skipLocked: true });
}

export async function updateContactKeys(database: Database, { id, ...contact }: Contact): Promise<void> {
  const { addressIndex, indexKeyId, wrappedKey, wrappingKeyId } = contact;
  await database
    .update(contacts)
    .set({ addressIndex, indexKeyId, wrappedKey, wrappingKeyId })
    .where(eq(contacts.id, id));
}

export async function changeMember(database: Database, from: string, to: string): Promise<void> {
  await database.update(customers).set({ memberId: to }).where(eq(customers.memberId, from));
  await database.update(memberships).set({ memberId: to }).where(eq(memberships.memberId, from));
  await database.update(sessions).set({ memberId: to }).where(eq(sessions.memberId, from));
  await database.update(members).set({ mergedInto: to }).where(eq(members.id, from));
}

const OF_INDEXES = `
  with recursive ${known('select member_id from identity.contacts where address_index = any($1::bytea[])')}`;

/** @returns the members of these blind indexes, and whom they were merged into */
export async function findMembersOfIndexes(database: Database, indexes: Buffer[]): Promise<string[]> {
  const rows = await database.run<{ id: string }>({ text: `${OF_INDEXES} select id from known` }, [
    arrayOf(indexes),
  ]);
  return rows.map(({ id }) => id);
}

/** @returns whom these blind indexes lead to in the end */
export async function findMemberOfIndexes(
  database: Database,
  indexes: Buffer[],
): Promise<string | undefined> {
  const [found] = await database.run<{ id: string }>({ text: `${OF_INDEXES} ${WHO_IS_NOW}` }, [
    arrayOf(indexes),
  ]);
  return found?.id;
}

const CURRENT_MEMBER = `with recursive ${known('select $1::uuid')} ${WHO_IS_NOW}`;

export async function findCurrentMember(database: Database, memberId: string): Promise<string | undefined> {
  const [found] = await database.run<{ id: string }>({ text: CURRENT_MEMBER }, [memberId]);
  return found?.id;
}

const MERGED = `
  with recursive whole as (
    select id, merged_into from members where id = any($1::uuid[])
    union
    select other.id, other.merged_into from whole cross join lateral (
      select id, merged_into from members where id = whole.merged_into
      union all
      select id, merged_into from members where merged_into = whole.id
    ) as other
  )
  select id from whole order by merged_into is not null, id`;

/** @returns these members and all that any of them was merged with, those that stand for themselves first */
export async function findMergedMembers(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database.run<{ id: string }>({ text: MERGED }, [arrayOf(ids)]);
  return rows.map(({ id }) => id);
}

export async function findCustomersOfMembers(database: Database, memberIds: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.memberId, memberIds));
  return rows.map(({ id }) => id);
}

/** @returns those that are anybody's */
export async function findKnownCustomers(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database.select({ id: customers.id }).from(customers).where(inArray(customers.id, ids));
  return rows.map(({ id }) => id);
}

const NAMELESS = `
  select distinct member_id as id from identity.customers where id = any($1::text[])
    and not exists (select from identity.contacts where contacts.member_id = customers.member_id)
  order by 1`;

/** @returns whose these customers are, where no address of theirs is known */
export async function findNamelessMembers(database: Database, customerIds: string[]): Promise<string[]> {
  const rows = await database.run<{ id: string }>({ text: NAMELESS }, [arrayOf(customerIds)]);
  return rows.map(({ id }) => id);
}

/** The address that was heard of last comes first. */
export async function findContactsOfMembers(database: Database, memberIds: string[]): Promise<Contact[]> {
  return database
    .select()
    .from(contacts)
    .where(inArray(contacts.memberId, memberIds))
    .orderBy(desc(contacts.createdAt), contacts.id);
}

const NOT_ERASED = `
  select distinct asked.id_hash as "idHash" from unnest($1::bytea[]) as asked (id_hash)
  where not exists (select from identity.erased_customers as erased where erased.id_hash = asked.id_hash)`;

/** Reads all customers: there is no index of their hashes. */
const NOBODYS = `
  select asked.id_hash as "idHash" from unnest($1::bytea[]) as asked (id_hash)
  where asked.id_hash not in (select sha256(convert_to(id, 'UTF8')) from identity.customers)`;

/** @returns those of these SHA-256 of customers' ids that are neither anybody's nor erased here */
export async function findUnheardCustomers(database: Database, idHashes: Buffer[]): Promise<Buffer[]> {
  let left = idHashes;
  for (const text of [NOT_ERASED, NOBODYS]) {
    if (left.length === 0) return [];
    const rows = await database.run<{ idHash: Buffer }>({ text }, [arrayOf(left)]);
    left = rows.map(({ idHash }) => idHash);
  }
  return left;
}

export async function insertErasedCustomers(
  database: Database,
  rows: (typeof erasedCustomers.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await database.insert(erasedCustomers).values(rows).onConflictDoNothing();
}

export async function deleteMethodsOfCustomers(database: Database, customerIds: string[]): Promise<void> {
  await database.delete(paymentMethods).where(inArray(paymentMethods.customerId, customerIds));
}

/** @returns those that there were */
export async function deleteEndedCustomers(database: Database, ids: string[]): Promise<string[]> {
  const deleted = await database
    .delete(endedCustomers)
    .where(inArray(endedCustomers.id, ids))
    .returning({ id: endedCustomers.id });
  return deleted.map(({ id }) => id);
}

export async function deleteCustomers(database: Database, ids: string[]): Promise<void> {
  await database.delete(customers).where(inArray(customers.id, ids));
}

export async function deleteContactsOf(database: Database, memberIds: string[]): Promise<void> {
  await database.delete(contacts).where(inArray(contacts.memberId, memberIds));
}

/** A page of all members' ids, or of all addressees', in their order. */
export async function findIdsAfter(
  database: Database,
  table: 'members' | 'identity.addressees',
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const text = `select id from ${table} where id > $1 order by id limit $2`;
  const rows = await database.run<{ id: string }>({ text }, [after, String(limit)]);
  return rows.map(({ id }) => id);
}

export async function findPaymentMethodsOf(database: Database, customerIds: string[]) {
  return database
    .select({ type: paymentMethods.type, expires: paymentMethods.expires })
    .from(paymentMethods)
    .where(inArray(paymentMethods.customerId, customerIds));
}

export async function findSessionsOf(database: Database, memberIds: string[]) {
  return database
    .select({ createdAt: sessions.createdAt, usedAt: sessions.usedAt })
    .from(sessions)
    .where(inArray(sessions.memberId, memberIds));
}

export async function findMembersByIds(database: Database, ids: string[]) {
  return database.select().from(members).where(inArray(members.id, ids)).orderBy(members.createdAt);
}
