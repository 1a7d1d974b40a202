import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { NOTICE_FINDERS } from '../../src/account/notices/tell-members.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { howMany } from '../support/length.ts';
import { type Service, startService } from '../support/service.ts';

const LIVING = howMany({ short: 20_000, verify: 200_000, long: 1_000_000 });
const LIMIT = 200;

let service: Service;
const clock = testClock();
const at = (days: string) => `timestamptz '${clock.now().toISOString()}' + (${days}) * interval '1 day'`;

beforeAll(async () => {
  service = await startService({ clock });
  // One in a hundred pauses, one will end, one has ended; of the rest one in ten pays once a year.
  await run(
    service.databaseUrl,
    `insert into memberships (id, member_id, contribution_id, status, pause, paused_until, frequency, amount, currency,
       started_at, current_period_end, ends_at, ended_at, end_reason, version, learnt_at)
     select 'sub_' || n, gen_random_uuid(), gen_random_uuid(),
       case n % 100 when 0 then 'paused' when 1 then 'ended' else 'active' end,
       case n % 100 when 0 then 'collection' end,
       case n % 100 when 0 then ${at('n % 90')} end,
       case when n % 10 = 5 then 'annual' else 'monthly' end, 500, 'usd', ${at('-n % 900')}, ${at('n % 365')},
       case n % 100 when 2 then ${at('n % 30')} end, case n % 100 when 1 then ${at('-n % 900')} end,
       case n % 100 when 2 then 'cancellation_requested' end,
       to_char(${at('-n % 900')}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '|1|', ${at('-n % 900')}
     from generate_series(1, ${LIVING}) as n;
     insert into contributions (id, created_at, frequency, amount, costs, currency, wants_thanks, attempt, attempted_at, expires_at)
     select contribution_id, started_at, frequency, amount, 0, currency, substr(id, 5)::int % 50 = 7, 1, started_at, started_at
     from memberships;
     insert into payments (id, member_id, membership_id, contribution_id, frequency, amount, currency, paid_at, learnt_at)
     select 'in_' || id, member_id, id, contribution_id, frequency, amount, currency, started_at, started_at
     from memberships;
     insert into notices (id, member_id, kind, about, occasion, created_at)
     select gen_random_uuid(), member_id, kind, id, to_char(current_period_end at time zone 'UTC', 'YYYY-MM-DD'), started_at
     from memberships, unnest(array['renewal', 'paused', 'thanks', 'cancelled', 'ended', 'resuming']) as kind
     where substr(id, 5)::int % 3 = 0;
     insert into membership_changes (id, member_id, membership_id, kind, state, attempt, attempted_at, requested_at)
     select gen_random_uuid(), member_id, id, 'cancel', 'done', 1, started_at, started_at from memberships
     where substr(id, 5)::int % 10 = 2`,
  );
  await run(
    service.databaseUrl,
    'vacuum analyze memberships, contributions, payments, notices, membership_changes',
  );
}, 300_000);
afterAll(() => service.stop());

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] };
const Node: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  Plans: z.lazy(() => z.array(Node)).optional(),
});
const Explained = z.array(z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: Node })]) })).length(1);

const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];

/** Which tables are read from end to end by what a finder asks. */
async function readWhole(find: (typeof NOTICE_FINDERS)[number]): Promise<string[]> {
  const { pool, database } = service.context;
  const asked: { sql: string; params: unknown[] }[] = [];
  const listen = pool.query;
  try {
    Object.assign(pool, {
      query: (query: { text: string }, params: unknown[]) => {
        asked.push({ sql: query.text, params });
        return Reflect.apply(listen, pool, [query, params]);
      },
    });
    await find({ clock }, database, LIMIT);
  } finally {
    Object.assign(pool, { query: listen });
  }
  expect(asked.length).toBeGreaterThan(0);
  const plans = await Promise.all(
    asked.map(async ({ sql, params }) => {
      const { rows } = await pool.query({ text: `explain (format json) ${sql}`, values: params });
      return Explained.parse(rows)[0]?.['QUERY PLAN'][0].Plan;
    }),
  );
  return plans
    .flatMap((plan) => (plan ? all(plan) : []))
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .map((node) => node['Relation Name'] ?? '');
}

it.each(NOTICE_FINDERS.map((find) => [find.name, find] as const))(
  `%s: of ${LIVING} memberships it reads what may have to be told, and no more`,
  async (_name, find) => {
    const plans = await find({ clock }, service.context.database, LIMIT);
    expect(plans.length).toBeLessThanOrEqual(LIMIT);

    const whole = await readWhole(find);

    expect(whole).toEqual([]);
  },
  300_000,
);
