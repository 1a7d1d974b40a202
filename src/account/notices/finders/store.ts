import { and, asc, eq, exists, gt, gte, isNotNull, isNull, lte, notExists, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { contributions } from '../../../contributions/tables.ts';
import { payments } from '../../../ledger/tables.ts';
import { memberships } from '../../../members/tables.ts';
import type { Database } from '../../../platform/database.ts';
import { notices } from '../../tables.ts';
import type { NoticeKind } from '../rules.ts';

/** `at`: what makes it worth telling, and which time it is. */
export type Found = { memberId: string; about: string; at: Date };

type Between = { after: Date; until: Date; limit: number };

/** The last condition of every finder: nothing of this kind was written about it yet. @param occasion '' where there is one */
function untold(
  database: Database,
  { kind, about, occasion = sql`''` }: { kind: NoticeKind; about: PgColumn; occasion?: SQL },
): SQL {
  return notExists(
    database
      .select({ one: sql`1` })
      .from(notices)
      .where(
        and(eq(notices.kind, kind), sql`${notices.about} = ${about}::text`, eq(notices.occasion, occasion)),
      ),
  );
}

/** As `dayOf` writes it. */
function dayIn(column: PgColumn): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD')`;
}

const {
  id,
  memberId,
  status,
  frequency,
  currentPeriodEnd,
  pausedUntil,
  endsAt,
  endedAt,
  endReason,
  version,
} = memberships;

/** Since when what stands here is so, or later: a snapshot's version begins with its second. */
function isNews(since: Date): SQL {
  return sql`left(${version}, 24) >= ${since.toISOString()}`;
}

// Conditions of the partial indexes are written as they stand there, so that they are found without the parameters' values.

/** Annual memberships that are charged again between these two; by `memberships_annual`. */
export async function findAnnual(database: Database, { after, until, limit }: Between): Promise<Found[]> {
  return database
    .select({ memberId, about: id, at: currentPeriodEnd })
    .from(memberships)
    .where(
      and(
        sql`${frequency} = 'annual' and ${status} = 'active'`,
        isNull(endsAt),
        gt(currentPeriodEnd, after),
        lte(currentPeriodEnd, until),
        untold(database, { kind: 'renewal', about: id, occasion: dayIn(currentPeriodEnd) }),
      ),
    )
    .orderBy(asc(currentPeriodEnd))
    .limit(limit);
}

/** Memberships that are paused and go on by themselves between these two; by `memberships_pausing`. */
export async function findPausing(
  database: Database,
  { kind, news, after, until, limit }: Between & { kind: 'paused' | 'resuming'; news?: Date },
) {
  const found = await database
    .select({
      memberId,
      about: id,
      at: pausedUntil,
      startedAt: memberships.startedAt,
      currentPeriodEnd,
      frequency,
    })
    .from(memberships)
    .where(
      and(
        sql`${status} = 'paused'`,
        gt(pausedUntil, after),
        lte(pausedUntil, until),
        isNull(endsAt),
        news && isNews(news),
        untold(database, { kind, about: id, occasion: dayIn(pausedUntil) }),
      ),
    )
    .orderBy(asc(pausedUntil))
    .limit(limit);
  return found.flatMap(({ at, ...row }) => (at === null ? [] : { ...row, at }));
}

/**
 * Which cancellation of a membership it is: the day on which it is to end, and what its giver asked for in the account, so
 * that one that is taken back and asked for again is another, also for the same day. By `membership_changes_member`.
 */
const CANCELLATION = sql<string>`concat_ws(' ', to_char(memberships.ends_at at time zone 'UTC', 'YYYY-MM-DD'), (
  select asked.id from membership_changes asked
  where asked.member_id = memberships.member_id and asked.membership_id = memberships.id
    and asked.kind = 'cancel' and asked.state <> 'refused'
  order by asked.requested_at desc, asked.id desc limit 1
))`;

/** Which cancellation of this membership stands. */
export async function findCancellation(
  database: Database,
  membershipId: string,
): Promise<string | undefined> {
  const [found] = await database
    .select({ occasion: CANCELLATION })
    .from(memberships)
    .where(eq(id, membershipId));
  return found?.occasion;
}

/** Memberships whose givers have cancelled them, and that have not ended; by `memberships_ending`. */
export async function findCancelled(
  database: Database,
  { news, after, limit }: { news: Date; after: Date; limit: number },
): Promise<(Found & { occasion: string })[]> {
  const found = await database
    .select({ memberId, about: id, at: endsAt, occasion: CANCELLATION })
    .from(memberships)
    .where(
      and(
        isNotNull(endsAt),
        isNull(endedAt),
        gt(endsAt, after),
        eq(endReason, 'cancellation_requested'),
        isNews(news),
        untold(database, { kind: 'cancelled', about: id, occasion: CANCELLATION }),
      ),
    )
    .orderBy(asc(endsAt))
    .limit(limit);
  return found.flatMap(({ at, ...row }) => (at === null ? [] : { ...row, at }));
}

/** Memberships that ended since, of those that were ever paid for; by `memberships_ended`. */
export async function findEnded(
  database: Database,
  { since, limit }: { since: Date; limit: number },
): Promise<Found[]> {
  const paid = database
    .select({ one: sql`1` })
    .from(payments)
    .where(and(eq(payments.memberId, memberId), eq(payments.membershipId, id)));
  const found = await database
    .select({ memberId, about: id, at: endedAt })
    .from(memberships)
    .where(
      and(
        isNotNull(endedAt),
        gte(endedAt, since),
        exists(paid),
        untold(database, { kind: 'ended', about: id }),
      ),
    )
    .orderBy(asc(endedAt))
    .limit(limit);
  return found.flatMap(({ at, ...row }) => (at === null ? [] : { ...row, at }));
}

/**
 * Contributions made since `madeSince` with the wish for a word of thanks, whose first payment came since `paidSince`; by
 * `contributions_wants_thanks`.
 */
export async function findThankless(
  database: Database,
  { madeSince, paidSince, limit }: { madeSince: Date; paidSince: Date; limit: number },
): Promise<Found[]> {
  const first = database
    .select({ memberId: payments.memberId, at: payments.paidAt })
    .from(payments)
    .where(eq(payments.contributionId, contributions.id))
    .orderBy(asc(payments.paidAt))
    .limit(1)
    .as('first');
  const found = await database
    .select({ memberId: first.memberId, about: sql<string>`${contributions.id}::text`, at: first.at })
    .from(contributions)
    .innerJoinLateral(first, isNotNull(first.memberId))
    .where(
      and(
        sql`${contributions.wantsThanks}`,
        gte(contributions.createdAt, madeSince),
        gte(first.at, paidSince),
        untold(database, { kind: 'thanks', about: contributions.id }),
      ),
    )
    .orderBy(asc(contributions.createdAt))
    .limit(limit);
  return found.flatMap(({ memberId: giver, ...row }) => (giver === null ? [] : { ...row, memberId: giver }));
}
