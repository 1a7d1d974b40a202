import { and, asc, eq, isNull, lt, min, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { Payment, SucceededIntent } from './facts.ts';
import { paymentIntents, payments } from './tables.ts';

/** A payment is a fact; only whose it is, and which checkout's, may be learnt later. */
export async function insertPayments(database: Database, rows: Payment[]): Promise<void> {
  const { memberId, contributionId } = payments;
  await database
    .insert(payments)
    .values(rows)
    .onConflictDoUpdate({
      target: payments.id,
      set: {
        memberId: sql`coalesce(${memberId}, excluded.member_id)`,
        contributionId: sql`coalesce(${contributionId}, excluded.contribution_id)`,
      },
      setWhere: sql`(${memberId} is null and excluded.member_id is not null)
        or (${contributionId} is null and excluded.contribution_id is not null)`,
    });
}

export type IntentRow = typeof paymentIntents.$inferInsert;

/** Adds what was not known of each intent; what was known stays. */
export async function upsertIntents(database: Database, rows: IntentRow[]): Promise<void> {
  const { invoiceId, memberId, amount, currency, succeededAt } = paymentIntents;
  await database
    .insert(paymentIntents)
    .values(rows)
    .onConflictDoUpdate({
      target: paymentIntents.id,
      set: {
        invoiceId: sql`coalesce(${invoiceId}, excluded.invoice_id)`,
        memberId: sql`coalesce(${memberId}, excluded.member_id)`,
        amount: sql`coalesce(${amount}, excluded.amount)`,
        currency: sql`coalesce(${currency}, excluded.currency)`,
        succeededAt: sql`coalesce(${succeededAt}, excluded.succeeded_at)`,
      },
      setWhere: sql`(${invoiceId} is null and excluded.invoice_id is not null)
        or (${succeededAt} is null and excluded.succeeded_at is not null)`,
    });
}

/** Intents that succeeded, are no known invoice's, and were learnt of before `before`; oldest first. */
export async function findUnclaimedIntents(
  database: Database,
  { before, limit }: { before: Date; limit: number },
): Promise<SucceededIntent[]> {
  const rows = await database
    .select()
    .from(paymentIntents)
    .where(
      and(
        isNull(paymentIntents.invoiceId),
        isNull(paymentIntents.bookedAt),
        lt(paymentIntents.learntAt, before),
      ),
    )
    .orderBy(asc(paymentIntents.learntAt))
    .limit(limit);
  return rows.flatMap(({ id, memberId, amount, currency, succeededAt, learntAt }) =>
    amount === null || currency === null || succeededAt === null
      ? []
      : [{ id, memberId, amount, currency, succeededAt, learntAt }],
  );
}

export async function findOldestUnclaimed(database: Database): Promise<Date | null> {
  const [oldest] = await database
    .select({ at: min(paymentIntents.succeededAt) })
    .from(paymentIntents)
    .where(and(isNull(paymentIntents.invoiceId), isNull(paymentIntents.bookedAt)));
  return oldest?.at ?? null;
}

/** @returns whose payment it is, or undefined where somebody has claimed or booked it, so that the caller may not */
export async function markIntentBooked(
  database: Database,
  id: string,
  bookedAt: Date,
): Promise<Pick<SucceededIntent, 'memberId'> | undefined> {
  const [marked] = await database
    .update(paymentIntents)
    .set({ bookedAt })
    .where(and(eq(paymentIntents.id, id), isNull(paymentIntents.invoiceId), isNull(paymentIntents.bookedAt)))
    .returning({ memberId: paymentIntents.memberId });
  return marked;
}

export async function changeMemberOfPayments(database: Database, from: string, to: string): Promise<void> {
  await database.update(payments).set({ memberId: to }).where(eq(payments.memberId, from));
}

export async function changeMemberOfIntents(database: Database, from: string, to: string): Promise<void> {
  await database.update(paymentIntents).set({ memberId: to }).where(eq(paymentIntents.memberId, from));
}
