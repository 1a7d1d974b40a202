import { and, eq, inArray, lte, or } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { arrayOf } from '../../platform/statements.ts';
import { known, WHO_IS_NOW } from '../known.ts';
import { sessions } from '../tables.ts';

export type KeptSession = {
  id: string;
  /** of whoever they turned out to be */
  memberId: string;
  /** false: shown was the token from before the last rotation */
  isCurrent: boolean;
  rotatedAt: Date;
  usedAt: Date;
};

const OF_TOKEN = `
  with recursive session as (
    select id, member_id, token_hash = any($1::bytea[]) as current, rotated_at, used_at from identity.sessions
    where (token_hash = any($1::bytea[]) or previous_hash = any($1::bytea[])) and used_at > $2 and created_at > $3
    limit 1
  ), ${known('select member_id from session')}
  select session.id, (${WHO_IS_NOW}) as "memberId", current as "isCurrent",
    rotated_at as "rotatedAt", used_at as "usedAt"
  from session`;

/** @returns undefined where it has ended, or there never was one */
export async function findSessionOfToken(
  database: Database,
  tokenHash: Buffer,
  { usedAfter, createdAfter }: { usedAfter: Date; createdAfter: Date },
): Promise<KeptSession | undefined> {
  const [found] = await database.run<KeptSession>({ text: OF_TOKEN }, [
    arrayOf([tokenHash]),
    usedAfter.toISOString(),
    createdAfter.toISOString(),
  ]);
  return found;
}

export async function insertSession(
  database: Database,
  session: typeof sessions.$inferInsert,
): Promise<void> {
  await database.insert(sessions).values(session);
}

export async function updateUse(database: Database, id: string, usedAt: Date): Promise<void> {
  await database.update(sessions).set({ usedAt }).where(eq(sessions.id, id));
}

/** @returns whether it was: of several that try at once, one does */
export async function rotateSession(
  database: Database,
  id: string,
  { from, to, at }: { from: Buffer; to: Buffer; at: Date },
): Promise<boolean> {
  const rotated = await database
    .update(sessions)
    .set({ tokenHash: to, previousHash: from, rotatedAt: at, usedAt: at })
    .where(and(eq(sessions.id, id), eq(sessions.tokenHash, from)))
    .returning({ id: sessions.id });
  return rotated.length > 0;
}

export async function deleteSession(database: Database, id: string): Promise<void> {
  await database.delete(sessions).where(eq(sessions.id, id));
}

/** By its token, or by the one before: who signs out means this browser's, whichever of them it shows. */
export async function deleteSessionOfToken(database: Database, tokenHash: Buffer): Promise<void> {
  await database
    .delete(sessions)
    .where(or(eq(sessions.tokenHash, tokenHash), eq(sessions.previousHash, tokenHash)));
}

export async function deleteSessionsOf(database: Database, memberIds: string[]): Promise<void> {
  await database.delete(sessions).where(inArray(sessions.memberId, memberIds));
}

export async function deleteSessionsBefore(
  database: Database,
  { usedAfter, createdAfter }: { usedAfter: Date; createdAfter: Date },
): Promise<void> {
  await database
    .delete(sessions)
    .where(or(lte(sessions.usedAt, usedAfter), lte(sessions.createdAt, createdAfter)));
}
