import type { Pool } from 'pg';
import { z } from 'zod';

/**
 * All that the events left behind, in a form in which two histories can be compared: members go by their customers and
 * addresses instead of their random ids, and when we learnt of something does not count.
 */
export type State = Record<string, unknown[]>;

const MEMBER_NAMES = `
  with recursive lead as (
    select id, merged_into, id as at from members where merged_into is null
    union all
    select one.id, one.merged_into, lead.at from members one join lead on one.merged_into = lead.id
  ), names as (
    select lead.id, (
      select coalesce(string_agg(name, ' ' order by name), 'nobody')
      from (
        select id as name from identity.customers where member_id = lead.at
        union all
        select encode(address_index, 'hex') from identity.contacts where member_id = lead.at
      ) known
    ) as name
    from lead
  )`;

const QUERIES = {
  members: `select n.name from members m join names n on n.id = m.id where m.merged_into is null`,
  customers: `select c.id, n.name from identity.customers c left join names n on n.id = c.member_id`,
  contacts: `select encode(c.address_index, 'hex') as address, n.name
    from identity.contacts c left join names n on n.id = c.member_id`,
  memberships: `select to_jsonb(m) - 'member_id' - 'learnt_at' as row, n.name
    from memberships m left join names n on n.id = m.member_id`,
  schedules: `select to_jsonb(s) - 'learnt_at' as row from membership_schedules s`,
  payments: `select to_jsonb(p) - 'member_id' - 'learnt_at' as row, n.name, m.merged_into is null as current
    from payments p left join names n on n.id = p.member_id left join members m on m.id = p.member_id`,
  intents: `select to_jsonb(p) - 'member_id' - 'learnt_at' - 'booked_at' as row, n.name, booked_at is null as open
    from payment_intents p left join names n on n.id = p.member_id`,
  charges: `select to_jsonb(c) - 'learnt_at' as row from charges c`,
  transactions: `select to_jsonb(b) - 'learnt_at' as row from balance_transactions b`,
  invoices: `select to_jsonb(i) - 'member_id' - 'learnt_at' as row, n.name
    from invoices i left join names n on n.id = i.member_id`,
  failures: `select to_jsonb(f) - 'member_id' - 'learnt_at' as row, n.name
    from failed_renewals f left join names n on n.id = f.member_id`,
  refunds: `select to_jsonb(r) - 'learnt_at' as row from refunds r`,
  disputes: `select to_jsonb(d) - 'learnt_at' as row from disputes d`,
  warnings: `select to_jsonb(f) - 'learnt_at' as row from fraud_warnings f`,
  payouts: `select to_jsonb(p) - 'learnt_at' - 'lines_read_at' as row from payouts p`,
  methods: `select to_jsonb(m) - 'learnt_at' as row from identity.payment_methods m`,
  ended: `select to_jsonb(e) as row from identity.ended_customers e`,
  sessions: `select to_jsonb(s) as row from checkout_sessions s`,
  clocks: `select subject, quiet_until from ask_clocks`,
  inbox: `select i.id, i.state, i.reading, i.sealed_person is null as forgotten, n.name
    from inbox i left join names n on n.id = i.member_id where i.id not like 'read:%'`,
} as const;

const Row = z.record(z.string(), z.array(z.unknown()));

const STATE = `${MEMBER_NAMES} select ${Object.entries(QUERIES)
  .map(
    ([name, query]) =>
      `(select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text collate "C"), '[]') from (${query}) t) as "${name}"`,
  )
  .join(', ')}`;

export async function readState(pool: Pool): Promise<State> {
  const { rows } = await pool.query(STATE);
  return Row.parse(rows[0]);
}

const IDENTITY = {
  members: 'members',
  customers: 'identity.customers',
  contacts: 'identity.contacts',
  // What was taken off a customer is nobody's.
  methods: 'identity.payment_methods where customer_id is not null',
  ended: 'identity.ended_customers',
  erased: 'identity.erased_customers',
} as const;

/** Who is known, in every way in which anybody is, and all pseudonyms. */
export async function readIdentity(pool: Pool): Promise<State> {
  const state: State = {};
  for (const [name, rows] of Object.entries(IDENTITY))
    state[name] = (await pool.query(`select * from ${rows} order by 1`)).rows;
  return state;
}

/** Events that come now meet what is here now; `forgetEvents` goes back to it. */
export async function rememberStart(pool: Pool): Promise<void> {
  await pool.query('create table start_sessions as table checkout_sessions');
  await pool.query('create table start_clocks as table ask_clocks');
}

/** Forgets everything that events left since `rememberStart`. */
export async function forgetEvents(pool: Pool): Promise<void> {
  const tables = [
    'inbox',
    'payments',
    'payment_intents',
    'charges',
    'balance_transactions',
    'invoices',
    'failed_renewals',
    'refunds',
    'disputes',
    'fraud_warnings',
    'payouts',
    'sweeps',
    'identity.payment_methods',
    'identity.ended_customers',
    'memberships',
    'membership_schedules',
    'members',
    'identity.contacts',
    'identity.customers',
    'identity.erased_customers',
    'identity.erasures',
    'identity.tombstones',
    'checkout_sessions',
    'ask_clocks',
  ];
  await pool.query(
    `begin; ${tables.map((table) => `delete from ${table}`).join('; ')};
     insert into checkout_sessions table start_sessions; insert into ask_clocks table start_clocks; commit`,
  );
}

export async function countDeadlocks(pool: Pool): Promise<number> {
  const { rows } = await pool.query(
    'select deadlocks::int as count from pg_stat_database where datname = current_database()',
  );
  return z.array(z.object({ count: z.number() })).parse(rows)[0]?.count ?? 0;
}
