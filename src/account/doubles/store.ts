import { and, asc, desc, eq, isNotNull, isNull, lt, notExists, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { memberships } from '../../members/tables.ts';
import type { Database } from '../../platform/database.ts';
import { doubles, membershipChanges } from '../tables.ts';
import type { DoubleAnswer } from './rules.ts';

type Membership = typeof memberships.$inferSelect;

/** `memberId`: whoever the owner turned out to be. */
export type Double = Pick<typeof doubles.$inferSelect, 'id' | 'foundAt' | 'answer' | 'settledAt'> & {
  memberId: string;
  earlier: Membership;
  later: Membership;
};

export type NewDouble = { memberId: string; earlierId: string; laterId: string };

/**
 * A membership that began lately, was not meant to stand beside another, and does; beside which one: the latest before it.
 * One that waits for an answer is not asked about twice, nor one of which both were kept; nor whoever was erased, whose
 * memberships live until Stripe has ended them. By `memberships_started_at`, and
 * from each of those few by `memberships_member`.
 */
const FIND_NEW = `
  select distinct on (later.id) later.member_id as "memberId", earlier.id as "earlierId", later.id as "laterId"
  from memberships later join memberships earlier on earlier.member_id = later.member_id
    and (earlier.started_at, earlier.id) < (later.started_at, later.id)
  where later.started_at > $1
    and later.status in ('active', 'past-due', 'paused') and later.ends_at is null
    and earlier.status in ('active', 'past-due', 'paused') and earlier.ends_at is null
    and not exists (select from contributions where contributions.id = later.contribution_id and is_alongside)
    and not exists (select from identity.erased_customers as erased where erased.member_id = later.member_id)
    and not exists (select from doubles where later_id = later.id
      and (earlier_id = earlier.id or settled_at is null or answer = 'keep-both'))
  order by later.id, earlier.started_at desc, earlier.id desc
  limit $2`;

export async function findNewDoubles(
  database: Database,
  { startedAfter, limit }: { startedAfter: Date; limit: number },
): Promise<NewDouble[]> {
  return database.run<NewDouble>({ text: FIND_NEW }, [startedAfter.toISOString(), String(limit)]);
}

/** @returns whether it is new */
export async function insertDouble(
  database: Database,
  double: NewDouble & { id: string; foundAt: Date },
): Promise<boolean> {
  const inserted = await database
    .insert(doubles)
    .values(double)
    .onConflictDoNothing()
    .returning({ id: doubles.id });
  return inserted.length > 0;
}

const SETTLE_OVER = `
  update doubles set settled_at = $1 where settled_at is null and exists (
    select from memberships where id in (earlier_id, later_id)
      and (ends_at is not null or status not in ('active', 'past-due', 'paused')))`;

/** Those of which one has ended, or is to end, for whatever reason. */
export async function settleOver(database: Database, now: Date): Promise<void> {
  await database.run({ text: SETTLE_OVER }, [now.toISOString()]);
}

/** One answer, the first; the same again is the same. @returns false where another was given, or it is settled */
export async function keepAnswer(database: Database, id: string, answer: DoubleAnswer): Promise<boolean> {
  const kept = await database
    .update(doubles)
    .set({ answer })
    .where(
      and(
        eq(doubles.id, id),
        isNull(doubles.settledAt),
        or(isNull(doubles.answer), eq(doubles.answer, answer)),
      ),
    )
    .returning({ id: doubles.id });
  return kept.length > 0;
}

export async function settle(database: Database, id: string, settledAt: Date): Promise<void> {
  await database
    .update(doubles)
    .set({ settledAt })
    .where(and(eq(doubles.id, id), isNull(doubles.settledAt)));
}

const earlier = alias(memberships, 'earlier');
const later = alias(memberships, 'later');

function select(database: Database, condition: SQL | undefined) {
  const { id, foundAt, answer, settledAt } = doubles;
  return database
    .select({ id, foundAt, answer, settledAt, memberId: later.memberId, earlier, later })
    .from(doubles)
    .innerJoin(earlier, eq(earlier.id, doubles.earlierId))
    .innerJoin(later, eq(later.id, doubles.laterId))
    .where(and(eq(earlier.memberId, later.memberId), condition));
}

export async function findDouble(database: Database, id: string): Promise<Double | undefined> {
  const [found] = await select(database, eq(doubles.id, id));
  return found;
}

/** The oldest that still waits for an answer of theirs. */
export async function findOpenDouble(database: Database, memberId: string): Promise<Double | undefined> {
  const condition = and(isNull(doubles.settledAt), eq(later.memberId, memberId));
  const [found] = await select(database, condition).orderBy(asc(doubles.foundAt)).limit(1);
  return found;
}

/** Answered and not settled, and Stripe is not being asked for a change of either. The oldest first. */
export async function findAnswered(database: Database, limit: number): Promise<Double[]> {
  const isAsked = database
    .select({ id: membershipChanges.id })
    .from(membershipChanges)
    .where(
      and(
        or(eq(membershipChanges.membershipId, earlier.id), eq(membershipChanges.membershipId, later.id)),
        sql`${membershipChanges.state} = 'waiting'`,
      ),
    );
  const condition = and(isNull(doubles.settledAt), isNotNull(doubles.answer), notExists(isAsked));
  return select(database, condition).orderBy(asc(doubles.foundAt)).limit(limit);
}

/** The newest first. @param before those found before then */
export async function findDoublesOfAll(
  database: Database,
  { state, before, limit }: { state?: 'open' | 'settled'; before?: Date; limit: number },
): Promise<Double[]> {
  const settled = state === 'settled' ? isNotNull(doubles.settledAt) : isNull(doubles.settledAt);
  const condition = and(state && settled, before && lt(doubles.foundAt, before));
  return select(database, condition).orderBy(desc(doubles.foundAt), doubles.id).limit(limit);
}
