import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { membershipChanges } from '../tables.ts';

export type ChangeRow = typeof membershipChanges.$inferSelect;

/** @returns false where its request key is taken, or another change of that membership is waiting */
export async function insertChange(database: Database, change: ChangeRow): Promise<boolean> {
  const inserted = await database
    .insert(membershipChanges)
    .values(change)
    .onConflictDoNothing()
    .returning({ id: membershipChanges.id });
  return inserted.length > 0;
}

export async function findChangeByKey(
  database: Database,
  requestKey: Buffer,
): Promise<ChangeRow | undefined> {
  const [found] = await database
    .select()
    .from(membershipChanges)
    .where(eq(membershipChanges.requestKey, requestKey));
  return found;
}

/** Those that nobody is at, the least recently tried first. */
export async function findAbandoned(database: Database, attemptedBefore: Date, limit: number) {
  return database
    .select()
    .from(membershipChanges)
    .where(and(eq(membershipChanges.state, 'waiting'), lt(membershipChanges.attemptedAt, attemptedBefore)))
    .orderBy(asc(membershipChanges.attemptedAt))
    .limit(limit);
}

/** By `membership_changes_waiting`. */
export async function findWaiting(database: Database, membershipIds: string[]) {
  return database
    .select()
    .from(membershipChanges)
    .where(
      and(
        inArray(membershipChanges.membershipId, membershipIds),
        sql`${membershipChanges.state} = 'waiting'`,
      ),
    );
}

/** Takes a waiting change over for another attempt; one caller wins. */
export async function takeAttempt(
  database: Database,
  change: ChangeRow,
  next: Pick<ChangeRow, 'attempt' | 'attemptedAt' | 'details'>,
): Promise<boolean> {
  const taken = await database
    .update(membershipChanges)
    .set(next)
    .where(
      and(
        eq(membershipChanges.id, change.id),
        eq(membershipChanges.state, 'waiting'),
        eq(membershipChanges.attempt, change.attempt),
        eq(membershipChanges.attemptedAt, change.attemptedAt),
      ),
    )
    .returning({ id: membershipChanges.id });
  return taken.length > 0;
}

/** Says how an attempt ended; one that was taken over meanwhile has no say. */
export async function endAttempt(database: Database, change: ChangeRow, details: string): Promise<void> {
  await database
    .update(membershipChanges)
    .set({ details })
    .where(
      and(
        eq(membershipChanges.id, change.id),
        eq(membershipChanges.state, 'waiting'),
        eq(membershipChanges.attempt, change.attempt),
        eq(membershipChanges.attemptedAt, change.attemptedAt),
      ),
    );
}

export async function settleChange(
  database: Database,
  { id, state, settledAt }: Pick<ChangeRow, 'id' | 'state' | 'settledAt'>,
): Promise<void> {
  await database
    .update(membershipChanges)
    .set({ state, settledAt, details: null })
    .where(and(eq(membershipChanges.id, id), eq(membershipChanges.state, 'waiting')));
}
