import { asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { doubles, erasures, membershipChanges, notices, tombstones } from '../tables.ts';

export type Erasure = typeof erasures.$inferSelect;

export async function findNoticeIds(database: Database, memberIds: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: notices.id })
    .from(notices)
    .where(inArray(notices.memberId, memberIds))
    .orderBy(notices.id);
  return rows.map(({ id }) => id);
}

/** What these members were written about, asked to be changed, and were asked about. */
export async function deleteDealings(database: Database, memberIds: string[]): Promise<void> {
  await database.delete(notices).where(inArray(notices.memberId, memberIds));
  await database.delete(membershipChanges).where(inArray(membershipChanges.memberId, memberIds));
  await database.delete(doubles).where(inArray(doubles.memberId, memberIds));
}

/** Tells the worker, once this commits, that there is something to end at Stripe. */
export async function insertErasure(database: Database, erasure: Erasure): Promise<void> {
  await database.insert(erasures).values(erasure);
  await database.execute(
    sql`select from graphile_worker.add_job('finish-erasures', job_key => 'finish-erasures', max_attempts => 1)`,
  );
}

/** Locked, and put off, so that nobody else takes them meanwhile. */
export async function takeDueErasures(
  database: Database,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<Erasure[]> {
  const due = await database
    .select()
    .from(erasures)
    .where(lte(erasures.retryAt, now))
    .orderBy(asc(erasures.retryAt))
    .limit(limit)
    .for('update', { skipLocked: true });
  const ids = due.map(({ id }) => id);
  if (ids.length > 0)
    await database.update(erasures).set({ retryAt: until }).where(inArray(erasures.id, ids));
  return due;
}

export async function updateErasure(
  database: Database,
  id: string,
  change: Partial<Pick<Erasure, 'customers' | 'attempts' | 'retryAt'>>,
): Promise<void> {
  await database.update(erasures).set(change).where(eq(erasures.id, id));
}

export async function deleteErasure(database: Database, id: string): Promise<void> {
  await database.delete(erasures).where(eq(erasures.id, id));
}

export async function insertTombstones(database: Database, hashes: Buffer[]): Promise<void> {
  if (hashes.length === 0) return;
  await database
    .insert(tombstones)
    .values(hashes.map((hash) => ({ hash })))
    .onConflictDoNothing();
}

export async function findTombstones(database: Database, hashes: Buffer[]): Promise<Buffer[]> {
  const rows = await database.select().from(tombstones).where(inArray(tombstones.hash, hashes));
  return rows.map(({ hash }) => hash);
}
