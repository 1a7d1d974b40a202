import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { fallsWithin } from '../../platform/days.ts';
import { minor } from '../../platform/money.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  paymentIntents,
  payments,
  payouts,
  refunds,
} from '../tables.ts';

/** Days are inclusive, and days of `timeZone`. */
export type PayoutRange = { from: string; to: string; timeZone: string; currency?: string | undefined };

/** Its lines are what it carries, without the one by which it left the balance itself. */
const IS_LINE = sql`${balanceTransactions.payoutId} = ${payouts.id}
  and ${balanceTransactions.id} is distinct from ${payouts.balanceTransactionId}`;

/** Payouts with what their lines come to, newest first. */
export async function findPayouts(database: Database, which: PayoutRange | { id: string }, timeZone: string) {
  const lines = database
    .select({
      count: sql<number>`count(*)::int`.as('line_count'),
      sum: sql<string>`coalesce(sum(${balanceTransactions.net}), 0)::text`.as('line_sum'),
    })
    .from(balanceTransactions)
    .where(IS_LINE)
    .as('lines');
  const rows = await database
    .select({
      id: payouts.id,
      day: sql<string>`to_char(${payouts.createdAt} at time zone ${timeZone}, 'YYYY-MM-DD')`,
      status: payouts.status,
      automatic: payouts.automatic,
      amount: payouts.amount,
      currency: payouts.currency,
      arrivesAt: payouts.arrivesAt,
      failureCode: payouts.failureCode,
      linesReadAt: payouts.linesReadAt,
      lines: lines.count,
      sum: lines.sum,
    })
    .from(payouts)
    .leftJoinLateral(lines, sql`true`)
    .where('id' in which ? eq(payouts.id, which.id) : isWithin(which))
    .orderBy(desc(payouts.createdAt), asc(payouts.id));
  return rows.map((row) => ({ ...row, lines: row.lines ?? 0, sum: minor(BigInt(row.sum ?? 0)) }));
}

function isWithin({ from, to, timeZone, currency }: PayoutRange): SQL | undefined {
  return and(
    fallsWithin(payouts.createdAt, { from, to }, timeZone),
    currency === undefined ? undefined : eq(payouts.currency, currency),
  );
}

/** The lines of a payout, oldest first, each with the payment that it is of. */
export async function findLines(database: Database, payoutId: string) {
  const charge = sql`coalesce(${refunds.chargeId}, ${disputes.chargeId}, ${balanceTransactions.sourceId})`;
  const intent = sql`coalesce(${refunds.paymentIntentId}, ${disputes.paymentIntentId}, ${charges.paymentIntentId}, ${charges.id})`;
  return database
    .select({
      id: balanceTransactions.id,
      category: balanceTransactions.category,
      paymentId: payments.id,
      gross: balanceTransactions.amount,
      fee: balanceTransactions.fee,
      net: balanceTransactions.net,
      currency: balanceTransactions.currency,
      createdAt: balanceTransactions.createdAt,
    })
    .from(balanceTransactions)
    .innerJoin(payouts, IS_LINE)
    .leftJoin(refunds, eq(refunds.id, balanceTransactions.sourceId))
    .leftJoin(disputes, eq(disputes.id, balanceTransactions.sourceId))
    .leftJoin(charges, eq(charges.id, charge))
    .leftJoin(paymentIntents, eq(paymentIntents.id, intent))
    .leftJoin(payments, eq(payments.id, sql`coalesce(${paymentIntents.invoiceId}, ${intent})`))
    .where(eq(payouts.id, payoutId))
    .orderBy(asc(balanceTransactions.createdAt), asc(balanceTransactions.id));
}
