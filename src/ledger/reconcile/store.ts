import { and, asc, eq, gt, gte, inArray, isNotNull, lt, lte, not, notExists, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
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
  refunds,
} from '../tables.ts';

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
