import { eq, inArray, lte } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { arrayOf } from '../../platform/statements.ts';
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

const COUNT_EARLIER = `
  select count(*)::int as count from (
    select from identity.addressees join identity.sign_in_links as links on links.addressee_id = addressees.id
    where addressees.address_index = any($1) and links.created_at > $2 and (links.created_at, links.id) < ($3, $4)
    limit $5) as earlier`;

/**
 * How many were asked for since then under one of these indexes, and before this one was.
 * @param most counting stops there, for somebody may have asked a thousand times
 */
export async function countEarlier(
  database: Database,
  { id, createdAt }: SignInLink,
  { indexes, since, most }: { indexes: Buffer[]; since: Date; most: number },
): Promise<number> {
  const [row] = await database.run<{ count: number }>({ text: COUNT_EARLIER }, [
    arrayOf(indexes),
    since.toISOString(),
    createdAt.toISOString(),
    id,
    String(most),
  ]);
  return row?.count ?? 0;
}

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
