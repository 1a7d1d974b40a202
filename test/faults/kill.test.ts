import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/platform/time.ts';
import { eventsDuring, type StripeEvent } from '../support/events.ts';
import { howMany, testSeed } from '../support/length.ts';
import { lead } from '../support/lives.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { type Service, startService } from '../support/service.ts';
import { createDriver, type Driver } from './driver.ts';
import { another } from './load.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const KILLS = howMany({ short: 5, verify: 50, long: 500 });
/** A kill falls among at least so many acknowledgements. */
const LEAST_LOAD = 20;
/** After so many everything is delivered, checked as a whole, and begun anew. */
const ROUND = 25;
const SEED = testSeed();
const INSTANTS = fc.sample(fc.integer({ min: 20, max: 500 }), { seed: SEED, numRuns: KILLS });

const Names = z.array(z.object({ name: z.string() }));

describe(`kill -9 under load (seed ${SEED})`, () => {
  let signer: Service;
  let postgres: OwnPostgres;
  let server: ServerProcess;
  let driver: Driver;
  let histories: StripeEvent[][];
  let lives = 0;

  beforeAll(async () => {
    [signer, postgres] = await Promise.all([startService({ deliver: false }), startOwnPostgres('full')]);
    const world = { service: signer, clock: { ...systemClock, advance: () => {} } };
    const common = { address: 'reader@example.org', pause: 0 } as const;
    histories = [
      await eventsDuring(signer, () => lead(world, { ...common, kind: 'once', ending: 'paid' })),
      await eventsDuring(signer, () =>
        lead(world, {
          ...common,
          kind: 'recurring',
          frequency: 'monthly',
          start: 'card',
          steps: ['renewal'],
        }),
      ),
    ];
    server = await startServer();
    driver = newDriver();
  }, 60_000);
  afterAll(async () => {
    await server?.kill();
    await postgres?.remove();
    await signer?.stop();
  });

  function newDriver(): Driver {
    return createDriver(signer, () => {
      lives += 1;
      const events = another(histories[lives % histories.length] ?? [], lives);
      // Every other life is told from its end.
      return lives % 4 < 2 ? events : events.toReversed();
    });
  }

  function startServer(): Promise<ServerProcess> {
    const { STRIPE_WEBHOOK_SECRETS = [], STRIPE_SECRET_KEY = '', STRIPE_API_URL } = signer.context.settings;
    return startServerProcess({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'http://127.0.0.1',
      DATABASE_URL: postgres.url,
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      STRIPE_WEBHOOK_SECRETS: STRIPE_WEBHOOK_SECRETS.join(','),
      STRIPE_SECRET_KEY,
      STRIPE_API_URL,
    });
  }

  const KILLINGS = {
    server: async (stopLoad: () => Promise<void>) => {
      await server.kill();
      await stopLoad();
      // Postgres may still be at what the server asked of it last.
      await vi.waitUntil(async () => (await names(BACKENDS)).length === 0, 10_000);
      server = await startServer();
    },
    postgres: async (stopLoad: () => Promise<void>) => {
      await postgres.killHard();
      await stopLoad();
      await postgres.start();
      await vi.waitUntil(async () => (await fetch(`${server.url}/readyz`)).status === 200, 10_000);
    },
  };

  async function names(query: string): Promise<string[]> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return Names.parse((await client.query(query)).rows).map(({ name }) => name);
    } finally {
      await client.end();
    }
  }

  /** Every acknowledged event is there; and of every event that is there all effects are, and no others. */
  async function check(): Promise<void> {
    expect(await names(HALF_SWEPT), 'swept by half').toEqual([]);
    const kept = new Set(await names("select id as name from inbox where id not like 'read:%'"));
    const lost = [...driver.acknowledged].filter((id) => !kept.has(id));
    expect(lost, 'acknowledged and lost').toEqual([]);
    expect(await names("select id as name from inbox where state <> 'applied'")).toEqual([]);
    const due = [...kept].flatMap((id) => driver.sent.get(id)?.effects ?? [`unknown event ${id}`]);
    expect((await names(EFFECTS)).sort()).toEqual([...new Set(due)].sort());
  }

  it(`${KILLS} kills: nothing acknowledged is lost, nothing is doubled or half done`, async () => {
    for (const [index, instant] of INSTANTS.entries()) {
      const before = driver.acknowledged.size;
      const load = driver.run(() => server.url);
      const moving = moveMoney();
      // A slow machine gets no further than a fast one: the load is counted, only the instant is left to chance.
      await vi.waitUntil(() => driver.acknowledged.size >= before + LEAST_LOAD, 10_000);
      await wait(instant);
      await KILLINGS[index % 2 === 0 ? 'server' : 'postgres'](load.stop);
      await moving.stop();
      await check();
      if ((index + 1) % ROUND === 0 || index === KILLS - 1) await closeRound();
    }
  }, 3_600_000);

  /** Something moves on the balance at Stripe all the time, so that there is always something to sweep. */
  function moveMoney(): { stop(): Promise<void> } {
    let going = true;
    const moved = (async () => {
      while (going) {
        signer.stripe.chargeStripeFee(1, 'usd');
        await wait(10);
      }
    })();
    return {
      stop: () => {
        going = false;
        return moved;
      },
    };
  }

  async function closeRound(): Promise<void> {
    await driver.finish(server.url);
    const moved = signer.stripe.list('balance_transaction').map(({ id }) => id);
    await vi.waitFor(
      async () =>
        expect(await names('select id as name from balance_transactions order by 1')).toEqual(moved.sort()),
      { timeout: 20_000, interval: 200 },
    );
    expect(driver.acknowledged.size).toBe(driver.sent.size);
    await check();
    expect(await names(STRAYS)).toEqual([]);
    // What was swept stays: whoever sweeps goes on from there.
    await names(`with gone as (delete from inbox where id not like 'read:%') select '' as name where false`);
    await names(`truncate ${TABLES.join(', ')}`);
    driver = newDriver();
  }
});

const BACKENDS = "select pid::text as name from pg_stat_activity where application_name = 'groundswell'";

const TABLES = [
  'payments',
  'payment_intents',
  'charges',
  'identity.payment_methods',
  'memberships',
  'members',
  'checkout_sessions',
  'identity.customers',
  'identity.contacts',
];

/** A movement without the answer that told of it, or an answer that left none. */
const HALF_SWEPT = `
  select coalesce(i.id, b.id) as name
  from (select id from inbox where id like 'read:txn%') i
  full join balance_transactions b on i.id = 'read:' || b.id
  where i.id is null or b.id is null`;

const EFFECTS = `
  select 'payment ' || id as name from payments
  union all select 'session ' || id from checkout_sessions
  union all select 'membership ' || id from memberships
  union all select 'customer ' || id from identity.customers
  union all select 'charge ' || id from charges
  union all select 'method ' || id from identity.payment_methods
  union all select 'status ' || id from payment_intents where status is not null
  union all select 'intent ' || id from payment_intents where succeeded_at is not null
  union all select 'claim ' || id from payment_intents where invoice_id is not null`;

/** Whoever has not one customer and one address, once all is told; and whatever belongs to one that joined another. */
const STRAYS = `
  select m.id::text as name from members m where merged_into is null and (
    (select count(*) from identity.customers c where c.member_id = m.id) <> 1
    or (select count(*) from identity.contacts c where c.member_id = m.id) <> 1)
  union all select p.id from payments p join members m on m.id = p.member_id where m.merged_into is not null
  union all select s.id from memberships s join members m on m.id = s.member_id where m.merged_into is not null`;
