import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { rereadContested } from '../../src/webhooks/reread-contested.ts';
import {
  type Asked,
  ask,
  expectToAgree,
  inBooks,
  type Member,
  memberWith,
  signedIn,
} from '../account/changing.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliver, deliverAll, eventsOf, type StripeEvent } from '../support/events.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type Service, startPeer, startService } from '../support/service.ts';

const HISTORIES = howMany({ short: 6, verify: 100, long: 1_000 });
const SEED = testSeed();

const STEPS = {
  amount: { body: { amount: 900 } },
  less: { body: { amount: 300 } },
  annual: { body: { frequency: 'annual' } },
  pause: { verb: 'pause', body: { months: 1 } },
  resume: { verb: 'resume' },
  cancel: { verb: 'cancel', body: {} },
  keep: { verb: 'keep' },
} as const satisfies Record<string, Asked>;
const NAMES = ['amount', 'less', 'annual', 'pause', 'resume', 'cancel', 'keep'] as const;

type Step = { what: (typeof NAMES)[number] | 'renewal'; hears: number };
const history = fc.record({
  steps: fc.array(
    fc.record({
      what: fc.constantFrom<Step['what'][]>(...NAMES, 'annual', 'pause', 'renewal'),
      // How many of the events that have not come yet come after this one.
      hears: fc.nat(4),
    }),
    { minLength: 3, maxLength: 6 },
  ),
  shuffle: fc.array(fc.nat(1_000), { minLength: 64, maxLength: 64 }),
});

describe(`events that come late, twice and in any order while a member changes things (seed ${SEED})`, () => {
  let clock: TestClock;
  let service: Service;
  let peer: Awaited<ReturnType<typeof startPeer>>;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock });
    peer = await startPeer(service);
  });
  afterAll(async () => {
    await peer?.stop();
    await service?.stop();
  });

  async function take(member: Member, what: Step['what']): Promise<void> {
    clock.advance(2 * SECOND);
    if (what === 'renewal') {
      const { ended_at } = service.stripe.get('subscription', member.membershipId) ?? {};
      if (ended_at === null) service.stripe.renew(member.membershipId, 'card');
      return;
    }
    const answer = await ask(service, await signedIn(service, member), STEPS[what]);
    // 409, 422: it is so already, or cannot be. By what the page knew then; it is never in the dark for long.
    expect([200, 409, 422], `${what}: ${await answer.text()}`).toContain(answer.status);
  }

  /** The state that the same events leave once they come one by one, as they happened. */
  async function inOrder(events: readonly StripeEvent[], member: Member) {
    await forget(member);
    for (const event of events) expect((await deliver(service, event)).status).toBe(200);
    await askAgain();
    return stateOf(member);
  }

  /** What two snapshots of one second disagree about is asked of Stripe. */
  async function askAgain(): Promise<void> {
    clock.advance(MINUTE);
    await rereadContested(service.context);
  }

  async function forget({ membershipId }: Member): Promise<void> {
    for (const sql of [
      'delete from membership_schedules where membership_id = $1',
      'delete from payments where membership_id = $1',
      'delete from memberships where id = $1',
    ])
      await service.context.pool.query(sql, [membershipId]);
    await service.context.pool.query('delete from inbox');
  }

  async function stateOf(member: Member) {
    const { rows } = await service.context.pool.query(
      'select id, amount::text, paid_at from payments where membership_id = $1 order by id',
      [member.membershipId],
    );
    return { membership: await inBooks(service, member), payments: rows };
  }

  it(`${HISTORIES} histories: in the end page, books and Stripe say the same as had they come in order`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, shuffle }) => {
        const start = eventsOf(service).length;
        const member = await memberWith(service);
        service.stripe.delivery.setFaults({ drop: true });
        const from = eventsOf(service).length;
        const heard = new Set<string>();
        const waiting = () => eventsOf(service, from).filter(({ id }) => !heard.has(id));
        for (const { what, hears } of steps) {
          await take(member, what);
          for (const event of waiting().toReversed().slice(0, hears)) {
            heard.add(event.id);
            await deliver(service, event);
          }
        }
        clock.advance(HOUR);
        const late = [...eventsOf(service, from), ...waiting()]
          .map((event, place) => ({ event, key: shuffle[place % shuffle.length] ?? 0 }))
          .toSorted((one, other) => one.key - other.key)
          .map(({ event }) => event);
        for (let first = 0; first < late.length; first += 6) {
          const wave = late.slice(first, first + 6);
          const statuses = [
            ...(await deliverAll(peer, wave.slice(0, 3))),
            ...(await deliverAll(service, wave.slice(3))),
          ];
          expect(new Set(statuses)).toEqual(new Set([200]));
        }
        await askAgain();

        await expectToAgree(service, member);
        const state = await stateOf(member);
        expect(state).toEqual(await inOrder(eventsOf(service, start), member));
        service.stripe.delivery.setFaults({});
      }),
      { seed: SEED, numRuns: HISTORIES, endOnFailure: true },
    );
  }, 3_600_000);
});
