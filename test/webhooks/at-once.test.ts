import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { minor } from '../../src/platform/money.ts';
import { applyEffects, type Effects, noEffects } from '../../src/webhooks/effects.ts';
import { createIntake } from '../../src/webhooks/intake.ts';
import { observe } from '../../src/webhooks/observe.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliver, deliverAll, eventsDuring, type StripeEvent } from '../support/events.ts';
import { howMany } from '../support/length.ts';
import { type Life, lead } from '../support/lives.ts';
import { revenue } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';
import { countDeadlocks } from '../support/state.ts';

const EVENTS = howMany({ short: 50, verify: 100, long: 1_000 });
const ROUNDS = howMany({ short: 3, verify: 20, long: 200 });
/** Milliseconds; a machine may be busy with other tests. */
const PATIENCE = 10_000;

describe('events that arrive at the same moment', () => {
  let clock: TestClock;
  let service: Service;
  let peers: Awaited<ReturnType<typeof startPeer>>[];
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
    peers = await Promise.all([startPeer(service), startPeer(service), startPeer(service)]);
  });
  afterAll(async () => {
    for (const peer of peers) await peer.stop();
    await service.stop();
  });

  const count = async (query: string, values: unknown[] = []) =>
    (await service.context.pool.query(query, values)).rowCount;
  const everyone = () => [service, ...peers];

  it('one event, 100 deliveries at once, four processes: one effect', async () => {
    const events = await eventsDuring(service, () =>
      lead({ service, clock }, { kind: 'once', address: 'hundred@example.org', pause: 0, ending: 'paid' }),
    );
    const paid = events.find(({ type }) => type === 'checkout.session.completed');

    const statuses = await Promise.all(
      everyone().map((process) =>
        deliverAll(
          process,
          Array.from({ length: 25 }, () => paid),
        ),
      ),
    );

    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    expect(await count('select from inbox where id = $1', [paid?.id])).toBe(1);
    expect(await revenue(service, { frequency: 'once', by: 'currency' })).toEqual([
      expect.objectContaining({ count: 1 }),
    ]);
  });

  it(`${EVENTS} events, 100 deliveries of each at once, four processes: one effect each`, async () => {
    const gifts: StripeEvent[] = [];
    while (gifts.length < EVENTS) {
      const life = {
        kind: 'once',
        address: `many${gifts.length}@example.org`,
        pause: 0,
        ending: 'paid',
      } as const;
      const events = await eventsDuring(service, () => lead({ service, clock }, life));
      gifts.push(...events.filter(({ type }) => type === 'checkout.session.completed'));
    }
    for (const event of gifts) {
      const copies = Array.from({ length: 25 }, () => event);
      const statuses = await Promise.all(everyone().map((process) => deliverAll(process, copies)));
      expect(new Set(statuses.flat())).toEqual(new Set([200]));
    }
    const ids = gifts.map(({ id }) => id);
    const intents = gifts.map(({ data: { object } }) => 'payment_intent' in object && object.payment_intent);
    expect(await count("select from inbox where state = 'applied' and id = any($1)", [ids])).toBe(EVENTS);
    expect(await count('select from payments where id = any($1)', [intents])).toBe(EVENTS);
  }, 3_600_000);

  it('events that arrive together, or closely after many did, share a commit', async () => {
    const { context } = service;
    let surgeIsOver = () => {};
    const surge = new Promise<void>((resolve) => {
      surgeIsOver = resolve;
    });
    const intake = createIntake(context, () => surge);
    const tell = (id: string) =>
      intake.accept(
        observe({ id, type: 'plan.created', createdAt: clock.now(), apiVersion: null, object: {} }),
      );
    const commits = async (ids: string[]) => {
      const query = 'select count(distinct xmin::text)::int as commits from inbox where id = any($1)';
      const { rows } = await context.pool.query(query, [ids]);
      return rows;
    };

    // Begun before the first is told, so that it ends before anything that the first begins to wait for.
    const sameTurn = turn();
    const first = tell('evt_together1');
    await sameTurn;
    await Promise.all([first, ...['evt_together2', 'evt_together3'].map(tell)]);
    const early = tell('evt_after1');
    await turn();
    const late = ['evt_after2', 'evt_after3'].map(tell);
    surgeIsOver();
    await Promise.all([early, ...late]);

    expect(await commits(['evt_together1', 'evt_together2', 'evt_together3'])).toEqual([{ commits: 1 }]);
    expect(await commits(['evt_after1', 'evt_after2', 'evt_after3'])).toEqual([{ commits: 1 }]);
  });

  it('events of one object at once: the newest stands, and nobody waits in a circle', async () => {
    const life: Life = {
      kind: 'recurring',
      address: 'busy@example.org',
      pause: 0,
      frequency: 'monthly',
      start: 'card',
      steps: [],
    };
    const events = await eventsDuring(service, () => lead({ service, clock }, life));
    const last = events.findLast(({ type }) => type === 'customer.subscription.updated');
    if (last === undefined) throw new Error('no event');
    const before = await countDeadlocks(service.context.pool);
    for (let round = 0; round < ROUNDS; round += 1) {
      const versions = Array.from({ length: 40 }, (_nothing, number) =>
        altered(
          last,
          { status: number % 2 === 0 ? 'active' : 'past_due', start_date: 1_790_000_000 + number },
          { id: `evt_busy${round}_${number}`, created: last.created + round * 40 + number },
        ),
      );
      const shares = everyone().map((_process, place) =>
        versions.filter((_one, number) => number % 4 === place),
      );
      const statuses = await Promise.all(
        everyone().map((process, place) => deliverAll(process, shares[place]?.toReversed() ?? [])),
      );
      expect(new Set(statuses.flat())).toEqual(new Set([200]));
      const { rows } = await service.context.pool.query(
        'select status, extract(epoch from started_at)::int as started from memberships where id = $1',
        ['id' in last.data.object && last.data.object.id],
      );
      expect(rows).toEqual([{ status: 'past-due', started: 1_790_000_039 }]);
    }
    expect(await countDeadlocks(service.context.pool)).toBe(before);
  });

  it.each([1, 2, 3])('two first gifts of one address in two processes are one member (%i)', async (round) => {
    const address = `both${round}@example.org`;
    const gifts: StripeEvent[][] = [];
    for (const ending of ['paid', 'paid'] as const) {
      gifts.push(
        await eventsDuring(service, () =>
          lead({ service, clock }, { kind: 'once', address, pause: 0, ending }),
        ),
      );
    }
    const firsts = gifts.map((events) => events.find(({ type }) => type === 'checkout.session.completed'));
    const ids = firsts.map((event) => event?.id);
    const before = (await count('select from members')) ?? 0;

    await Promise.all(firsts.map((event, index) => deliver(everyone()[index] ?? service, event)));

    expect(await count('select from members')).toBe(before + 1);
    expect(await count('select distinct member_id from inbox where id = any($1)', [ids])).toBe(1);
    expect(await count('select from inbox where member_id is not null and id = any($1)', [ids])).toBe(2);
  });

  it('a payment that is being booked while its giver turns out to be somebody known goes along', async () => {
    const during = (life: Life) => eventsDuring(service, () => lead({ service, clock }, life));
    const known = { address: 'known@example.org', pause: 0 } as const;
    await deliverAll(service, await during({ ...known, kind: 'once', ending: 'paid' }));
    const life: Life = { ...known, kind: 'recurring', frequency: 'monthly', start: 'card', steps: [] };
    const events = await during(life);
    const ofType = (type: string) => events.filter((event) => event.type === type);
    // Nobody knows yet whose customer this is.
    await deliverAll(service, ofType('customer.subscription.created'));
    const paid = ofType('invoice.paid').map((event) => altered(event, { customer_email: null }));

    const gate = await service.context.pool.connect();
    await gate.query('begin');
    // Stops the payment between finding its member and being booked.
    await gate.query(
      "insert into inbox (id, type, created_at, received_at, state) values ($1, '', now(), now(), '')",
      [paid[0]?.id],
    );
    const booking = deliverAll(service, paid);
    await vi.waitUntil(async () => (await count(WAITING)) === 1, PATIENCE);
    const joining = deliverAll(everyone()[1] ?? service, ofType('checkout.session.completed'));
    await Promise.race([joining, vi.waitUntil(async () => (await count(WAITING)) === 2, PATIENCE)]);
    await gate.query('rollback');
    gate.release();

    expect(await Promise.all([booking, joining])).toEqual([[200], [200]]);
    expect(await count('select from members where merged_into is not null')).toBe(1);
    const left = 'select from payments p join members m on m.id = p.member_id where merged_into is not null';
    expect(await count(left)).toBe(0);
    expect(await count('select from payments where membership_id is not null')).toBe(1);
  });

  it('payments and claims of invoices, crosswise in two processes, do not wait for each other in a circle', async () => {
    const { pool, database } = service.context;
    const learntAt = clock.now();
    const money = {
      memberId: null,
      status: 'succeeded',
      version: '3|2026-11-23T10:00:00.000Z|1|',
      declineCode: null,
      amount: minor(500),
      currency: 'usd',
      succeededAt: learntAt,
      learntAt,
    } as const;
    const batch = (intent: string, claims: string[]): Effects => ({
      ...noEffects(),
      intents: [{ ...money, id: intent }],
      claims: claims.map((id) => ({ id, invoiceId: `in_of_${id}`, learntAt })),
    });
    const gate = await pool.connect();
    await gate.query('begin');
    await gate.query("insert into payment_intents (id, learnt_at) values ('pi_0', now()), ('pi_1', now())");

    // Each would hold what the other wants, if it took anything before it waits at the gate.
    const both = [batch('pi_8', ['pi_0', 'pi_9']), batch('pi_9', ['pi_1', 'pi_8'])].map((effects) =>
      database.transaction((transaction) => applyEffects(transaction, effects)),
    );
    await vi.waitUntil(async () => (await count(WAITING)) === 2, PATIENCE);
    await gate.query('commit');
    gate.release();

    await expect(Promise.all(both)).resolves.toHaveLength(2);
    expect(
      await count("select from payment_intents where id in ('pi_8', 'pi_9') and invoice_id is null"),
    ).toBe(0);
  });
});

const WAITING = 'select from pg_locks where not granted and pid <> pg_backend_pid()';
