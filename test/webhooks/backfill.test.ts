import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, fromUnixSeconds, HOUR, plus, SECOND, toUnixSeconds } from '../../src/platform/time.ts';
import { type BackfillOrder, backfill } from '../../src/webhooks/backfill.ts';
import { completeThrough } from '../../src/webhooks/complete-through.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { readPayoutLines } from '../../src/webhooks/read-payout-lines.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliverAll, eventsOf, type StripeEvent } from '../support/events.ts';
import { happen, LEAPS } from '../support/happenings.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type Life, lead } from '../support/lives.ts';
import { randomLife } from '../support/random-lives.ts';
import { revenue } from '../support/reader.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { type Service, startService } from '../support/service.ts';
import { forgetEvents, readState, rememberStart, type State } from '../support/state.ts';

const SEED = testSeed();
const EVENTS = howMany({ short: 1_200, verify: 10_000, long: 50_000 });
const RUNS = howMany({ short: 25, verify: 300, long: 3_000 });
const FAST = 100_000;

/** A service that hears of nothing, and what happens at Stripe meanwhile. */
async function setUp() {
  const clock = testClock();
  let stripeUrl = '';
  const proxy = await startRecordingProxy(() => stripeUrl);
  const service = await startService({
    clock,
    deliver: false,
    settings: { TRUST_PROXY: '1' },
    stripeThrough: (url) => {
      stripeUrl = url;
      return proxy.url;
    },
  });
  const stop = async () => {
    await service.stop();
    await proxy.stop();
  };
  return { clock, service, proxy, stop };
}

async function promiseQuiet({ context }: Service): Promise<void> {
  // Browsers that were promised quiet by each gift, which a membership's events move.
  await context.pool.query(
    'insert into ask_clocks select sha256(id::text::bytea), id, created_at from contributions',
  );
  await rememberStart(context.pool);
}

async function forgetAll({ context }: Service): Promise<void> {
  await forgetEvents(context.pool);
  await context.pool.query('delete from sweeps');
}

async function stateOf(service: Service): Promise<State> {
  return { ...(await readState(service.context.pool)), revenue: await revenue(service, { by: 'campaign' }) };
}

/** What is left when all was heard as it happened, a few at a time. */
async function stateOfWhoHeard(service: Service, events: StripeEvent[]): Promise<State> {
  await forgetAll(service);
  for (let first = 0; first < events.length; first += 200) {
    const statuses = await deliverAll(service, events.slice(first, first + 200));
    expect(new Set(statuses)).toEqual(new Set([200]));
  }
  while ((await explainPayments(service.context, { patience: -SECOND })) > 0);
  await sweepBalance(service.context);
  await readPayoutLines(service.context);
  return stateOf(service);
}

/** Stripe lists by whole seconds. */
function wholeSecond(instant: Date): Date {
  return fromUnixSeconds(toUnixSeconds(instant));
}

