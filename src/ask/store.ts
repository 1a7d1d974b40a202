import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { arrayOf } from '../platform/statements.ts';
import { askClocks } from './tables.ts';

export type AskClock = typeof askClocks.$inferSelect;

export async function findClock(database: Database, tokenHash: Buffer): Promise<AskClock | undefined> {
  const [clock] = await database.select().from(askClocks).where(eq(askClocks.tokenHash, tokenHash));
  return clock;
}

export async function insertClock(database: Database, clock: typeof askClocks.$inferInsert): Promise<void> {
  await database.insert(askClocks).values(clock).onConflictDoNothing();
}

const SET_CLOCKS = `
  update ask_clocks set quiet_until = word.quiet_until
  from unnest($1::uuid[], $2::timestamptz[]) as word (subject, quiet_until)
  where ask_clocks.subject = word.subject`;

/** Sets the clocks of each subject that has any; one word for each subject. */
export async function updateClocks(
  database: Database,
  words: { subject: string; quietUntil: Date }[],
): Promise<void> {
  const subjects = words.map(({ subject }) => subject);
  await database.run({ text: SET_CLOCKS }, [
    arrayOf(subjects),
    arrayOf(words.map(({ quietUntil }) => quietUntil)),
  ]);
}

export async function updateWish(
  database: Database,
  tokenHash: Buffer,
  wishedUntil: Date | null,
): Promise<void> {
  await database.update(askClocks).set({ wishedUntil }).where(eq(askClocks.tokenHash, tokenHash));
}

const DELETE_CLOCKS = `
  delete from ask_clocks where token_hash in (
    select token_hash from ask_clocks
    where quiet_until < $1 and (wished_until is null or wished_until < $1)
    order by quiet_until limit $2)
  returning quiet_until`;

/** @returns how many, `limit` at the most */
export async function deleteClocksBefore(database: Database, before: Date, limit: number): Promise<number> {
  const deleted = await database.run({ text: DELETE_CLOCKS }, [before.toISOString(), String(limit)]);
  return deleted.length;
}

export async function deleteClocksOf(database: Database, subjects: string[]): Promise<void> {
  await database.delete(askClocks).where(inArray(askClocks.subject, subjects));
}
