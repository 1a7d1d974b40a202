import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/account/erasure/erase-person.ts';
import { resolveMember } from '../../src/members/resolve-members.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliver, eventsDuring, lastEvent, type StripeEvent } from '../support/events.ts';
import { type Life, lead } from '../support/lives.ts';
import { type Service, startService } from '../support/service.ts';
import { forgetEvents, readIdentity, readState, rememberStart } from '../support/state.ts';
import { monthly, once, row } from './event-rows/row.ts';
import { ROWS } from './event-rows/rows.ts';

describe('each row of the table', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
    await rememberStart(service.context.pool);
  });
  afterAll(() => service.stop());

  it('has its test', () => {
    expect(Object.keys(ROWS).sort()).toEqual([...EVENT_TYPES].sort());
  });

  describe.each(Object.entries(ROWS))('%s', (type, { happen, leaves }) => {
    let event: StripeEvent;
    beforeAll(async () => {
      await eventsDuring(service, () => happen({ service, clock }));
      event = lastEvent(service, type);
      await forgetEvents(service.context.pool);
    });

    it('leaves what it should, once for two deliveries', async () => {
      expect((await deliver(service, event)).status).toBe(200);
      const after = await readState(service.context.pool);
      expect(after).toMatchObject(typeof leaves === 'function' ? leaves(event) : leaves);
      expect(after.inbox).toEqual([expect.objectContaining({ state: 'applied', forgotten: true })]);
      // What is kept for good leads to no page, at Stripe or anywhere.
      expect(JSON.stringify(after.inbox)).not.toMatch(/https?:/);

      clock.advance(5_000);
      expect((await deliver(service, event)).status).toBe(200);
      expect(await readState(service.context.pool)).toEqual(after);
    });

    it('leaves nothing more where another event says the same', async () => {
      const { inbox: _first, ...before } = await readState(service.context.pool);
      expect((await deliver(service, { ...event, id: 'evt_1again' })).status).toBe(200);
      const { inbox = [], ...after } = await readState(service.context.pool);
      expect(after).toEqual(before);
      const applied = expect.objectContaining({ state: 'applied' });
      expect(inbox).toEqual([applied, applied]);
    });

    it('told late, or for the first time, makes nobody known again who was erased', async () => {
      const { pool } = service.context;
      // Whoever it is about is known by now, if only from something else.
      for (const customer of new Set(JSON.stringify(event).match(/cus_\w+/g))) {
        const person = { customer, address: null };
        await service.context.database.transaction((transaction) =>
          resolveMember(service.context, transaction, person),
        );
      }
      const { rows } = await pool.query<{ id: string }>('select id from members');
      await erasePerson(service.context, { memberIds: rows.map(({ id }) => id) });
      const erased = await readIdentity(pool);
      expect(erased).toMatchObject({ customers: [], contacts: [], methods: [] });

      await pool.query('delete from inbox');
      const late = { ...event, id: 'evt_1late', created: event.created + 60 };
      for (const one of [event, late, late]) expect((await deliver(service, one)).status).toBe(200);
      expect(await readIdentity(pool)).toEqual(erased);
    });
  });
});

function subscriptionEvent(service: Service, type: string, changes: Record<string, unknown>): object {
  const updated = lastEvent(service, 'customer.subscription.updated');
  return altered(updated, changes, { type, id: `${updated.id}${changes.status}` });
}

describe('two states of a membership within one second', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false });
  });
  afterAll(() => service.stop());

  it.each([
    ['created', 'updated', { status: 'active' }, { status: 'incomplete' }, 'incomplete'],
    ['resumed', 'deleted', { status: 'past_due' }, { status: 'canceled', ended_at: 1_795_000_000 }, 'ended'],
  ])('%s, then %s: the later stands, whichever is told first', async (early, late, was, is, status) => {
    await eventsDuring(service, () => lead({ service, clock }, monthly()));
    const events = [
      subscriptionEvent(service, `customer.subscription.${early}`, was),
      subscriptionEvent(service, `customer.subscription.${late}`, is),
    ];
    for (const order of [events, events.toReversed()]) {
      await service.context.pool.query('truncate memberships, inbox');
      for (const event of order) expect((await deliver(service, event)).status).toBe(200);
      expect((await readState(service.context.pool)).memberships).toEqual(row({ status }));
    }
  });
});

describe('what is not a payment, or not another one', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false });
  });
  afterAll(() => service.stop());

  const paymentsAfter = async (...events: object[]) => {
    const before = (await readState(service.context.pool)).payments?.length ?? 0;
    for (const event of events) expect((await deliver(service, event)).status).toBe(200);
    return ((await readState(service.context.pool)).payments?.length ?? 0) - before;
  };
  const during = (life: Life) => eventsDuring(service, () => lead({ service, clock }, life));

  it.each<[string, Life, number]>([
    ['a gift once', once('paid'), 1],
    ['a bank debit that is under way, then succeeds', once('delayed-success'), 1],
    ['a bank debit that fails', once('delayed-failure'), 0],
    ['a checkout nobody paid', once('expired'), 0],
    ['the first month', monthly(), 1],
    ['a month and two renewals', monthly('renewal', 'renewal'), 3],
    ['a month and a renewal that was declined', monthly('declined-renewal'), 1],
  ])('%s', async (_case, life, payments) => {
    expect(await paymentsAfter(...(await during(life)))).toBe(payments);
  });

  it('a bank debit under way is processing', async () => {
    await during(once('delayed-success'));
    await deliver(service, lastEvent(service, 'checkout.session.completed'));
    const { sessions = [] } = await readState(service.context.pool);
    expect(sessions).toContainEqual({ row: expect.objectContaining({ state: 'processing' }) });
  });

  it('an invoice over nothing', async () => {
    const events = await during(monthly());
    const paid = events.find((event: StripeEvent) => event.type === 'invoice.paid');
    expect(paid && (await paymentsAfter(altered(paid, { amount_paid: 0 })))).toBe(0);
  });

  it.each([
    [100_000, 'jpy'],
    [12_340, 'kwd'],
  ])('%i %s is the same in the books', async (amount_paid, currency) => {
    const events = await during(monthly());
    const paid = events.find((event: StripeEvent) => event.type === 'invoice.paid');
    if (paid) await deliver(service, altered(paid, { amount_paid, currency }));
    const { payments = [] } = await readState(service.context.pool);
    expect(payments).toContainEqual(
      expect.objectContaining({ row: expect.objectContaining({ amount: amount_paid, currency }) }),
    );
  });
});