function countByType(events: StripeEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

describe(`after four days off and ${EVENTS} events (seed ${SEED})`, () => {
  let service: Service;
  let clock: TestClock;
  let proxy: RecordingProxy;
  let stop: () => Promise<void>;
  let since: Date;
  let events: StripeEvent[];
  let heardAll: State;

  beforeAll(async () => {
    ({ service, clock, proxy, stop } = await setUp());
    since = clock.now();
    const lives = fc.sample(randomLife, { seed: SEED, numRuns: Math.ceil(EVENTS / 6) });
    let led = 0;
    for (const life of lives) {
      // Without what takes days by itself: it is to be four.
      const one = { ...life, afterwards: [], address: `${led % (EVENTS / 20)}@example.org` };
      await lead({ service, clock }, one);
      clock.advance((4 * DAY) / lives.length);
      led += 1;
      if (led % 50 === 0 && eventsOf(service).length >= EVENTS) break;
    }
    service.stripe.tick();
    events = eventsOf(service);
    await promiseQuiet(service);
    heardAll = await stateOfWhoHeard(service, events);
    await forgetAll(service);
  }, 1_800_000);
  afterAll(() => stop());

  const run = (order: Partial<BackfillOrder> = {}) =>
    backfill(service.context, { since, apply: true, requestsPerSecond: FAST, ...order });
  const count = async (table: string) =>
    (await service.context.pool.query(`select count(*)::int as count from ${table}`)).rows[0].count;

  it('a dry run says what would be new, by type, and changes nothing', async () => {
    const before = await stateOf(service);
    const report = await run({ apply: false });

    expect(report.finished).toBe(true);
    const fresh = Object.fromEntries(Object.entries(report.tally).map(([type, row]) => [type, row.fresh]));
    expect(fresh).toEqual(countByType(events));
    expect(await stateOf(service)).toEqual(before);
    expect([await count('inbox'), await count('sweeps')]).toEqual([0, 0]);
  }, 600_000);

  it('leaves no difference from a service that heard all, and tells nobody', async () => {
    proxy.requests.length = 0;
    const shown: number[] = [];
    const report = await run({ onProgress: ({ reached }) => shown.push(reached.getTime()) });

    expect(report.finished).toBe(true);
    expect(await stateOf(service)).toEqual(heardAll);
    expect(await count('graphile_worker._private_jobs')).toBe(0);
    expect(shown).toEqual(shown.toSorted((one, other) => one - other));
    expect(shown.length).toBeGreaterThan(90);
    expect(await count("sweeps where name like 'backfill:%'")).toBe(0);

    const asked = proxy.requests.map(({ path }) => path);
    const pages = asked.filter((path) => path === '/v1/events').length;
    const all = service.stripe.list('event').length;
    // An hour's last page may be short.
    expect(pages).toBeLessThanOrEqual(
      Math.ceil(all / 100) + (clock.now().getTime() - since.getTime()) / HOUR + 1,
    );
    // Whatever else is asked for, an event alone does not explain.
    expect(new Set(asked)).toEqual(
      new Set(['/v1/events', '/v1/invoice_payments', '/v1/balance_transactions']),
    );
  }, 600_000);

  it('finds nothing new the next time', async () => {
    const before = await stateOf(service);
    const report = await run();
    expect(Object.values(report.tally).map(({ fresh }) => fresh)).toEqual(
      Object.values(report.tally).map(() => 0),
    );
    expect(await stateOf(service)).toEqual(before);
  }, 600_000);

  it('goes on where it was stopped, and not from the beginning', async () => {
    await forgetAll(service);
    const stopping = new AbortController();
    const half = plus(since, 2 * DAY);
    const first = await run({
      signal: stopping.signal,
      onProgress: ({ reached }) => reached >= half && stopping.abort(),
    });
    expect(first.finished).toBe(false);
    expect(first.reached).toEqual(half);
    expect(await stateOf(service)).not.toEqual(heardAll);

    proxy.requests.length = 0;
    const second = await run();
    expect(second.finished).toBe(true);
    const asked = proxy.requests
      .filter(({ path }) => path === '/v1/events')
      .map(({ query }) => Number(new URLSearchParams(query).get('created[gte]')));
    expect(Math.min(...asked) * SECOND).toBe(half.getTime());
    expect(await stateOf(service)).toEqual(heardAll);
  }, 600_000);

  it('begins anew when it is told to', async () => {
    const stopping = new AbortController();
    await run({
      signal: stopping.signal,
      onProgress: ({ reached }) => reached > plus(since, DAY) && stopping.abort(),
    });
    proxy.requests.length = 0;
    await run({ restart: true });
    const [asked] = proxy.requests.filter(({ path }) => path === '/v1/events');
    expect(new URLSearchParams(asked?.query).get('created[gte]')).toBe(String(since.getTime() / SECOND));
  }, 600_000);

  it('waits where Stripe says "too many", and goes on', async () => {
    await forgetAll(service);
    service.stripe.setApiFaults({ rateLimit: 0.05 });
    try {
      const report = await run({ until: plus(since, 6 * HOUR) });
      expect(report.finished).toBe(true);
    } finally {
      service.stripe.setApiFaults();
    }
    const early = events.filter(({ created }) => created * SECOND < plus(since, 6 * HOUR).getTime());
    expect(await count("inbox where id like 'evt_%'")).toBe(early.length);
  }, 120_000);
});

describe(`some by webhook, the rest by backfill (seed ${SEED})`, () => {
  type History = { since: Date; until: Date; events: StripeEvent[]; heardAll: State };
  const WORLDS = Math.ceil(RUNS / 10);
  let service: Service;
  let stop: () => Promise<void>;
  const histories: History[] = [];

  beforeAll(async () => {
    let clock: TestClock;
    ({ service, clock, stop } = await setUp());
    const someLives = fc.array(randomLife, { minLength: 1, maxLength: 4 });
    for (const lives of fc.sample(someLives, { seed: SEED, numRuns: WORLDS })) {
      clock.advance(10 * SECOND);
      const since = wholeSecond(clock.now());
      for (const { afterwards = [], ...life } of lives) {
        // All of it is to lie within the days of which Stripe shows events.
        const soon = afterwards.filter((happening) => !LEAPS.includes(happening));
        await lead({ service, clock }, { ...life, afterwards: soon });
      }
      await happen({ service, clock }, 'balances-come');
      const until = wholeSecond(plus(clock.now(), SECOND));
      histories.push({ since, until, events: [], heardAll: {} });
    }
    const events = eventsOf(service);
    await promiseQuiet(service);
    for (const history of histories) {
      const { since, until } = history;
      history.events = events.filter(
        ({ created }) => created * SECOND >= since.getTime() && created * SECOND < until.getTime(),
      );
      history.heardAll = await stateOfWhoHeard(service, history.events);
    }
  }, 600_000);
  afterAll(() => stop());

  const arrivals = fc.nat(WORLDS - 1).chain((index) => {
    const { since, until, events, heardAll } = histories[index] ?? {
      since: new Date(0),
      until: new Date(0),
      events: [],
      heardAll: {},
    };
    return fc.record({
      since: fc.constant(since),
      until: fc.constant(until),
      heardAll: fc.constant(heardAll),
      heard: fc.shuffledSubarray(events),
      atOnce: fc.integer({ min: 1, max: 24 }),
      backfillsFirst: fc.boolean(),
    });
  });

  it(`leaves the same state, whichever way each of them came (${RUNS} times)`, async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ since, until, heardAll, heard, atOnce, backfillsFirst }) => {
        await forgetAll(service);
        const repair = () =>
          backfill(service.context, { since, until, apply: true, requestsPerSecond: FAST });
        if (backfillsFirst) await repair();
        for (let first = 0; first < heard.length; first += atOnce)
          await deliverAll(service, heard.slice(first, first + atOnce));
        if (!backfillsFirst) await repair();
        expect(await stateOf(service)).toEqual(heardAll);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  }, 3_600_000);
});

