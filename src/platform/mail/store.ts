import { and, eq, gt, sql } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { arrayOf, type Statement } from '../statements.ts';
import { mails } from '../tables.ts';

export type PlannedMail = typeof mails.$inferSelect;

/** @param wake tells the worker, once this commits, that something is due */
export async function insertMail(
  database: Database,
  { wake, ...mail }: typeof mails.$inferInsert & { wake: boolean },
): Promise<void> {
  await database.insert(mails).values(mail);
  if (wake)
    await database.execute(
      sql`select from graphile_worker.add_job('send-mails', job_key => 'send-mails', max_attempts => 1)`,
    );
}

export async function deleteMailsAbout(database: Database, subject: string): Promise<void> {
  await database.delete(mails).where(eq(mails.subject, subject));
}

export type Claim = { id: string; kind: string; claimedUntil: Date };

/** Whole milliseconds, so that a claim can be compared with what JavaScript has read of it. */
const LEASE = "date_trunc('milliseconds', now()) + interval '5 minutes'";

/**
 * In the order in which they fall due, so that the index on it leads straight to the few that are taken. These are an array,
 * not a join: that would read the whole table where Postgres believes, from before it grew, that it is small.
 */
export const CLAIM: Statement = {
  text: `
    update mails set claimed_until = ${LEASE}
    where id = any(array(
      select id from mails
      where due_at <= $1 and (claimed_until is null or claimed_until <= now()) and kind = $2
      order by due_at limit $3
      for update skip locked
    ))
    returning id, kind, claimed_until as "claimedUntil"`,
};

/**
 * Takes what is due and nobody is at, for five minutes of the database's clock; after that it is anybody's again.
 * @param now by the service's own clock, which may be moved in a sandbox
 * @param kinds those that come first are taken first, however many others are due
 */
export async function claimDueMails(
  database: Database,
  { now, kinds, limit }: { now: Date; kinds: readonly string[]; limit: number },
): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const kind of kinds) {
    const left = limit - claims.length;
    if (left > 0) claims.push(...(await database.run<Claim>(CLAIM, [now.toISOString(), kind, String(left)])));
  }
  return claims;
}

/** Locks a claimed mail; undefined where it was called off, or is no longer ours. */
export async function lockClaimed(
  database: Database,
  { id, claimedUntil }: Claim,
): Promise<PlannedMail | undefined> {
  const isOurs = and(
    eq(mails.id, id),
    eq(mails.claimedUntil, claimedUntil),
    gt(mails.claimedUntil, sql`now()`),
  );
  const [mail] = await database.select().from(mails).where(isOurs).for('update');
  return mail;
}

/** Locks a mail, whoever is at it. */
export async function lockMail(database: Database, id: string): Promise<PlannedMail | undefined> {
  const [mail] = await database.select().from(mails).where(eq(mails.id, id)).for('update');
  return mail;
}

export async function updateMail(
  database: Database,
  id: string,
  change: Partial<Pick<PlannedMail, 'dueAt' | 'claimedUntil' | 'failures' | 'unheard'>>,
): Promise<void> {
  await database.update(mails).set(change).where(eq(mails.id, id));
}

export async function deleteMail(database: Database, id: string): Promise<void> {
  await database.delete(mails).where(eq(mails.id, id));
}

/** Gives back what was claimed and not begun. */
export async function releaseClaims(database: Database, claims: readonly Claim[]): Promise<void> {
  for (const { id, claimedUntil } of claims)
    await database
      .update(mails)
      .set({ claimedUntil: null })
      .where(and(eq(mails.id, id), eq(mails.claimedUntil, claimedUntil)));
}

/** Each kind once, from one look at the index for each: there are few of them and may be a million mails. */
const ALL_KINDS = `
  with recursive kinds as (
    (select kind from mails order by kind limit 1)
    union all
    select (select mails.kind from mails where mails.kind > kinds.kind order by mails.kind limit 1)
    from kinds where kinds.kind is not null
  )`;

const COUNT: Statement = {
  text: `${ALL_KINDS}
    select count(*)::int as count from kinds
    cross join lateral (select from mails where mails.kind = kinds.kind and due_at <= $1 limit $2::int) as due`,
};

/** @param most of each kind, at which counting stops */
export async function countDue(database: Database, before: Date, most: number): Promise<number> {
  const [row] = await database.run<{ count: number }>(COUNT, [before.toISOString(), String(most)]);
  return row?.count ?? 0;
}

const UNKNOWN: Statement = {
  text: `${ALL_KINDS}
    select kind from kinds
    where kind <> all($2) and exists (select from mails where mails.kind = kinds.kind and due_at <= $1)`,
};

/** Kinds of due mails that are not among these. */
export async function findOtherKinds(
  database: Database,
  now: Date,
  kinds: readonly string[],
): Promise<string[]> {
  const rows = await database.run<{ kind: string }>(UNKNOWN, [now.toISOString(), arrayOf(kinds)]);
  return rows.map(({ kind }) => kind);
}
