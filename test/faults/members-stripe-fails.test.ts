import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finishChanges } from '../../src/account/changes/finish-changes.ts';
import { finishErasures } from '../../src/account/erasure/finish-erasures.ts';
import { MINUTE, plus, SECOND } from '../../src/platform/time.ts';
import { rereadContested } from '../../src/webhooks/reread-contested.ts';
import { type Asked, ask, expectToAgree, type Member, memberWith, signedIn } from '../account/changing.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type Service, startService } from '../support/service.ts';

const MEMBERS = howMany({ short: 25, verify: 25, long: 50 });
const OPERATIONS = howMany({ short: 100, verify: 500, long: 10_000 });
/** Three in ten calls go wrong; where it can be so, every other one after Stripe did what it was asked. */
const FAULTS = {
  rateLimit: 0.05,
  error: 0.15,
  reset: 0.1,
  // Each costs the 9 seconds after which we wait no longer.
  hang: howMany({ short: 0, verify: 0, long: 1 }) / 100,
};
const SEED = testSeed();

const VERBS = ['amount', 'frequency', 'pause', 'resume', 'cancel', 'keep'] as const;
type Wish = { verb: (typeof VERBS)[number]; pressesAgain: boolean };
const wish: fc.Arbitrary<Wish> = fc.record({
  verb: fc.constantFrom(...VERBS, 'amount', 'amount', 'amount'),
  pressesAgain: fc.boolean(),
});
const wishes = fc.sample(fc.array(wish, { minLength: MEMBERS, maxLength: MEMBERS }), {
  seed: SEED,
  numRuns: Math.ceil(OPERATIONS / MEMBERS),
});

const NOTHING: Wish = { verb: 'keep', pressesAgain: false };

/** What a member was told is done, or on its way, in that order. */
type Accepted = { verb: Wish['verb']; amount: number };
type Owner = Member & { accepted: Accepted[] };

