import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  not,
  notExists,
  or,
  sql,
} from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { bulkInsert } from '../../platform/bulk.ts';
import type { Database } from '../../platform/database.ts';
import { type Minor, minor } from '../../platform/money.ts';
import type { Holding, Span } from '../../stripe/list-made.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  paymentIntents,
  payments,
  payouts,
  reconciliations,
  refunds,
  variances,
} from '../tables.ts';
import type { Variance } from './rules.ts';

/** What was made within a span, and what has one of these ids, whenever it was made. */
function isMade({ id, createdAt }: { id: PgColumn; createdAt: PgColumn }, { from, to }: Span, ids: string[]) {
  const within = and(from === null ? undefined : gte(createdAt, from), lt(createdAt, to));
  return or(within, inArray(id, ids));
}

export async function findMovements(database: Database, span: Span, ids: string[]) {
  return database
    .select()
    .from(balanceTransactions)
    .where(isMade(balanceTransactions, span, ids));
}

export async function findCharges(database: Database, span: Span, ids: string[]) {
  return database
    .select()
    .from(charges)
    .where(isMade(charges, span, ids));
}

export async function findRefunds(database: Database, span: Span, ids: string[]) {
  return database
    .select()
    .from(refunds)
    .where(isMade(refunds, span, ids));
}

export async function findDisputes(database: Database, span: Span, ids: string[]) {
  return database
    .select()
    .from(disputes)
    .where(isMade(disputes, span, ids));
}

export async function findPayouts(database: Database, span: Span, ids: string[]) {
  return database
    .select()
    .from(payouts)
    .where(isMade(payouts, span, ids));
}

export type PaymentOfCharge = {
  chargeId: string;
  /** the invoice, payment intent or charge under which it should be booked */
  paymentId: string;
  /** null: it is not booked */
  amount: Minor | null;
  currency: string | null;
  /** a part of it, or all, came by cash, cheque or transfer */
  outsideStripe: boolean;
  learntAt: Date | null;
  /** of an invoice that was paid by several charges: what those brought that were not asked about */
  others: Minor;
};

/** Which payments these charges brought. */
export async function findPaymentsOfCharges(
  database: Database,
  asked: readonly { id: string; paymentIntent: string | null }[],
): Promise<PaymentOfCharge[]> {
  const ids = sql.param(asked.map(({ id }) => id));
  const intents = sql.param(asked.map(({ id, paymentIntent }) => paymentIntent ?? id));
  const { rows } = await database.execute<{
    charge_id: string;
    payment_id: string;
    amount: string | null;
    currency: string | null;
    outside_stripe: boolean | null;
    learnt_at: string | null;
    others: string;
  }>(sql`
    select asked.charge_id, coalesce(intent.invoice_id, asked.intent_id) as payment_id, payment.amount::text,
      payment.currency, payment.outside_stripe, payment.learnt_at, coalesce(other.amount, 0)::text as others
    from unnest(${ids}::text[], ${intents}::text[]) as asked (charge_id, intent_id)
    left join ${paymentIntents} intent on intent.id = asked.intent_id
    left join ${payments} payment on payment.id = coalesce(intent.invoice_id, asked.intent_id)
    left join lateral (
      select sum(charge.amount) as amount
      from ${paymentIntents} sibling
      join ${charges} charge on charge.payment_intent_id = sibling.id or charge.id = sibling.id
      where sibling.invoice_id = intent.invoice_id and charge.status = 'succeeded' and charge.id <> all (${ids}::text[])
    ) other on true`);
  return rows.map((row) => ({
    chargeId: row.charge_id,
    paymentId: row.payment_id,
    amount: row.amount === null ? null : minor(BigInt(row.amount)),
    currency: row.currency,
    outsideStripe: row.outside_stripe ?? false,
    learntAt: row.learnt_at === null ? null : new Date(row.learnt_at),
    others: minor(BigInt(row.others)),
  }));
}

/**
 * Payments of a span for which no charge is here that succeeded, though they were not paid outside Stripe; in the order of
 * their ids. What an invoice claims is that invoice's payment, not another one.
 */
