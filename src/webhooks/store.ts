import { and, asc, count, eq, inArray, isNotNull, lte } from 'drizzle-orm';
import { bulkInsert } from '../platform/bulk.ts';
import type { Database } from '../platform/database.ts';
import { arrayOf } from '../platform/statements.ts';
import { inbox } from './tables.ts';

export type InboxRow = typeof inbox.$inferInsert;
export type StoredRow = typeof inbox.$inferSelect;

const insertRows = bulkInsert(inbox, { onConflict: 'do nothing' });

/** @returns the ids that were not there yet; the others are duplicates */
export async function insertReadings(database: Database, rows: InboxRow[]): Promise<Set<string>> {
  return new Set((await insertRows(database, rows)).map(({ id }) => id));
}

const FIND_IDS = { text: 'select id from inbox where id = any($1::text[])' };

/** Which of these have been told already, whatever became of them. */
export async function findKnownIds(database: Database, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.run<{ id: string }>(FIND_IDS, [arrayOf(ids)]);
  return new Set(rows.map(({ id }) => id));
}

/** Failed events whose time has come, oldest first. */
export async function findDue(database: Database, now: Date, limit: number): Promise<StoredRow[]> {
  return database
    .select()
    .from(inbox)
    .where(and(eq(inbox.state, 'failed'), lte(inbox.retryAt, now)))
    .orderBy(asc(inbox.retryAt))
    .limit(limit);
}

/** Locks an event that is in one of these states, or finds nothing where another worker has it. */
export async function takeIn(
  database: Database,
  id: string,
  states: StoredRow['state'][],
): Promise<StoredRow | undefined> {
  const [row] = await database
    .select()
    .from(inbox)
    .where(and(eq(inbox.id, id), inArray(inbox.state, states)))
    .for('update', { skipLocked: true });
  return row;
}

/** Events in these states, oldest first. */
export async function findIn(database: Database, states: StoredRow['state'][]): Promise<StoredRow[]> {
  return database
    .select()
    .from(inbox)
    .where(inArray(inbox.state, states))
    .orderBy(asc(inbox.createdAt), asc(inbox.id));
}

export async function findReading(database: Database, id: string): Promise<StoredRow | undefined> {
  const [row] = await database.select().from(inbox).where(eq(inbox.id, id));
  return row;
}

/** Unapplied events that say who they are about. */
export async function findSealedPersons(
  database: Database,
): Promise<Pick<StoredRow, 'id' | 'sealedPerson'>[]> {
  return database
    .select({ id: inbox.id, sealedPerson: inbox.sealedPerson })
    .from(inbox)
    .where(and(inArray(inbox.state, ['failed', 'set-aside']), isNotNull(inbox.sealedPerson)))
    .orderBy(asc(inbox.id))
    .for('update');
}

export async function updateReading(
  database: Database,
  id: string,
  change: Partial<InboxRow>,
): Promise<void> {
  await database.update(inbox).set(change).where(eq(inbox.id, id));
}

/** How many events wait for another try, and how many were set aside. */
export async function countUnapplied(database: Database): Promise<{ failed: number; setAside: number }> {
  const rows = await database
    .select({ state: inbox.state, count: count() })
    .from(inbox)
    .where(inArray(inbox.state, ['failed', 'set-aside']))
    .groupBy(inbox.state);
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return { failed: of('failed'), setAside: of('set-aside') };
}