describe(`while three calls to Stripe in ten go wrong (seed ${SEED})`, () => {
  let moved = 0;
  // It goes on by itself, so that no two changes of one membership fall into one second of Stripe's.
  const clock = { now: () => plus(new Date(), moved) };
  let service: Service;
  const owners: Owner[] = [];
  let asked = 0;

  beforeAll(async () => {
    service = await startService({ clock });
    for (let number = 0; number < MEMBERS; number += 1)
      owners.push({ ...(await memberWith(service)), accepted: [] });
  });
  afterAll(() => service.stop());

  /** What the jobs do in a minute that comes after nobody has been at anything for a while. */
  async function minutesGoBy(): Promise<void> {
    moved += 2 * MINUTE;
    await finishChanges(service.context);
    await finishErasures(service.context);
    await service.settled();
    await rereadContested(service.context);
  }

  /** Somebody wants something, and perhaps presses again where they are told that it is on its way. */
  async function want(owner: Owner, { verb, pressesAgain } = NOTHING): Promise<void> {
    asked += 1;
    // Each sum is wanted once, so that what it made at Stripe can be counted.
    const amount = 1_000 + asked;
    const request: Asked = {
      key: `wish-${asked}`,
      ...(verb === 'amount' && { body: { amount } }),
      ...(verb === 'frequency' && { body: { frequency: 'annual', amount } }),
      ...(verb === 'pause' && { verb, body: { months: 1 } }),
      ...(verb === 'cancel' && { verb, body: {} }),
      ...((verb === 'resume' || verb === 'keep') && { verb }),
    };
    const before = await written(owner);
    const status = await send(owner, request);
    if (status === 202 && pressesAgain) await send(owner, request);
    // A machine that is too busy for its database says 503, and may have written it down before.
    if (status === 503 ? (await written(owner)) > before : status < 300)
      owner.accepted.push({ verb, amount });
  }

  async function written({ membershipId }: Owner): Promise<number> {
    const sql = 'select from membership_changes where membership_id = $1';
    return (await service.context.pool.query(sql, [membershipId])).rowCount ?? 0;
  }

  async function send(owner: Owner, request: Asked): Promise<number> {
    const response = await ask(service, await signedIn(service, owner), request);
    // 409, 422: something else is on its way, or it is so already.
    expect([200, 202, 409, 422, 503], await response.text()).toContain(response.status);
    return response.status;
  }

  const Changes = z.array(z.object({ state: z.string(), count: z.number() }));
  const changes = async () =>
    Changes.parse(
      (
        await service.context.pool.query(
          'select state, count(*)::int as count from membership_changes group by 1',
        )
      ).rows,
    );

  /** What became of it at Stripe, counted by what only one change could have made. */
  function doneAtStripe({ membershipId }: Owner, accepted: readonly Accepted[]) {
    const sums = new Map<number, number>();
    for (const { unit_amount } of service.stripe.list('price'))
      sums.set(unit_amount ?? 0, (sums.get(unit_amount ?? 0) ?? 0) + 1);
    const updates = service.stripe
      .list('event')
      .filter(({ type }) => type === 'customer.subscription.updated')
      .map(({ data }) => z.looseObject({ object: z.looseObject({ id: z.string() }) }).parse(data))
      .filter(({ object }) => object.id === membershipId)
      .map(({ previous_attributes: before }) => Object.keys(z.looseObject({}).parse(before ?? {})));
    const times = (attribute: string) => updates.filter((names) => names.includes(attribute)).length;
    return {
      sums: accepted.flatMap(({ verb, amount }) =>
        verb === 'amount' || verb === 'frequency' ? [sums.get(amount) ?? 0] : [],
      ),
      pauses: times('pause_collection'),
      cancellations: times('cancel_at_period_end'),
    };
  }

  it(`${wishes.length * MEMBERS} wishes: each that was accepted is done once, and page, books and Stripe say the same`, async () => {
    service.stripe.setApiFaults(FAULTS);
    for (const [round, wanted] of wishes.entries()) {
      await eachOf(owners, (owner, index) => want(owner, wanted[index]));
      moved += SECOND;
      if (round % 2 === 1) await minutesGoBy();
    }
    const waited = (await changes()).find(({ state }) => state === 'waiting')?.count ?? 0;
    service.stripe.setApiFaults();
    for (let round = 0; round <= Math.ceil(waited / 100); round += 1) await minutesGoBy();

    const accepted = owners.flatMap((owner) => owner.accepted);
    expect(accepted.length).toBeGreaterThan(OPERATIONS / 10);
    expect(await changes()).toEqual([{ state: 'done', count: accepted.length }]);
    for (const owner of owners) {
      await expectToAgree(service, owner);
      const of = (...verbs: Wish['verb'][]) =>
        owner.accepted.filter(({ verb }) => verbs.includes(verb)).length;
      expect(doneAtStripe(owner, owner.accepted)).toEqual({
        sums: Array.from({ length: of('amount', 'frequency') }, () => 1),
        pauses: of('pause', 'resume'),
        cancellations: of('cancel', 'keep'),
      });
    }
  }, 3_600_000);

  it('whoever is erased is gone at Stripe in the end, and so is every membership of theirs', async () => {
    service.stripe.setApiFaults(FAULTS);
    for (const owner of owners) {
      const { cookie } = await signedIn(service, owner);
      const answer = await fetch(`${service.url}/v1/me`, { method: 'DELETE', headers: { cookie } });
      expect(answer.status).toBe(204);
    }
    for (let round = 0; round < 3; round += 1) await minutesGoBy();
    service.stripe.setApiFaults();
    moved += 10 * MINUTE;
    await minutesGoBy();

    const { rowCount } = await service.context.pool.query('select from identity.erasures');
    expect(rowCount).toBe(0);
    const living = service.stripe.list('subscription').filter(({ ended_at }) => ended_at === null);
    expect(living).toEqual([]);
  }, 3_600_000);
});

const AT_ONCE = 5;

/** A few at once, as the service has connections for. */
async function eachOf<Item>(items: Item[], act: (item: Item, index: number) => Promise<void>): Promise<void> {
  const left = [...items.entries()];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) await act(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
