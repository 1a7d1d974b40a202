import { sql } from 'drizzle-orm';
import { charges, failedRenewals, invoices, paymentIntents, payments } from '../../ledger/tables.ts';
import { memberships } from '../../members/tables.ts';
import type { Database } from '../../platform/database.ts';
import { type Days, fallsWithin } from '../../platform/days.ts';
import type { Tally } from './rules.ts';

type Asked = {
  days: Days;
  timeZone: string;
  currency: string | undefined;
  frequency: string | undefined;
};

/**
 * Renewals that were refused for the first time on these days, and what has become of them by now. Why: by the first charge
 * that failed, since what later attempts were refused for says less of why it was at risk; by the attempt itself where
 * there was no charge.
 */
export async function countFailures(
  database: Database,
  { days, timeZone, currency, frequency }: Asked,
): Promise<Tally[]> {
  const { rows } = await database.execute<Omit<Tally, 'amount'> & { amount: string }>(sql`
    with failures as (
      select f.*, coalesce(p.frequency, m.frequency) as frequency, coalesce(i.needs_action, false) as asks,
        case
          when p.id is not null then 'recovered'
          when i.status in ('void', 'uncollectible') or m.ended_at is not null then 'lost'
          else 'open'
        end as fate
      from ${failedRenewals} f
      left join ${payments} p on p.id = f.id
      left join ${invoices} i on i.id = f.id
      left join ${memberships} m on m.id = f.membership_id
      where ${fallsWithin(sql`f.failed_at`, days, timeZone)}
        ${currency === undefined ? sql`` : sql`and f.currency = ${currency}`}
        ${frequency === undefined ? sql`` : sql`and coalesce(p.frequency, m.frequency) = ${frequency}`}
    )
    select to_char(f.failed_at at time zone ${timeZone}, 'YYYY-MM') as month, f.frequency, f.currency, f.fate,
      coalesce(charged.code, tried.code) as code,
      f.asks as "needsAction", coalesce(tried.untried, false) as "isUntried",
      count(*)::int as count, sum(f.amount)::text as amount
    from failures f
    left join lateral (
      select c.failure_code as code
      from ${paymentIntents} pi join ${charges} c on c.payment_intent_id = pi.id
      where pi.invoice_id = f.id and c.status = 'failed' and c.failure_code is not null
      order by c.created_at, c.id limit 1
    ) charged on true
    left join lateral (
      select min(pi.decline_code) as code, count(*) > 0 and bool_and(pi.status is null) as untried
      from ${paymentIntents} pi where pi.invoice_id = f.id
    ) tried on true
    group by 1, 2, 3, 4, 5, 6, 7`);
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
