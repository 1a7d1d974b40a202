import { sql } from 'drizzle-orm';
import { contributions } from '../../contributions/tables.ts';
import { payments } from '../../ledger/tables.ts';
import type { Database } from '../../platform/database.ts';
import { fallsWithin } from '../../platform/days.ts';
import { CHANNELS, DELAYS, sourceOf } from '../../reminders/rules.ts';
import { reminderCounts } from '../../reminders/tables.ts';
import type { Tally } from './rules.ts';

/** As 2026-11, both of them inclusive. */
export type Months = { from: string; to: string };

/** What happened to reminders, by month, campaign, channel and delay. */
export async function countSteps(database: Database, { from, to }: Months): Promise<Tally[]> {
  const result = await database.execute<Omit<Tally, 'amount'>>(sql`
    select month, campaign, channel, delay, null as currency, count,
      case event when 'came-back' then 'cameBack' else event end as step
    from ${reminderCounts} where month >= ${from} and month <= ${to} and count > 0
    order by campaign, channel, delay`);
  return result.rows.map((row) => ({ ...row, amount: 0n }));
}

/** The sources of the links that reminders carry, each with its channel and its delay. */
const SOURCES = CHANNELS.flatMap((channel) =>
  DELAYS.map((delay) => ({ source: sourceOf({ channel, delay }), channel, delay })),
);

/** Contributions that came of a reminder, in the month of their first payment and with what that one was. */
export async function countGifts(
  database: Database,
  { months, timeZone, currency }: { months: Months; timeZone: string; currency: string | undefined },
): Promise<Tally[]> {
  const days = { from: `${months.from}-01`, to: lastDayOf(months.to) };
  const result = await database.execute<Omit<Tally, 'amount'> & { amount: string }>(sql`
    select to_char(p.paid_at at time zone ${timeZone}, 'YYYY-MM') as month, coalesce(c.campaign, '') as campaign,
      s.channel, s.delay, 'gave' as step, p.currency, count(*)::int as count, sum(p.amount)::text as amount
    from ${payments} p
    join ${contributions} c on c.id = p.contribution_id
    join json_to_recordset(${JSON.stringify(SOURCES)}) as s (source text, channel text, delay text) on s.source = c.source
    where ${fallsWithin(sql`p.paid_at`, days, timeZone)}
      ${currency === undefined ? sql`` : sql`and p.currency = ${currency}`}
      and not exists (
        select from ${payments} earlier where earlier.contribution_id = c.id
          and (earlier.paid_at, earlier.id) < (p.paid_at, p.id)
      )
    group by 1, 2, 3, 4, 6 order by 2, 3, 4`);
  return result.rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const days = new Date(Date.UTC(2000 + (year % 400), number, 0)).getUTCDate();
  return `${month}-${days}`;
}
