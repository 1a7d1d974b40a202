import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { CLAIM, claimDueMails, countDue, deleteMail } from '../../src/platform/mail/store.ts';
import { HOUR, plus } from '../../src/platform/time.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { howMany } from '../support/length.ts';
import { type Service, startService } from '../support/service.ts';

const PLANNED = howMany({ short: 20_000, verify: 1_000_000, long: 1_000_000 });
const DUE = PLANNED / 10;
const LIMIT = 20;

type Plan = { 'Node Type': string; 'Index Name'?: string; 'Actual Rows': number; Plans?: Plan[] };
const Plan: z.ZodType<Plan> = z.object({
  'Node Type': z.string(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number(),
  Plans: z.lazy(() => z.array(Plan)).optional(),
});
const Explained = z
  .array(
    z.object({
      'QUERY PLAN': z.array(
        z.object({
          Plan: z.intersection(
            Plan,
            z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }),
          ),
        }),
      ),
    }),
  )
  .length(1);

let service: Service;
const clock = testClock();
beforeAll(async () => {
  service = await startService({ clock });
  // Not by the pool, whose statements may take 15 seconds.
  await run(
    service.databaseUrl,
    `insert into mails (id, kind, subject, due_at, expires_at)
     select gen_random_uuid(), 'letter', gen_random_uuid(), due_at, due_at + interval '3 days'
     from (select timestamptz '${clock.now().toISOString()}' + (number - ${DUE}) * interval '1 second' as due_at
           from generate_series(1, ${PLANNED}) as number) as planned`,
  );
  await run(service.databaseUrl, 'vacuum analyze mails');
}, 300_000);
afterAll(() => service.stop());

/** What claiming the next few takes: where it looks, how many rows it sees, how many pages it touches. */
async function explainClaim() {
  const { rows } = await service.context.pool.query({
    text: `explain (analyze, buffers, format json) ${CLAIM.text}`,
    values: [clock.now().toISOString(), 'letter', String(LIMIT)],
  });
  const plan = Explained.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('not explained');
  const nodes = all(plan);
  return {
    scans: nodes
      .map((node) => node['Index Name'] ?? node['Node Type'])
      .filter((name) => /scan|mails/i.test(name)),
    most: Math.max(...nodes.map((node) => node['Actual Rows'])),
    pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
}

function all(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(all)];
}

it(`of ${PLANNED} planned mails, ${DUE} of them due, claiming ${LIMIT} touches about as many`, async () => {
  const { most, pages, scans } = await explainClaim();

  expect(scans).toContain('mails_due');
  expect(scans).not.toContain('Seq Scan');
  expect(most).toBeLessThanOrEqual(LIMIT);
  expect(pages).toBeLessThan(40 * LIMIT);
}, 300_000);

it('where Postgres believes that the table is still empty, it looks at what is due at the most', async () => {
  const { pool } = service.context;
  await pool.query("update pg_class set reltuples = 0, relpages = 2000 where relname like 'mails%'");
  const { most, scans } = await explainClaim();
  await run(service.databaseUrl, 'vacuum analyze mails');

  expect(scans).not.toContain('Seq Scan');
  expect(most).toBeLessThanOrEqual(DUE + LIMIT);
}, 300_000);

it('and so it is after thousands have been sent, and while others are claimed', async () => {
  const { database } = service.context;
  const claim = () => claimDueMails(database, { now: clock.now(), kinds: ['letter'], limit: LIMIT });
  for (let round = 0; round < 50; round += 1)
    for (const { id } of await claim()) await deleteMail(database, id);
  await claim();
  // The first to look at what is gone notes that it is gone.
  await explainClaim();

  const { most, pages, scans } = await explainClaim();

  expect(scans).toContain('mails_due');
  expect(most).toBeLessThanOrEqual(4 * LIMIT);
  expect(pages).toBeLessThan(60 * LIMIT);
}, 300_000);

it('each due one is claimed once, those that are not due never', async () => {
  const { database } = service.context;
  await database.execute(sql`update mails set claimed_until = null where claimed_until is not null`);
  const due = await countDue(database, clock.now(), PLANNED);
  const seen = new Set<string>();
  for (;;) {
    const claims = await claimDueMails(database, { now: clock.now(), kinds: ['letter'], limit: 1_000 });
    if (claims.length === 0) break;
    for (const { id } of claims) seen.add(id);
  }

  expect(seen.size).toBe(due);
  expect(due).toBeGreaterThan(DUE / 3);
  const later = await claimDueMails(database, {
    now: plus(clock.now(), HOUR),
    kinds: ['letter'],
    limit: 10_000,
  });
  expect(later).toHaveLength(Math.min(3_600, PLANNED - DUE));
}, 300_000);
