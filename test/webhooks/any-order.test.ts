import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveSweep } from '../../src/ledger/sweep.ts';
import { HOUR, MINUTE } from '../../src/platform/time.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { readPayoutLines } from '../../src/webhooks/read-payout-lines.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliver, deliverAll, eventsDuring, type StripeEvent } from '../support/events.ts';
import { happen } from '../support/happenings.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type Life, lead } from '../support/lives.ts';
import { randomLife } from '../support/random-lives.ts';
import { revenue } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';
import { countDeadlocks, forgetEvents, readState, rememberStart, type State } from '../support/state.ts';

const RUNS = howMany({ short: 100, verify: 500, long: 10_000 });
const WORLDS = Math.ceil(Math.min(RUNS / 10, 100));
const SEED = testSeed();
const SOME_DAY = new Date(0);

const someLives = fc.array(randomLife, { minLength: 1, maxLength: 4 });

type History = { lives: Life[]; begin: Date; events: StripeEvent[]; end: Date; inOrder: State };

/**
 * Which events come when: each at least once, some again, a few at a time, to one process or the other; and during which of
 * these waves the balance at Stripe is read.
 */
type Arrivals = { history: History; order: number[]; atOnce: number; sweeps: Set<number> };

describe(`the order of events does not matter (seed ${SEED})`, () => {
  let clock: TestClock;
  let service: Service;
  let peer: Awaited<ReturnType<typeof startPeer>>;
  const histories: History[] = [];

  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
    peer = await startPeer(service);
    for (const lives of fc.sample(someLives, { seed: SEED, numRuns: WORLDS })) {
      // What one history moves on the balance, the sweep of another does not find.
      clock.advance(HOUR);
      const begin = clock.now();
      const events = await eventsDuring(service, async () => {
        for (const one of lives) await lead({ service, clock }, one);
        await happen({ service, clock }, 'balances-come');
      });
      clock.advance(HOUR);
      histories.push({ lives, begin, events, end: clock.now(), inOrder: {} });
    }
    // Browsers that were promised quiet by each gift, which a membership's events move.
    await service.context.pool.query(
      `insert into ask_clocks select sha256(id::text::bytea), id, created_at from contributions`,
    );
    await rememberStart(service.context.pool);
    for (const history of histories) {
      history.inOrder = await stateAfter(history, async () => {
        for (const event of history.events) expect((await deliver(service, event)).status).toBe(200);
      });
    }
  }, 900_000);
  afterAll(async () => {
    await peer.stop();
    await service.stop();
  });

  async function stateAfter({ begin, end }: History, arrive: () => Promise<void>): Promise<State> {
    await forgetEvents(service.context.pool);
    clock.moveTo(end);
    await moveSweep(service.context.database, begin);
    await arrive();
    await readBalance(service);
    // Payments from outside are booked once nothing has claimed them for a while.
    clock.advance(MINUTE);
    await explainPayments(service.context);
    const state = await readState(service.context.pool);
    return { ...state, revenue: await revenue(service, { by: 'campaign' }) };
  }

  async function readBalance({ context }: Pick<Service, 'context'>): Promise<void> {
    await sweepBalance(context);
    await readPayoutLines(context);
  }

  const arrivals: fc.Arbitrary<Arrivals> = fc.nat(WORLDS - 1).chain((index) => {
    const history = histories[index] ?? {
      lives: [],
      begin: SOME_DAY,
      events: [],
      end: SOME_DAY,
      inOrder: {},
    };
    const numbers = history.events.map((_event, number) => number);
    return fc.array(fc.nat(Math.max(0, numbers.length - 1)), { maxLength: numbers.length }).chain((again) =>
      fc.record({
        history: fc.constant(history),
        order: fc.shuffledSubarray([...numbers, ...again], {
          minLength: numbers.length + again.length,
        }),
        atOnce: fc.integer({ min: 1, max: 24 }),
        sweeps: fc.uniqueArray(fc.nat(10), { maxLength: 2 }).map((waves) => new Set(waves)),
      }),
    );
  });

  it(`leaves the same state after ${RUNS} shuffles of ${WORLDS} histories`, async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ history, order, atOnce, sweeps }) => {
        const state = await stateAfter(history, async () => {
          for (let first = 0; first < order.length; first += atOnce) {
            const wave = order.slice(first, first + atOnce).map((number) => history.events[number]);
            const reading = sweeps.has(first / atOnce) ? readBalance(peer) : undefined;
            const statuses = await Promise.all([
              deliverAll(
                service,
                wave.filter((_event, place) => place % 2 === 0),
              ),
              deliverAll(
                peer,
                wave.filter((_event, place) => place % 2 === 1),
              ),
            ]);
            await reading;
            expect(new Set(statuses.flat())).toEqual(new Set([200]));
          }
        });
        expect(state).toEqual(history.inOrder);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(await countDeadlocks(service.context.pool)).toBe(0);
  }, 3_600_000);
});
