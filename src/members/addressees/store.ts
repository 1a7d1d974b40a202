import { eq, inArray, ne, or } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { OldKeys } from '../store.ts';
import { addressees, contacts } from '../tables.ts';

export type KeptAddressee = typeof addressees.$inferSelect;

export async function insertAddressee(
  database: Database,
  addressee: typeof addressees.$inferInsert,
): Promise<void> {
  await database.insert(addressees).values(addressee);
}

export async function findAddressee(database: Database, id: string) {
  const [found] = await database.select().from(addressees).where(eq(addressees.id, id));
  return found;
}

export async function findAddressees(database: Database, ids: string[]): Promise<KeptAddressee[]> {
  return database.select().from(addressees).where(inArray(addressees.id, ids));
}

/** Locked, so that two rotations share the work. */
export async function findAddresseesOfOldKeys(
  database: Database,
  keyId: string,
  { limit, wait }: OldKeys,
): Promise<KeptAddressee[]> {
  return database
    .select()
    .from(addressees)
    .where(or(ne(addressees.wrappingKeyId, keyId), ne(addressees.indexKeyId, keyId)))
    .limit(limit)
    .for('update', wait ? {} : { skipLocked: true });
}

export async function updateAddresseeKeys(
  database: Database,
  { id, addressIndex, indexKeyId, wrappedKey, wrappingKeyId }: KeptAddressee,
): Promise<void> {
  await database
    .update(addressees)
    .set({ addressIndex, indexKeyId, wrappedKey, wrappingKeyId })
    .where(eq(addressees.id, id));
}

export async function findAddresseeOfToken(
  database: Database,
  tokenHash: Buffer,
): Promise<string | undefined> {
  const [found] = await database
    .select({ id: addressees.id })
    .from(addressees)
    .where(eq(addressees.tokenHash, tokenHash));
  return found?.id;
}

export async function findAddresseeIds(database: Database, indexes: Buffer[]): Promise<string[]> {
  const rows = await database
    .select({ id: addressees.id })
    .from(addressees)
    .where(inArray(addressees.addressIndex, indexes));
  return rows.map(({ id }) => id);
}

/** @returns the hashes of the tokens that their mails carried */
export async function deleteAddressees(database: Database, ids: string[]): Promise<Buffer[]> {
  const deleted = await database
    .delete(addressees)
    .where(inArray(addressees.id, ids))
    .returning({ tokenHash: addressees.tokenHash });
  return deleted.map(({ tokenHash }) => tokenHash);
}

/** By the blind index alone: what is still under another key than the contact is missed. */
export async function findAddresseesOfMembers(database: Database, memberIds: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: addressees.id })
    .from(contacts)
    .innerJoin(addressees, eq(addressees.addressIndex, contacts.addressIndex))
    .where(inArray(contacts.memberId, memberIds));
  return rows.map(({ id }) => id);
}
