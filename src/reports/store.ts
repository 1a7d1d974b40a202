import { type SQL, sql } from 'drizzle-orm';
import { contributions } from '../contributions/tables.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  paymentIntents,
  payments,
  refunds,
} from '../ledger/tables.ts';
import type { Context } from '../platform/context.ts';
import { fallsWithin } from '../platform/days.ts';
import type { Grouping, Range, ReportParameters } from './parameters.ts';

/** A payment that came through no checkout of ours. */
const OUTSIDE = 'outside';

/** Sums of one key, one currency and, of what has settled, one settlement currency; as texts, in minor units. */
export type RevenueSum = {
  key: string | null;
  currency: string;
  settlement: string | null;
  count: number;
  pending: number;
} & Record<
  'gross' | 'refunds' | 'disputes' | 'settledGross' | 'settledFees' | 'settledRefunds' | 'settledDisputes',
  string
>;

/**
 * Payments that succeeded in a range of days, refunds that were made and disputes that moved money in it; whatever takes
 * back is told by its payment's frequency, campaign, source and currency. A gift's frequency is that of the time it paid
 * for; where Stripe did not say, that of the checkout it came through.
 */
export async function sumRevenue(
  context: Context,
  parameters: ReportParameters & { range: Range },
): Promise<RevenueSum[]> {
  const { by, currency, frequency, campaign } = parameters;
  const zone = context.settings.REPORT_TIME_ZONE;
  const scope: Scope = {
    within: (at) => fallsWithin(at, parameters.range, zone),
    known: (at) => isKnown(at, parameters.asOf),
  };
  const result = await context.readDatabase.execute<RevenueSum>(sql`
    with moved as materialized (${movedByPayments(scope)}),
    facts as (
      ${paymentFacts()} union all ${settledFacts()} union all ${refundFacts(scope)}
      union all ${disputeFacts(scope)} union all ${reversalFacts(scope)}
    )
    select ${keyOf(by, zone)} as key, p.currency, facts.settlement,
      sum(facts.count)::int as count,
      sum(facts.pending)::int as pending,
      sum(facts.gross)::text as gross,
      sum(facts.refunds)::text as refunds,
      sum(facts.disputes)::text as disputes,
      sum(facts.settled_gross)::text as "settledGross",
      sum(facts.settled_fees)::text as "settledFees",
      sum(facts.settled_refunds)::text as "settledRefunds",
      sum(facts.settled_disputes)::text as "settledDisputes"
    from facts
    join ${payments} p on p.id = facts.payment_id
    left join ${contributions} c on c.id = p.contribution_id
    where ${scope.known(sql`p.learnt_at`)}
      ${currency === undefined ? sql`` : sql`and p.currency = ${currency}`}
      ${frequency === undefined ? sql`` : sql`and ${FREQUENCY} = ${frequency}`}
      ${campaign === undefined ? sql`` : sql`and c.campaign = ${campaign}`}
    group by 1, 2, 3
    order by 1 nulls last, 2, 3 nulls first`);
  return result.rows;
}

type Scope = { within(at: SQL): SQL; known(at: SQL): SQL };

/** A line of `facts`: what is not said is nothing. */
type FactColumns = {
  paymentId: SQL;
  at: SQL;
  settlement?: SQL;
  count?: SQL;
  pending?: SQL;
  gross?: SQL;
  refunds?: SQL;
  disputes?: SQL;
  settledGross?: SQL;
  settledFees?: SQL;
  settledRefunds?: SQL;
  settledDisputes?: SQL;
};

function fact(columns: FactColumns): SQL {
  const { paymentId, at, settlement = sql`null::text` } = columns;
  const number = (column: SQL | undefined) => sql`coalesce(${column ?? sql`0`}, 0)::numeric`;
  return sql`${paymentId} as payment_id, ${at} as at, ${settlement} as settlement,
    ${number(columns.count)} as count, ${number(columns.pending)} as pending,
    ${number(columns.gross)} as gross, ${number(columns.refunds)} as refunds,
    ${number(columns.disputes)} as disputes, ${number(columns.settledGross)} as settled_gross,
    ${number(columns.settledFees)} as settled_fees, ${number(columns.settledRefunds)} as settled_refunds,
    ${number(columns.settledDisputes)} as settled_disputes`;
}

/**
 * What the payments of the range brought on the balance at Stripe, and cost. An intent that an invoice claims is that
 * invoice's payment, not another one, whichever of the two was booked first: a payment link that makes an invoice, or an
 * intent that was attached to one later.
 */
function movedByPayments({ within, known }: Scope): SQL {
  return sql`
    select p.id, p.paid_at, p.amount as gross, p.outside_stripe, t.currency,
      sum(t.amount) as amount, sum(t.fee) as fee
    from ${payments} p
    left join ${paymentIntents} i on i.invoice_id = p.id
    left join ${charges} ofintent on ofintent.payment_intent_id = coalesce(i.id, p.id)
    left join ${charges} itself on itself.id = coalesce(i.id, p.id)
    left join ${balanceTransactions} t on t.source_id = coalesce(ofintent.id, itself.id)
      and t.type in ('charge', 'payment') and ${known(sql`t.learnt_at`)}
    where ${within(sql`p.paid_at`)} and not exists (
      select from ${paymentIntents} claimed where claimed.id = p.id and claimed.invoice_id is not null
    )
    group by p.id, t.currency`;
}

