import { and, asc, eq, isNull, lt, min, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { IntentClaim, Payment, SucceededIntent } from './facts.ts';
import { paymentIntents, payments } from './tables.ts';

export async function insertPayments(database: Database, rows: Payment[]): Promise<void> {
  await database.insert(payments).values(rows).onConflictDoNothing();
}

/** A claim may have come first; then the row gets its amount and keeps its invoice. */
export async function upsertSucceededIntents(database: Database, rows: SucceededIntent[]): Promise<void> {
  await database
    .insert(paymentIntents)
    .values(rows)
    .onConflictDoUpdate({
      target: paymentIntents.id,
      set: {
        memberId: sql`excluded.member_id`,
        amount: sql`excluded.amount`,
        currency: sql`excluded.currency`,
        succeededAt: sql`excluded.succeeded_at`,
      },
      setWhere: isNull(paymentIntents.succeededAt),
    });
}

export async function upsertIntentClaims(database: Database, rows: IntentClaim[]): Promise<void> {
  await database
    .insert(paymentIntents)
    .values(rows)
    .onConflictDoUpdate({
      target: paymentIntents.id,
      set: { invoiceId: sql`excluded.invoice_id` },
      setWhere: isNull(paymentIntents.invoiceId),
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

/** @returns whether it was still nobody's, so that the caller may book it */
export async function markIntentBooked(database: Database, id: string, bookedAt: Date): Promise<boolean> {
  const marked = await database
    .update(paymentIntents)
    .set({ bookedAt })
    .where(and(eq(paymentIntents.id, id), isNull(paymentIntents.invoiceId), isNull(paymentIntents.bookedAt)))
    .returning({ id: paymentIntents.id });
  return marked.length > 0;
}

export async function changeMemberOfPayments(database: Database, from: string, to: string): Promise<void> {
  await database.update(payments).set({ memberId: to }).where(eq(payments.memberId, from));
}

export async function changeMemberOfIntents(database: Database, from: string, to: string): Promise<void> {
  await database.update(paymentIntents).set({ memberId: to }).where(eq(paymentIntents.memberId, from));
}
