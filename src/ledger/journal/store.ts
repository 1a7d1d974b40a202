import { and, asc, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Database } from '../../platform/database.ts';
import { fallsWithin } from '../../platform/days.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  paymentIntents,
  payments,
  payouts,
  refunds,
} from '../tables.ts';

/** Days are inclusive, and days of `timeZone`; without `from` it is from the beginning. */
export type JournalRange = { from?: string | undefined; to: string; timeZone: string };
/** The last one of a page: the next begins after it. */
export type Place = { createdAt: Date; id: string };

export type MovementRow = Awaited<ReturnType<typeof findMovements>>[number];

const MOVEMENT = {
  id: balanceTransactions.id,
  type: balanceTransactions.type,
  category: balanceTransactions.category,
  sourceId: balanceTransactions.sourceId,
  amount: balanceTransactions.amount,
  fee: balanceTransactions.fee,
  net: balanceTransactions.net,
  currency: balanceTransactions.currency,
  payoutId: balanceTransactions.payoutId,
  createdAt: balanceTransactions.createdAt,
};

/** What brought the charge's money, as against what took it back. */
const chargeTransactions = alias(balanceTransactions, 'charge_transactions');

/**
 * A page of balance transactions with what they are of, by the second in which they were made, then by id.
 * A charge's payment is its invoice where one claims it, else its payment intent, else the charge itself.
 */
export function findMovements(
  database: Database,
  { range, after, limit }: { range: JournalRange; after: Place | null; limit: number },
) {
  const charge = database.select().from(charges).where(eq(charges.id, chargeId())).limit(1).as('charge');
  const brought = database
    .select({ amount: chargeTransactions.amount, currency: chargeTransactions.currency })
    .from(chargeTransactions)
    .where(
      and(
        eq(chargeTransactions.sourceId, charge.id),
        inArray(chargeTransactions.type, ['charge', 'payment']),
      ),
    )
    .orderBy(asc(chargeTransactions.createdAt), asc(chargeTransactions.id))
    .limit(1)
    .as('brought');
  return database
    .select({
      transaction: MOVEMENT,
      day: sql<string>`to_char(${balanceTransactions.createdAt} at time zone ${range.timeZone}, 'YYYY-MM-DD')`,
      charge: {
        id: charge.id,
        paymentIntentId: charge.paymentIntentId,
        amount: charge.amount,
        currency: charge.currency,
      },
      settled: { amount: brought.amount, currency: brought.currency },
      paymentId: payments.id,
      refund: { id: refunds.id, amount: refunds.amount, currency: refunds.currency },
      dispute: { amount: disputes.amount, currency: disputes.currency },
      payoutId: payouts.id,
    })
    .from(balanceTransactions)
    .leftJoin(refunds, eq(refunds.id, balanceTransactions.sourceId))
    .leftJoin(disputes, eq(disputes.id, balanceTransactions.sourceId))
    .leftJoin(payouts, eq(payouts.id, balanceTransactions.sourceId))
    .leftJoinLateral(charge, sql`true`)
    .leftJoin(paymentIntents, eq(paymentIntents.id, sql`coalesce(${charge.paymentIntentId}, ${charge.id})`))
    .leftJoin(
      payments,
      eq(payments.id, sql`coalesce(${paymentIntents.invoiceId}, ${charge.paymentIntentId}, ${charge.id})`),
    )
    .leftJoinLateral(brought, sql`true`)
    .where(
      and(
        fallsWithin(balanceTransactions.createdAt, range, range.timeZone),
        after === null ? undefined : isAfter(after),
      ),
    )
    .orderBy(asc(balanceTransactions.createdAt), sql`${balanceTransactions.id} collate "C"`)
    .limit(limit);
}

/** The charge itself, or that of its refund or dispute: by its id, or else as the one that its intent succeeded by. */
function chargeId(): SQL {
  return sql`coalesce(${refunds.chargeId}, ${disputes.chargeId}, (
    select paid.id from ${charges} paid
    where paid.payment_intent_id = coalesce(${refunds.paymentIntentId}, ${disputes.paymentIntentId})
      and paid.status = 'succeeded'
    order by paid.created_at, paid.id limit 1
  ), ${balanceTransactions.sourceId})`;
}

/** All refunds of these charges, also those that name their payment intent alone. */
export function findRefundsOfCharges(database: Database, chargeIds: string[]) {
  return database
    .select({
      chargeId: charges.id,
      id: refunds.id,
      createdAt: refunds.createdAt,
      amount: refunds.amount,
      status: refunds.status,
    })
    .from(refunds)
    .innerJoin(
      charges,
      or(
        eq(charges.id, refunds.chargeId),
        and(isNull(refunds.chargeId), eq(charges.paymentIntentId, refunds.paymentIntentId)),
      ),
    )
    .where(inArray(charges.id, chargeIds));
}

/** The settlement currencies of a range, in the order of the alphabet. */
export async function findCurrencies(database: Database, range: JournalRange): Promise<string[]> {
  const rows = await database
    .select({ currency: balanceTransactions.currency })
    .from(balanceTransactions)
    .where(fallsWithin(balanceTransactions.createdAt, range, range.timeZone))
    .groupBy(balanceTransactions.currency)
    .orderBy(balanceTransactions.currency);
  return rows.map(({ currency }) => currency);
}

function isAfter({ createdAt, id }: Place): SQL | undefined {
  const { createdAt: at, id: own } = balanceTransactions;
  // The first half alone lets the index find the place.
  return and(
    sql`${at} >= ${createdAt.toISOString()}::timestamptz`,
    or(gt(at, createdAt), sql`${own} collate "C" > ${id}`),
  );
}