export async function findPaymentsWithoutCharge(
  database: Database,
  { from, to }: { from: Date; to: Date },
  { after, limit }: { after: string; limit: number },
) {
  const intent = paymentIntents;
  const chargeOfPayment = database
    .select({ id: charges.id })
    .from(charges)
    .where(
      and(
        eq(charges.status, 'succeeded'),
        or(eq(charges.id, payments.id), eq(charges.paymentIntentId, payments.id)),
      ),
    );
  const chargeOfInvoice = database
    .select({ id: charges.id })
    .from(intent)
    .innerJoin(charges, or(eq(charges.paymentIntentId, intent.id), eq(charges.id, intent.id)))
    .where(and(eq(intent.invoiceId, payments.id), eq(charges.status, 'succeeded')));
  const claim = database
    .select({ id: intent.id })
    .from(intent)
    .where(and(eq(intent.id, payments.id), isNotNull(intent.invoiceId)));
  return database
    .select()
    .from(payments)
    .where(
      and(
        gte(payments.paidAt, from),
        lt(payments.paidAt, to),
        gt(payments.id, after),
        sql`${payments.outsideStripe} is not true`,
        notExists(chargeOfPayment),
        notExists(chargeOfInvoice),
        notExists(claim),
      ),
    )
    .orderBy(asc(payments.id))
    .limit(limit);
}

/** The lines that are tied to a payout here and not among these, by Stripe's list of its lines. */
export async function findOtherLines(database: Database, payoutId: string, ids: string[]) {
  return database
    .select()
    .from(balanceTransactions)
    .where(and(eq(balanceTransactions.payoutId, payoutId), not(inArray(balanceTransactions.id, ids))));
}

export type Held = Holding & { currency: string; turning: boolean };

/**
 * What our balance transactions come to, by currency.
 * @param at the instant at which what is available is told from what is not; `turning` says whether something became, or
 *   becomes, available within `slack` of it
 */
export async function sumHoldings(database: Database, at: Date, slack: number): Promise<Held[]> {
  const { availableAt, net, currency } = balanceTransactions;
  const from = new Date(at.getTime() - slack);
  const to = new Date(at.getTime() + slack);
  const rows = await database
    .select({
      currency,
      available: sql<string>`coalesce(sum(${net}) filter (where ${lte(availableAt, at)}), 0)::text`,
      pending: sql<string>`coalesce(sum(${net}) filter (where ${gt(availableAt, at)}), 0)::text`,
      turning: sql<boolean>`bool_or(${and(gt(availableAt, from), lt(availableAt, to))})`,
    })
    .from(balanceTransactions)
    .groupBy(currency);
  return rows.map((row) => ({ ...row, available: BigInt(row.available), pending: BigInt(row.pending) }));
}

export async function insertRun(database: Database, run: typeof reconciliations.$inferInsert): Promise<void> {
  await database.insert(reconciliations).values(run);
}

const writeVariances = bulkInsert(variances, { onConflict: '(run_id, kind, id) do nothing' });

/** @returns those that this run had not found before */
export async function insertVariances(
  database: Database,
  runId: string,
  found: readonly Variance[],
): Promise<Variance[]> {
  const fresh: Variance[] = [];
  for (const kind of new Set(found.map((one) => one.kind))) {
    const rows = found.filter((one) => one.kind === kind);
    const written = await writeVariances(
      database,
      rows.map((row) => ({ ...row, runId })),
    );
    const ids = new Set(written.map(({ id }) => id));
    fresh.push(...rows.filter(({ id }) => ids.delete(id)));
  }
  return fresh;
}

type Ended = { id: string; fromDay: string; toDay: string; endedAt: Date; compared: number; totals: string };

