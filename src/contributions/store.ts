import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { payments } from '../ledger/tables.ts';
import { memberships } from '../members/tables.ts';
import { bulkInsert } from '../platform/bulk.ts';
import type { Database } from '../platform/database.ts';
import { inRounds } from '../platform/in-rounds.ts';
import type { Locale } from '../platform/locale.ts';
import type { CheckoutSession } from './checkout-session.ts';
import { isOver, SESSION_STATES } from './rules.ts';
import { checkoutSessions, contributions } from './tables.ts';

/** Readers whose rows are written by one statement. */
export const MOST_TOGETHER = 64;
const NO_KEY = Buffer.alloc(0);

export type Contribution = typeof contributions.$inferSelect;

/** Many at once; those that are here already stay as they are. */
export const insertContributions = bulkInsert(contributions, { onConflict: 'do nothing' });

/** @returns whether it is new; false where its request key is taken */
export const insertContribution = inRounds(MOST_TOGETHER, async (database: Database, all: Contribution[]) => {
  // In the order of their request keys, so that two instances never wait for each other in a circle.
  const written = await insertContributions(database, all.toSorted(byRequestKey));
  const ids = new Set(written.map(({ id }) => id));
  return ({ id }) => ids.has(id);
});

function byRequestKey(one: Contribution, other: Contribution): number {
  return Buffer.compare(one.requestKey ?? NO_KEY, other.requestKey ?? NO_KEY);
}

export async function findContribution(database: Database, id: string): Promise<Contribution | undefined> {
  const [found] = await database.select().from(contributions).where(eq(contributions.id, id));
  return found;
}

export async function findByRequestKey(
  database: Database,
  requestKey: Buffer,
): Promise<Contribution | undefined> {
  const [found] = await database.select().from(contributions).where(eq(contributions.requestKey, requestKey));
  return found;
}

/** The first made comes first. */
export async function findSessions(database: Database, contributionId: string): Promise<CheckoutSession[]> {
  return database
    .select()
    .from(checkoutSessions)
    .where(eq(checkoutSessions.contributionId, contributionId))
    .orderBy(asc(checkoutSessions.expiresAt));
}

/** Takes over an attempt that ended without an answer, or whose process died; one caller wins. */
export async function takeAttempt(
  database: Database,
  attempt: { id: string; number: number; next: number; at: Date; expiresAt: Date; abandonedBefore: Date },
): Promise<boolean> {
  const taken = await database
    .update(contributions)
    .set({
      attempt: attempt.next,
      attemptedAt: attempt.at,
      expiresAt: attempt.expiresAt,
      attemptOutcome: null,
    })
    .where(
      and(
        eq(contributions.id, attempt.id),
        eq(contributions.attempt, attempt.number),
        or(
          sql`${contributions.attemptOutcome} is not null`,
          and(isNull(contributions.attemptOutcome), lt(contributions.attemptedAt, attempt.abandonedBefore)),
        ),
      ),
    )
    .returning({ id: contributions.id });
  return taken.length > 0;
}

/** Says how an attempt ended; one that was taken over meanwhile has no say. */
export async function endAttempt(
  database: Database,
  { id, attempt }: Pick<Contribution, 'id' | 'attempt'>,
  outcome: NonNullable<Contribution['attemptOutcome']>,
): Promise<void> {
  await database
    .update(contributions)
    .set({ attemptOutcome: outcome })
    .where(
      and(eq(contributions.id, id), eq(contributions.attempt, attempt), isNull(contributions.attemptOutcome)),
    );
}

const RANKS = `array['${SESSION_STATES.join("','")}']`;

/** Inserts, or moves on where the new state is further. The address of a pay page that was used up is forgotten. */
const writeSessions = bulkInsert(checkoutSessions, {
  onConflict: `(id) do update set state = excluded.state, url = case
      when array_position(${RANKS}, excluded.state) > array_position(${RANKS}, 'expired') then null
      else coalesce(excluded.url, checkout_sessions.url) end
    where array_position(${RANKS}, excluded.state) > array_position(${RANKS}, checkout_sessions.state)`,
});

export function upsertSessions(database: Database, sessions: CheckoutSession[]) {
  return writeSessions(
    database,
    sessions.map((session) => (isOver(session.state) ? { ...session, url: null } : session)),
  );
}

/** How many of these were meant to be given again and again. */
export async function countRecurring(database: Database, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [found] = await database
    .select({ count: count() })
    .from(contributions)
    .where(and(inArray(contributions.id, ids), ne(contributions.frequency, 'once')));
  return found?.count ?? 0;
}

export async function findCompleted(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: checkoutSessions.id })
    .from(checkoutSessions)
    .where(and(inArray(checkoutSessions.id, ids), eq(checkoutSessions.state, 'complete')));
  return rows.map(({ id }) => id);
}

/** Of the newest contribution that a payment or a membership of theirs came of. */
export async function findLocaleOfMember(database: Database, memberId: string): Promise<Locale | null> {
  const paid = database
    .select({ id: payments.contributionId })
    .from(payments)
    .where(eq(payments.memberId, memberId));
  const begun = database
    .select({ id: memberships.contributionId })
    .from(memberships)
    .where(eq(memberships.memberId, memberId));
  const [found] = await database
    .select({ locale: contributions.locale })
    .from(contributions)
    .where(and(inArray(contributions.id, paid.union(begun)), isNotNull(contributions.locale)))
    .orderBy(desc(contributions.createdAt))
    .limit(1);
  return found?.locale ?? null;
}

/** The newest first. */
export async function findContributions(database: Database, ids: string[]): Promise<Contribution[]> {
  return database
    .select()
    .from(contributions)
    .where(inArray(contributions.id, ids))
    .orderBy(desc(contributions.createdAt), contributions.id);
}

export async function stripContributions(database: Database, ids: string[]): Promise<void> {
  await database
    .update(contributions)
    .set({ locale: null, wantsThanks: false, requestKey: null, requestHash: null })
    .where(inArray(contributions.id, ids));
  await database
    .update(checkoutSessions)
    .set({ url: null })
    .where(inArray(checkoutSessions.contributionId, ids));
}
