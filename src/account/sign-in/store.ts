import { eq, inArray, lte } from 'drizzle-orm';
import type { Askings } from '../../members/had-enough.ts';
import type { Database } from '../../platform/database.ts';
import { signInLinks } from '../tables.ts';

export type SignInLink = typeof signInLinks.$inferSelect;

export async function insertLink(database: Database, link: SignInLink): Promise<void> {
  await database.insert(signInLinks).values(link);
}

export async function findLink(database: Database, id: string): Promise<SignInLink | undefined> {
  const [found] = await database.select().from(signInLinks).where(eq(signInLinks.id, id));
  return found;
}

export async function findLinkOf(database: Database, addresseeId: string): Promise<SignInLink | undefined> {
  const [found] = await database.select().from(signInLinks).where(eq(signInLinks.addresseeId, addresseeId));
  return found;
}

/** Locked, in the order of their ids, so that two that lock the same ones do not wait for each other. */
export async function lockLinksOf(database: Database, addresseeIds: string[]): Promise<SignInLink[]> {
  return database
    .select()
    .from(signInLinks)
    .where(inArray(signInLinks.addresseeId, addresseeIds))
    .orderBy(signInLinks.id)
    .for('update');
}

export const LINK_ASKINGS: Askings = { table: 'identity.sign_in_links', at: 'created_at' };

/** Locked, and those that somebody is at are passed over. */
export async function lockLinksBefore(
  database: Database,
  { before, limit }: { before: Date; limit: number },
): Promise<SignInLink[]> {
  return database
    .select()
    .from(signInLinks)
    .where(lte(signInLinks.expiresAt, before))
    .orderBy(signInLinks.expiresAt)
    .limit(limit)
    .for('update', { skipLocked: true });
}

export async function deleteLinks(database: Database, ids: string[]): Promise<void> {
  await database.delete(signInLinks).where(inArray(signInLinks.id, ids));
}