describe('what happened longer ago than Stripe shows events', () => {
  let service: Service;
  let clock: TestClock;
  let proxy: RecordingProxy;
  let stop: () => Promise<void>;
  let since: Date;
  let heardAll: State;

  const LIVES: Life[] = [
    { kind: 'once', address: 'card@example.org', pause: SECOND, ending: 'paid' },
    { kind: 'once', address: 'debit@example.org', pause: 20 * HOUR, ending: 'delayed-success' },
    { kind: 'once', address: 'returned@example.org', pause: 20 * HOUR, ending: 'delayed-failure' },
    { kind: 'once', address: 'twice@example.org', pause: SECOND, ending: 'declined-then-paid' },
    { kind: 'once', address: 'later@example.org', pause: SECOND, ending: 'recovered' },
    { kind: 'outside-payment', address: 'outside@example.org', pause: 0, hasCustomer: true },
    { kind: 'outside-payment', address: 'nobody@example.org', pause: 0, hasCustomer: false },
    {
      kind: 'recurring',
      address: 'member@example.org',
      pause: HOUR,
      frequency: 'monthly',
      start: 'card',
      steps: ['renewal', 'delayed-renewal', 'ends'],
    },
    {
      kind: 'outside-subscription',
      address: 'dashboard@example.org',
      pause: HOUR,
      steps: ['renewal', 'ends'],
    },
  ];

  beforeAll(async () => {
    ({ service, clock, proxy, stop } = await setUp());
    clock.advance(-200 * DAY);
    await lead({ service, clock }, { kind: 'once', address: 'before@example.org', pause: 0, ending: 'paid' });
    clock.advance(10 * DAY);
    const before = service.stripe.list('event').length;
    since = clock.now();
    for (const life of LIVES) await lead({ service, clock }, life);
    const paid = service.stripe.list('charge').filter(({ paid, payment_intent }) => paid && payment_intent);
    for (const { id } of paid.slice(1, 3)) service.stripe.refund(id);
    await promiseQuiet(service);
    // The sweep leaves the last seconds out.
    clock.advance(10 * SECOND);
    heardAll = await stateOfWhoHeard(service, eventsOf(service, before));
    await forgetAll(service);
    clock.advance(190 * DAY);
  }, 120_000);
  afterAll(() => stop());

  it('comes by objects, and falls on the day on which it happened', async () => {
    const report = await backfill(service.context, { since, apply: true, requestsPerSecond: FAST });
    expect(report.finished).toBe(true);

    const state = await stateOf(service);
    for (const facts of ['payments', 'charges', 'refunds', 'customers', 'revenue'])
      expect([facts, relevant(state[facts]).map(nameless)]).toEqual([
        facts,
        relevant(heardAll[facts]).map(nameless),
      ]);
    // Whose debit was returned gave nothing: their address, which their first event carried, is not asked for.
    expect(state.contacts).toHaveLength((heardAll.contacts?.length ?? 0) - 1);
    expect(heardAll.contacts).toEqual(expect.arrayContaining(state.contacts ?? []));
    expect(relevant(state.memberships)).toEqual(relevant(heardAll.memberships));
    expect(state.transactions).toEqual(heardAll.transactions);
    expect(await countOpen()).toBe(0);
  });

  it('a dry run of the same finds nothing new', async () => {
    proxy.requests.length = 0;
    const report = await backfill(service.context, { since, apply: false, requestsPerSecond: FAST });
    const fresh = Object.entries(report.tally).filter(([, row]) => row.fresh > 0);
    expect(fresh).toEqual([]);
    const listed = new Set(proxy.requests.map(({ path }) => path));
    expect(listed).toContain('/v1/checkout/sessions');
    expect(listed).toContain('/v1/disputes');
    expect(proxy.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('comes to an end while time goes on', async () => {
    proxy.requests.length = 0;
    let asked = 0;
    const now = () => {
      asked += 1;
      return plus(clock.now(), asked * SECOND);
    };
    const tooMany = new AbortController();
    const report = await backfill(
      { ...service.context, clock: { now } },
      {
        since,
        apply: false,
        requestsPerSecond: FAST,
        signal: tooMany.signal,
        onProgress: () => {
          if (proxy.requests.length > 5_000) tooMany.abort();
        },
      },
    );
    expect(report.finished).toBe(true);
  });

  it('what happened before is left out', async () => {
    const { rows } = await service.context.pool.query('select min(paid_at) as first from payments');
    expect(rows[0].first >= since).toBe(true);
  });

  /** The second in which a snapshot was true is part of its version, and differs by nature. */
  function relevant(rows: unknown[] | undefined): string[] {
    return (rows ?? [])
      .map((row) => JSON.stringify(row, (key, value) => (key === 'version' ? undefined : value)))
      .toSorted();
  }

  /** What is known of a member shows above. */
  function nameless(row: string): string {
    return row.replace(/"name":"[^"]*"/, '"name":"somebody"');
  }

  async function countOpen(): Promise<number> {
    const { rows } = await service.context.pool.query(
      `select count(*)::int as count from inbox where state <> 'applied'`,
    );
    return rows[0].count;
  }
});

describe('while it runs time goes on', () => {
  it('and it never goes ahead of it, though it is told to', async () => {
    const { service, clock, stop } = await setUp();
    const until = plus(clock.now(), 5 * DAY);
    const order = { since: plus(clock.now(), -DAY), until, requestsPerSecond: FAST, apply: true };
    const report = await backfill(service.context, order);
    await stop();
    expect(report.reached.getTime()).toBeLessThanOrEqual(plus(clock.now(), SECOND).getTime());
  }, 60_000);

  it('and it comes to the events all the same, when the objects before them are read', async () => {
    const { service, clock, stop } = await setUp();
    const since = clock.now();
    await lead({ service, clock }, { kind: 'once', address: 'old@example.org', pause: 0, ending: 'paid' });
    clock.advance(40 * DAY);
    await lead({ service, clock }, { kind: 'once', address: 'new@example.org', pause: 0, ending: 'paid' });
    const stopping = new AbortController();
    let steps = 0;
    const report = await backfill(service.context, {
      since,
      apply: true,
      requestsPerSecond: FAST,
      signal: stopping.signal,
      onProgress: () => {
        clock.advance(SECOND);
        steps += 1;
        if (steps > 3_000) stopping.abort();
      },
    });
    const { rows } = await service.context.pool.query('select count(*)::int as count from payments');
    await stop();
    expect(report.finished).toBe(true);
    expect(Object.keys(report.tally)).toEqual(
      expect.arrayContaining(['read.charge', 'checkout.session.completed']),
    );
    expect(rows).toEqual([{ count: 2 }]);
  }, 120_000);
});

describe('while a backfill has not come to its end', () => {
  it('nothing is called complete that it has not come to; a longer one makes up for it', async () => {
    const { service, clock, stop } = await setUp();
    const since = clock.now();
    await lead({ service, clock }, { kind: 'once', address: 'one@example.org', pause: 0, ending: 'paid' });
    clock.advance(2 * DAY);
    await sweepBalance(service.context);
    const through = () => completeThrough(service.context.database);
    expect(await through()).toEqual(plus(clock.now(), -5 * SECOND));

    const stopping = new AbortController();
    const order = { apply: true, requestsPerSecond: FAST };
    const shown: (Date | null)[] = [];
    const noted = [through()];
    await backfill(service.context, {
      ...order,
      since,
      signal: stopping.signal,
      onProgress: ({ reached }) => {
        if (reached >= plus(since, DAY)) stopping.abort();
        noted.push(through());
      },
    });
    shown.push(...(await Promise.all(noted)));
    expect(shown[1]).toEqual(since);
    expect(await through()).toEqual(plus(since, DAY));

    await backfill(service.context, { ...order, since: plus(since, DAY), until: clock.now() });
    expect(await through()).toEqual(plus(since, DAY));
    await backfill(service.context, { ...order, since: plus(since, -DAY) });
    expect(await through()).toEqual(plus(clock.now(), -5 * SECOND));
    await stop();
  }, 60_000);
});

describe('events in another API version than ours', () => {
  it('are read by their objects, at once', async () => {
    const { service, clock, stop } = await setUp();
    const since = clock.now();
    const life: Life = {
      kind: 'recurring',
      address: 'older@example.org',
      pause: SECOND,
      frequency: 'monthly',
      start: 'card',
      steps: ['renewal', 'will-end'],
    };
    await lead({ service, clock }, life);
    await promiseQuiet(service);
    const heardAll = await stateOfWhoHeard(service, eventsOf(service));
    await forgetAll(service);
    // Of what an older version's objects look like, nothing is assumed but that they have an id.
    for (const event of eventsOf(service)) {
      const { object } = event.data;
      const id = 'id' in object ? object.id : undefined;
      Object.assign(event, { api_version: '2024-06-20', data: { object: { id } } });
    }
    clock.advance(SECOND);

    const report = await backfill(service.context, { since, apply: true, requestsPerSecond: FAST });

    expect(report.finished).toBe(true);
    const state = await stateOf(service);
    for (const facts of ['payments', 'charges', 'members', 'contacts', 'revenue'])
      expect([facts, state[facts]]).toEqual([facts, heardAll[facts]]);
    const { rows } = await service.context.pool.query('select distinct state from inbox');
    expect(rows).toEqual([{ state: 'applied' }]);
    await stop();
  });
});

it('THE TABLE holds more types than Stripe takes to choose by', () => {
  expect(EVENT_TYPES.length).toBeGreaterThan(20);
});
