import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { completeThrough } from '../../src/webhooks/complete-through.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliver, deliverAll, eventsDuring, type StripeEvent } from '../support/events.ts';
import { type Life, lead } from '../support/lives.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { type Service, startService } from '../support/service.ts';

const monthly = (address: string): Life => ({
  kind: 'recurring',
  address,
  pause: 0,
  frequency: 'monthly',
  start: 'card',
  steps: [],
});

describe('an event whose effects cannot be applied', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false });
  });
  afterAll(() => service.stop());

  const query = async (text: string, values: unknown[] = []) =>
    (await service.context.pool.query(text, values)).rows;
  const inboxOf = async (id: string) => (await query('select * from inbox where id = $1', [id]))[0];
  const unapplied = async (state: string) => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const line = metrics.split('\n').find((one) => one.includes(`events_unapplied{state="${state}"}`));
    return Number(line?.split(' ').at(-1));
  };
  const during = (address: string) => eventsDuring(service, () => lead({ service, clock }, monthly(address)));
  const ofType = (events: StripeEvent[], type: string): StripeEvent => {
    const found = events.find((event) => event.type === type);
    if (found === undefined) throw new Error(`no ${type}`);
    return found;
  };
  const subscriptionOfNobody = async () => {
    const events = await during('nobody@example.org');
    return altered(ofType(events, 'customer.subscription.updated'), { customer: null });
  };

  it('is kept, acknowledged, and holds up nothing that came with it', async () => {
    const events = [...(await during('first@example.org')), ...(await during('second@example.org'))];
    const poison = altered(
      ofType(events, 'customer.subscription.updated'),
      { customer: null, id: 'sub_of_nobody' },
      { id: 'evt_1poison' },
    );

    const statuses = await deliverAll(service, [...events, poison, ...events]);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await inboxOf('evt_1poison')).toMatchObject({ state: 'failed', attempts: 1, error_code: 'Error' });
    const states = await query("select distinct state from inbox where id <> 'evt_1poison'");
    expect(states).toEqual([{ state: 'applied' }]);
    expect(await query("select from memberships where id = 'sub_of_nobody'")).toEqual([]);
    expect(await query('select from memberships')).toHaveLength(2);
    expect(await query('select from payments')).toHaveLength(2);
    await query("delete from inbox where id = 'evt_1poison'");
  });

  it('leaves nothing of its effects, keeps its person sealed, and is applied once the cause is gone', async () => {
    const events = await during('sealed@example.org');
    const paid = ofType(events, 'invoice.paid');
    const members = await query('select from members');
    await query('alter table payments add constraint no_more check (false) not valid');

    expect((await deliver(service, paid)).status).toBe(200);

    const kept = await inboxOf(paid.id);
    expect(kept).toMatchObject({ state: 'failed', error_code: '23514', member_id: null });
    expect(kept.sealed_person).toBeInstanceOf(Buffer);
    expect(kept.sealed_person.toString('latin1')).not.toContain('sealed@');
    expect(await query('select from members')).toHaveLength(members.length);

    await query('alter table payments drop constraint no_more');
    clock.advance(MINUTE);
    expect(await retryEvents(service.context)).toBe(1);

    const applied = await inboxOf(paid.id);
    expect(applied).toMatchObject({
      state: 'applied',
      sealed_person: null,
      retry_at: null,
      error_code: null,
    });
    const object = paid.data.object;
    const booked = await query('select member_id from payments where id = $1', ['id' in object && object.id]);
    expect(booked).toEqual([{ member_id: applied.member_id }]);
    expect(await query('select from members')).toHaveLength(members.length + 1);

    expect((await deliver(service, paid)).status).toBe(200);
    clock.advance(HOUR);
    expect(await retryEvents(service.context)).toBe(0);
  });

  it('is asked for again at Stripe where it could not be read', async () => {
    const events = await during('unreadable@example.org');
    const paid = ofType(events, 'invoice.paid');

    expect((await deliver(service, altered(paid, { amount_paid: 'five' }))).status).toBe(200);
    expect(await inboxOf(paid.id)).toMatchObject({
      state: 'failed',
      reading: null,
      sealed_person: null,
      error_code: 'ZodError',
    });

    clock.advance(MINUTE);
    expect(await retryEvents(service.context)).toBe(1);
    expect(await inboxOf(paid.id)).toMatchObject({ state: 'applied', reading: expect.any(String) });
  });

  it('is tried after growing waits, then set aside, and meanwhile nothing is called complete', async () => {
    const poison = await subscriptionOfNobody();
    clock.advance(10 * SECOND);
    const later = await during('later@example.org');
    await deliverAll(service, [poison, ...later]);
    await sweepBalance(service.context);
    expect(await completeThrough(service.context.database)).toEqual(new Date(poison.created * SECOND));

    const waits = [1, 2, 4, 8, 16, 32, 60];
    for (const [index, wait] of waits.entries()) {
      clock.advance(wait * MINUTE - SECOND);
      await retryEvents(service.context);
      expect(await inboxOf(poison.id)).toMatchObject({ state: 'failed', attempts: index + 1 });
      expect(await unapplied('failed')).toBe(1);
      clock.advance(SECOND);
      await retryEvents(service.context);
    }

    expect(await inboxOf(poison.id)).toMatchObject({ state: 'set-aside', attempts: 8, retry_at: null });
    expect(await unapplied('failed')).toBe(0);
    expect(await unapplied('set-aside')).toBe(1);
    expect(await completeThrough(service.context.database)).toEqual(new Date(poison.created * SECOND));
    const lines = service.logs.filter((line) => line.includes(poison.id));
    expect(lines.filter((line) => line.includes('event set aside'))).toHaveLength(1);
    clock.advance(24 * HOUR);
    expect(await retryEvents(service.context)).toBe(0);
    expect(await inboxOf(poison.id)).toMatchObject({ state: 'set-aside', attempts: 8 });
  });
});

describe('without a database', () => {
  let clock: TestClock;
  let postgres: OwnPostgres;
  let service: Service;
  let events: StripeEvent[];
  beforeAll(async () => {
    clock = testClock();
    postgres = await startOwnPostgres('none');
    service = await startService({
      clock,
      deliver: false,
      database: { url: postgres.url, drop: () => postgres.remove() },
      settings: { DATABASE_POOL: '2' },
    });
    events = await eventsDuring(service, () => lead({ service, clock }, monthly('stopped@example.org')));
  });
  afterAll(() => service.stop());

  it('an event is refused with 503 within 2 seconds, and taken once the database is back', async () => {
    await postgres.stop();

    const started = performance.now();
    const answers = await Promise.all(events.map((event) => deliver(service, event)));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers[0]?.headers.get('retry-after')).toBe('2');

    await postgres.start();
    await vi.waitFor(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200), 10_000);
    expect(new Set(await deliverAll(service, events))).toEqual(new Set([200]));
    const { rows } = await service.context.pool.query('select distinct state from inbox');
    expect(rows).toEqual([{ state: 'applied' }]);
  });

  it('a connection that is lost before its transaction begins is missed for no longer', async () => {
    const { pool, database } = service.context;
    for (let round = 0; round < 3; round += 1) {
      const { rows } = await pool.query('select pg_backend_pid() as pid');
      // Before this process hears that the connection is gone, it is taken from the pool.
      process.kill(rows[0].pid, 'SIGTERM');
      await expect(database.transaction(async () => {})).rejects.toThrow();
    }
    await expect(database.transaction(async () => 'works')).resolves.toBe('works');
  });
});
