import { sql } from 'drizzle-orm';
import { failedRenewals, invoices, payments } from '../../ledger/tables.ts';
import { customers, memberships, paymentMethods } from '../../members/tables.ts';
import type { Database } from '../../platform/database.ts';
import { DAY, plus } from '../../platform/time.ts';
import { NEWS_LASTS } from '../notices/finder.ts';
import { notices } from '../tables.ts';
import { type Failing, WEEK } from './rules.ts';

/** Stripe tries for two months at the most. */
const TRIED_FOR = 90 * DAY;

const text = (instant: Date) => instant.toISOString();

/**
 * Renewals whose giver has to be written to now: at first, each week while another attempt is scheduled, and when none is
 * any more. Of a membership that ended for it another mail says so. By `invoices_failing`: what has been paid stands there, too, so only
 * those are looked at of which something was heard while Stripe may still try.
 */
export async function findFailing(
  database: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<Failing[]> {
  const { rows } = await database.execute<Failing>(sql`
    select f.id, m.member_id as "memberId", told.count as "toldBefore", i.needs_action as "needsAction",
      i.next_attempt_at is null as "isOver"
    from ${invoices} i
    join ${failedRenewals} f on f.id = i.id
    join ${memberships} m on m.id = f.membership_id
      and m.status in ('active', 'past-due'),
    lateral (
      select count(*)::int as count, max(n.created_at) as at, coalesce(bool_or(n.occasion = 'last'), false) as last
      from ${notices} n where n.about = f.id and n.kind in ('payment-failed', 'action-required')
    ) told
    where i.status = 'open' and i.attempts > 0 and i.learnt_at > ${text(plus(now, -TRIED_FOR))}
      and not exists (select from ${payments} p where p.id = i.id)
      and case
        when told.count = 0 then f.failed_at > ${text(plus(now, -NEWS_LASTS))}
        when i.next_attempt_at is null then not told.last and i.learnt_at > ${text(plus(now, -NEWS_LASTS))}
        else i.next_attempt_at > ${text(now)} and told.at <= ${text(plus(now, -WEEK))}
      end
    order by f.failed_at, f.id limit ${limit}`);
  return rows;
}

/** Renewals that somebody was written about, and that have come in since. */
export async function findRecovered(
  database: Database,
  { now, limit }: { now: Date; limit: number },
): Promise<{ id: string; memberId: string }[]> {
  const { rows } = await database.execute<{ id: string; memberId: string }>(sql`
    select f.id, m.member_id as "memberId"
    from ${failedRenewals} f
    join ${payments} p on p.id = f.id and p.learnt_at > ${text(plus(now, -NEWS_LASTS))}
    join ${memberships} m on m.id = f.membership_id and m.status <> 'ended'
    where f.failed_at > ${text(plus(now, -TRIED_FOR))}
      and exists (
        select from ${notices} n where n.about = f.id and n.kind in ('payment-failed', 'action-required')
      )
      and not exists (select from ${notices} n where n.about = f.id and n.kind = 'recovered')
    order by f.failed_at, f.id limit ${limit}`);
  return rows;
}

type RenewalRow = {
  invoiceId: string;
  membershipId: string;
  failedAt: string;
  nextAttemptAt: string | null;
  needsAction: boolean;
  isPaid: boolean;
  isOpen: boolean;
  isEnded: boolean;
};

const RENEWALS = sql`
  select f.id as "invoiceId", f.membership_id as "membershipId", m.status = 'ended' as "isEnded",
    to_char(f.failed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "failedAt",
    to_char(i.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "nextAttemptAt",
    coalesce(i.needs_action, false) as "needsAction", coalesce(i.status in ('open', 'uncollectible'), false) as "isOpen",
    exists (select from ${payments} p where p.id = f.id) as "isPaid"
  from ${failedRenewals} f
  join ${memberships} m on m.id = f.membership_id
  left join ${invoices} i on i.id = f.id`;

/** A renewal that was refused, as it stands now. */
export type Renewal = Omit<RenewalRow, 'failedAt' | 'nextAttemptAt'> & {
  failedAt: Date;
  nextAttemptAt: Date | null;
};

export async function findRenewal(database: Database, invoiceId: string): Promise<Renewal | undefined> {
  const { rows } = await database.execute<RenewalRow>(sql`${RENEWALS} where f.id = ${invoiceId}`);
  return rows.map(toRenewal)[0];
}

/** What a membership still owes, the newest first. */
export async function findDue(database: Database, membershipId: string): Promise<Renewal | undefined> {
  const { rows } = await database.execute<RenewalRow>(sql`
    ${RENEWALS}
    where f.membership_id = ${membershipId} and i.status in ('open', 'uncollectible')
      and not exists (select from ${payments} p where p.id = f.id)
    order by f.failed_at desc, f.id limit 1`);
  return rows.map(toRenewal)[0];
}

function toRenewal({ failedAt, nextAttemptAt, ...row }: RenewalRow): Renewal {
  return {
    ...row,
    failedAt: new Date(failedAt),
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt),
  };
}

export type EndingMethod = { membershipId: string; memberId: string; methodId: string; expires: string };

/**
 * Memberships that are charged again before `until`, with each method of their members that ends by that month, and that
 * nothing was found out about yet. Which of several memberships it pays for only Stripe knows.
 */
export async function findEndingMethods(
  database: Database,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<EndingMethod[]> {
  const { rows } = await database.execute<EndingMethod>(sql`
    select m.id as "membershipId", m.member_id as "memberId", pm.id as "methodId", pm.expires
    from ${paymentMethods} pm
    join ${customers} c on c.id = pm.customer_id
    join ${memberships} m on m.member_id = c.member_id
      and m.status = 'active' and m.ends_at is null
      and m.current_period_end > ${text(now)} and m.current_period_end <= ${text(until)}
      and pm.expires <= to_char(m.current_period_end at time zone 'UTC', 'YYYY-MM')
    where pm.expires <= ${text(until).slice(0, 7)}
      and not exists (
        select from ${notices} n where n.kind = 'card-expiring' and n.about = m.id
          and n.occasion = pm.id || ' ' || pm.expires
      )
    order by m.current_period_end, m.id, pm.id limit ${limit}`);
  return rows;
}
