import { and, eq, gte, isNotNull, lt, lte, notExists, type SQL, sql } from 'drizzle-orm';
import { contributions } from '../contributions/tables.ts';
import { paymentIntents, payments } from '../ledger/tables.ts';
import type { Context } from '../platform/context.ts';
import { type Money, minor } from '../platform/money.ts';
import type { Grouping, Range, ReportParameters } from './parameters.ts';

export type RevenueRow = { key: string | null; currency: string; count: number; gross: Money };

/** A payment that came through no checkout of ours. */
const OUTSIDE = 'outside';

/**
 * Payments that succeeded in a range of days, never two currencies in one row. A gift's frequency is that of the time
 * it paid for; where Stripe did not say, that of the checkout it came through.
 */
export async function sumRevenue(
  context: Context,
  parameters: ReportParameters & { range: Range },
): Promise<RevenueRow[]> {
  const { range, by, currency, frequency, campaign, asOf } = parameters;
  const zone = context.settings.REPORT_TIME_ZONE;
  const key = keyOf(by, zone);
  const rows = await context.readDatabase
    .select({
      key: sql<string | null>`${key}`.as('key'),
      currency: payments.currency,
      count: sql<number>`count(*)::int`,
      gross: sql<string>`sum(${payments.amount})::text`,
    })
    .from(payments)
    .leftJoin(contributions, eq(contributions.id, payments.contributionId))
    .where(
      and(
        notExists(claimedByInvoice(context)),
        gte(payments.paidAt, startOf(range.from, zone)),
        lt(payments.paidAt, startOf(range.to, zone, 1)),
        currency === undefined ? undefined : eq(payments.currency, currency),
        frequency === undefined ? undefined : eq(FREQUENCY, frequency),
        campaign === undefined ? undefined : eq(contributions.campaign, campaign),
        asOf === undefined ? undefined : lte(payments.learntAt, new Date(asOf)),
      ),
    )
    .groupBy(sql`1`, payments.currency)
    .orderBy(sql`1 nulls last`, payments.currency);
  return rows.map(({ gross, ...row }) => ({
    ...row,
    gross: { amount: minor(BigInt(gross)), currency: row.currency },
  }));
}

/**
 * An intent that an invoice claims is that invoice's payment, not another one, whichever of the two was booked first: a
 * payment link that makes an invoice, or an intent that was attached to one later.
 */
function claimedByInvoice({ readDatabase }: Context) {
  return readDatabase
    .select({ id: paymentIntents.id })
    .from(paymentIntents)
    .where(and(eq(paymentIntents.id, payments.id), isNotNull(paymentIntents.invoiceId)));
}

const FREQUENCY = sql`coalesce(${payments.frequency}, ${contributions.frequency})`;

const DAY_FORMATS = { day: 'YYYY-MM-DD', month: 'YYYY-MM', year: 'YYYY' } as const;

function keyOf(by: Grouping, zone: string): SQL {
  switch (by) {
    case 'currency':
      return sql`${payments.currency}`;
    case 'frequency':
      return FREQUENCY;
    case 'campaign':
      return sql`${contributions.campaign}`;
    case 'source':
      return sql`case when ${contributions.id} is null then ${OUTSIDE} else ${contributions.source} end`;
    default:
      // Literals, so that Postgres sees the same expression in the select list and in "group by".
      return sql`to_char(${payments.paidAt} at time zone ${sql.raw(`'${zone}'`)}, ${sql.raw(`'${DAY_FORMATS[by]}'`)})`;
  }
}

/** The instant at which a day begins in the reports' time zone, some days on. */
function startOf(day: string, zone: string, daysOn = 0): SQL {
  return sql`((${day}::date + ${daysOn}::int)::timestamp at time zone ${zone})`;
}
