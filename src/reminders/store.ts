import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Askings } from '../members/had-enough.ts';
import type { Database } from '../platform/database.ts';
import { reminderCounts, reminders } from './tables.ts';

export type Reminder = typeof reminders.$inferSelect;

/** @returns whether it is new; false where its request key is taken */
export async function insertReminder(database: Database, reminder: Reminder): Promise<boolean> {
  const inserted = await database
    .insert(reminders)
    .values(reminder)
    .onConflictDoNothing({ target: reminders.requestKey })
    .returning({ id: reminders.id });
  return inserted.length > 0;
}

export async function findReminder(database: Database, id: string): Promise<Reminder | undefined> {
  const [found] = await database.select().from(reminders).where(eq(reminders.id, id));
  return found;
}

/** Locked until the transaction ends, so that it is not confirmed, ended and sent all at once. */
export async function lockReminder(database: Database, id: string): Promise<Reminder | undefined> {
  const [found] = await database.select().from(reminders).where(eq(reminders.id, id)).for('update');
  return found;
}

/** In the order of their ids, so that two that lock the same ones do not wait for each other. */
export async function findRemindersOf(database: Database, addresseeIds: string[]): Promise<Reminder[]> {
  return database
    .select()
    .from(reminders)
    .where(inArray(reminders.addresseeId, addresseeIds))
    .orderBy(reminders.id);
}

export async function findByRequestKey(
  database: Database,
  requestKey: Buffer,
): Promise<Reminder | undefined> {
  const [found] = await database.select().from(reminders).where(eq(reminders.requestKey, requestKey));
  return found;
}

/** Those that wait to be confirmed. */
export const UNCONFIRMED_ASKINGS: Askings = {
  table: 'reminders',
  at: 'created_at',
  only: "asking.state = 'unconfirmed'",
};

export async function findEndedOfToken(
  database: Database,
  tokenHash: Buffer,
): Promise<{ id: string } | undefined> {
  const [found] = await database
    .select({ id: reminders.id })
    .from(reminders)
    .where(eq(reminders.tokenHash, tokenHash));
  return found;
}

/** @returns how many: of several who try at once, one has it */
export async function clearToken(database: Database, tokenHash: Buffer): Promise<number> {
  const cleared = await database
    .update(reminders)
    .set({ tokenHash: null })
    .where(eq(reminders.tokenHash, tokenHash))
    .returning({ id: reminders.id });
  return cleared.length;
}

export async function updateReminder(
  database: Database,
  id: string,
  change: Partial<typeof reminders.$inferInsert>,
): Promise<void> {
  await database.update(reminders).set(change).where(eq(reminders.id, id));
}

export async function incrementCount(
  database: Database,
  cell: Omit<typeof reminderCounts.$inferInsert, 'count'>,
): Promise<void> {
  const { month, campaign, channel, delay, event } = reminderCounts;
  await database
    .insert(reminderCounts)
    .values({ ...cell, count: 1 })
    .onConflictDoUpdate({
      target: [month, campaign, channel, delay, event],
      set: { count: sql`${reminderCounts.count} + 1` },
    });
}

const AT_A_TIME = 500;

/** Unconfirmed ones from before then. */
export async function findUnconfirmed(database: Database, before: Date): Promise<Reminder[]> {
  return database
    .select()
    .from(reminders)
    .where(and(eq(reminders.state, 'unconfirmed'), lt(reminders.createdAt, before)))
    .limit(AT_A_TIME);
}

export async function deleteReminder(database: Database, id: string): Promise<void> {
  await database.delete(reminders).where(eq(reminders.id, id));
}

const DELETE_ENDED = `
  delete from reminders where id = any(array(
    select id from reminders where ended_at < $1 order by ended_at limit $2))
  returning id`;

/** @returns how many, `limit` at the most */
export async function deleteEnded(database: Database, before: Date, limit: number): Promise<number> {
  const deleted = await database.run({ text: DELETE_ENDED }, [before.toISOString(), String(limit)]);
  return deleted.length;
}
