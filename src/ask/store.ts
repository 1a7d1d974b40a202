import { eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { askClocks } from './tables.ts';

export type AskClock = { tokenHash: Buffer; subject: string; quietUntil: Date };

export async function findClock(database: Database, tokenHash: Buffer): Promise<AskClock | undefined> {
  const [clock] = await database.select().from(askClocks).where(eq(askClocks.tokenHash, tokenHash));
  return clock;
}

export async function insertClock(database: Database, clock: AskClock): Promise<void> {
  await database.insert(askClocks).values(clock).onConflictDoNothing();
}

/** Sets the clocks of each subject that has any; one word for each subject. */
export async function updateClocks(
  database: Database,
  words: { subject: string; quietUntil: Date }[],
): Promise<void> {
  const cases = sql.join(
    words.map(
      ({ subject, quietUntil }) => sql`when ${subject}::uuid then ${quietUntil.toISOString()}::timestamptz`,
    ),
    sql` `,
  );
  await database
    .update(askClocks)
    .set({ quietUntil: sql`case ${askClocks.subject} ${cases} end` })
    .where(
      inArray(
        askClocks.subject,
        words.map(({ subject }) => subject),
      ),
    );
}