/** What a run found takes the place of what stood for its days, for the balance, and for the same things. */
export async function endRun(
  database: Database,
  run: Ended,
): Promise<{ variances: number; pending: number }> {
  return database.transaction(async (transaction) => {
    const again = transaction
      .select({ kind: variances.kind, id: variances.id })
      .from(variances)
      .where(eq(variances.runId, run.id));
    await transaction
      .delete(variances)
      .where(
        and(
          ne(variances.runId, run.id),
          inArray(variances.runId, endedRuns(transaction)),
          or(
            and(gte(variances.day, run.fromDay), lte(variances.day, run.toDay)),
            isNull(variances.day),
            sql`(${variances.kind}, ${variances.id}) in (${again})`,
          ),
        ),
      );
    const rows = await transaction
      .select({ pending: variances.pending, count: count() })
      .from(variances)
      .where(eq(variances.runId, run.id))
      .groupBy(variances.pending);
    const of = (pending: boolean) => rows.find((row) => row.pending === pending)?.count ?? 0;
    const counts = { variances: of(false), pending: of(true) };
    const { endedAt, compared, totals } = run;
    await transaction
      .update(reconciliations)
      .set({ endedAt, compared, totals, ...counts })
      .where(eq(reconciliations.id, run.id));
    return counts;
  });
}

function endedRuns(database: Database) {
  return database
    .select({ id: reconciliations.id })
    .from(reconciliations)
    .where(isNotNull(reconciliations.endedAt));
}

/** Removes what runs have left that were interrupted before an instant. */
export async function deleteInterrupted(database: Database, before: Date): Promise<void> {
  const interrupted = database
    .select({ id: reconciliations.id })
    .from(reconciliations)
    .where(and(isNull(reconciliations.endedAt), lt(reconciliations.startedAt, before)));
  await database.delete(variances).where(inArray(variances.runId, interrupted));
  await database
    .delete(reconciliations)
    .where(and(isNull(reconciliations.endedAt), lt(reconciliations.startedAt, before)));
}

/** What stands open in a range of days, the balance as a whole with it; days first, then kinds. */
export async function findStanding(
  database: Database,
  range: { from: string; to: string } | { runId: string },
  limit?: number,
): Promise<Variance[]> {
  const { runId: _runId, ...columns } = getTableColumns(variances);
  const wanted =
    'runId' in range
      ? eq(variances.runId, range.runId)
      : and(
          inArray(variances.runId, endedRuns(database)),
          or(isNull(variances.day), and(gte(variances.day, range.from), lte(variances.day, range.to))),
        );
  const query = database
    .select(columns)
    .from(variances)
    .where(wanted)
    .orderBy(asc(variances.day), asc(variances.kind), asc(variances.id));
  return limit === undefined ? query : query.limit(limit);
}

export type LastRun = { toDay: string; startedAt: Date };

/** How many stand open that are not on their way, and which comparison reached furthest. */
export async function countOpen(database: Database): Promise<{ open: number; last: LastRun | null }> {
  const [counted] = await database
    .select({ open: count() })
    .from(variances)
    .where(and(eq(variances.pending, false), inArray(variances.runId, endedRuns(database))));
  const [last] = await database
    .select({ toDay: reconciliations.toDay, startedAt: reconciliations.startedAt })
    .from(reconciliations)
    .where(isNotNull(reconciliations.endedAt))
    .orderBy(desc(reconciliations.toDay), desc(reconciliations.startedAt))
    .limit(1);
  return { open: counted?.open ?? 0, last: last ?? null };
}

/** Days on which something stands open, oldest first. */
export async function findOpenDays(database: Database, limit: number): Promise<string[]> {
  const rows = await database
    .select({ day: variances.day })
    .from(variances)
    .where(and(isNotNull(variances.day), inArray(variances.runId, endedRuns(database))))
    .groupBy(variances.day)
    .orderBy(asc(variances.day))
    .limit(limit);
  return rows.flatMap(({ day }) => day ?? []);
}

/** Comparisons that touch a range of days, by the first day of each. */
export async function findRuns(database: Database, { from, to }: { from: string; to: string }) {
  return database
    .select({
      fromDay: reconciliations.fromDay,
      toDay: reconciliations.toDay,
      startedAt: reconciliations.startedAt,
    })
    .from(reconciliations)
    .where(
      and(
        isNotNull(reconciliations.endedAt),
        lte(reconciliations.fromDay, to),
        gte(reconciliations.toDay, from),
      ),
    )
    .orderBy(asc(reconciliations.fromDay), asc(reconciliations.toDay), asc(reconciliations.startedAt));
}