function paymentFacts(): SQL {
  return sql`
    select ${fact({
      paymentId: sql`id`,
      at: sql`min(paid_at)`,
      count: sql`1`,
      gross: sql`min(gross)`,
      // An invoice of cash or a transfer never reaches the balance at Stripe.
      pending: sql`(count(currency) = 0 and bool_and(outside_stripe is not true))::int`,
    })} from moved group by id`;
}

function settledFacts(): SQL {
  return sql`
    select ${fact({
      paymentId: sql`id`,
      at: sql`paid_at`,
      settlement: sql`currency`,
      settledGross: sql`amount`,
      settledFees: sql`fee`,
    })} from moved where currency is not null`;
}

/** Those that failed or were cancelled came to nothing. What one took from the balance counts on the day of the refund. */
function refundFacts({ within, known }: Scope): SQL {
  const isSettled = sql`(t.id is not null and ${known(sql`t.learnt_at`)})`;
  const once = (column: SQL) => sql`case when ${isSettled} then ${column} end`;
  return sql`
    select ${fact({
      paymentId: PAYMENT_OF_TAKEN,
      at: sql`taken.created_at`,
      settlement: once(sql`t.currency`),
      pending: sql`(not ${isSettled})::int`,
      refunds: sql`taken.amount`,
      settledRefunds: once(sql`-t.amount`),
      settledFees: once(sql`t.fee`),
    })}
    from ${refunds} taken ${PAYMENT_OF}
    left join lateral (
      select * from ${balanceTransactions} own
      where own.source_id = taken.id and own.type in ('refund', 'payment_refund', 'payment_failure_refund')
      order by own.created_at, own.id limit 1
    ) t on true
    where taken.status in ('succeeded', 'pending') and ${within(sql`taken.created_at`)}
      and ${known(sql`least(taken.learnt_at, t.learnt_at)`)}`;
}

/**
 * What was withdrawn less what was reinstated, each on its day. In the currency of the gift it is as much of the disputed
 * amount as it is of what was withdrawn for it.
 */
function disputeFacts({ within, known }: Scope): SQL {
  const withdrawn = sql`(
    select -sum(w.amount) from ${balanceTransactions} w
    where w.source_id = taken.id and w.type = 'adjustment' and w.category = 'dispute'
  )`;
  return sql`
    select ${fact({
      paymentId: PAYMENT_OF_TAKEN,
      at: sql`t.created_at`,
      settlement: sql`t.currency`,
      disputes: sql`case when t.currency = taken.currency then -t.amount
        else coalesce(round(taken.amount * -t.amount / nullif(${withdrawn}, 0)), -sign(t.amount::numeric) * taken.amount) end`,
      settledDisputes: sql`-t.amount`,
      settledFees: sql`t.fee`,
    })}
    from ${balanceTransactions} t join ${disputes} taken on taken.id = t.source_id ${PAYMENT_OF}
    where t.type = 'adjustment' and t.category in ('dispute', 'dispute_reversal')
      and ${within(sql`t.created_at`)} and ${known(sql`t.learnt_at`)}`;
}

/** Payments that a bank took back without a dispute, after they had succeeded: a bounced direct debit. */
function reversalFacts({ within, known }: Scope): SQL {
  return sql`
    select ${fact({
      paymentId: sql`coalesce(i.invoice_id, own.payment_intent_id, own.id)`,
      at: sql`t.created_at`,
      settlement: sql`t.currency`,
      disputes: sql`case when t.currency = own.currency then -t.amount else -sign(t.amount::numeric) * own.amount end`,
      settledDisputes: sql`-t.amount`,
      settledFees: sql`t.fee`,
    })}
    from ${balanceTransactions} t join ${charges} own on own.id = t.source_id
    left join ${paymentIntents} i on i.id = coalesce(own.payment_intent_id, own.id)
    where t.type in ('payment_failure_refund', 'payment_reversal')
      and ${within(sql`t.created_at`)} and ${known(sql`t.learnt_at`)}`;
}

/** From what was `taken` back of a charge to the payment that the charge paid. */
const PAYMENT_OF = sql`
  left join ${charges} own on own.id = taken.charge_id
  left join ${paymentIntents} i
    on i.id = coalesce(taken.payment_intent_id, own.payment_intent_id, taken.charge_id)`;
const PAYMENT_OF_TAKEN = sql`coalesce(i.invoice_id, taken.payment_intent_id, own.payment_intent_id, taken.charge_id)`;

const FREQUENCY = sql`coalesce(p.frequency, c.frequency)`;

const DAY_FORMATS = { day: 'YYYY-MM-DD', month: 'YYYY-MM', year: 'YYYY' } as const;

function keyOf(by: Grouping, zone: string): SQL {
  switch (by) {
    case 'currency':
      return sql`p.currency`;
    case 'frequency':
      return FREQUENCY;
    case 'campaign':
      return sql`c.campaign`;
    case 'source':
      return sql`case when c.id is null then ${OUTSIDE} else c.source end`;
    default:
      return sql`to_char(facts.at at time zone ${zone}, ${DAY_FORMATS[by]})`;
  }
}

function isKnown(at: SQL, asOf: string | undefined): SQL {
  return asOf === undefined ? sql`true` : sql`${at} <= ${new Date(asOf).toISOString()}::timestamptz`;
}
