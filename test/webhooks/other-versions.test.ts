import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliver, eventsDuring, lastEvent, type StripeEvent } from '../support/events.ts';
import { type Life, lead } from '../support/lives.ts';
import { type Service, startService } from '../support/service.ts';
import { forgetEvents, readState, rememberStart } from '../support/state.ts';
import { at, monthly, once, row } from './event-rows/row.ts';
import { ROWS } from './event-rows/rows.ts';

/** Before the spring of 2025 invoices, subscriptions and payment intents had another shape. */
const OLDER = '2024-06-20';

describe('an event in another version of the API', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
    await rememberStart(service.context.pool);
  });
  afterAll(() => service.stop());
  beforeEach(() => service.stripe.setAccountVersion(OLDER));

  /** What happened, and its newest event of a type as an account of that version is told it. */
  const told = async (happen: () => Promise<unknown>, type: string) => {
    await eventsDuring(service, happen);
    const event = lastEvent(service, type);
    await forgetEvents(service.context.pool);
    return toldAs(event.id);
  };
  /** In the shape of its version, as the API gives it. */
  const toldAs = async (id: string) => {
    const response = await fetch(`${service.context.settings.STRIPE_API_URL}/v1/events/${id}`, {
      headers: { authorization: `Bearer ${service.context.settings.STRIPE_SECRET_KEY}` },
    });
    const event: StripeEvent = JSON.parse(await response.text());
    return event;
  };
  const leading = (life: Life) => () => lead({ service, clock }, life);
  const inbox = async () => (await service.context.pool.query('select * from inbox order by id')).rows;
  const state = () => readState(service.context.pool);
  const filled = async () => {
    // Who somebody is may be known by now, where it was not when the event happened.
    const { inbox: _, sessions: __, members: ___, customers: ____, contacts: _____, ...rest } = await state();
    return Object.entries(rest).flatMap(([name, rows]) => (rows.length > 0 ? [name] : []));
  };

  it.each(EVENT_TYPES)('%s: nothing of it is kept until its object was read as it is now', async (type) => {
    const event = await told(async () => ROWS[type]?.happen({ service, clock }), type);
    expect(event.api_version).toBe(OLDER);

    expect((await deliver(service, event)).status).toBe(200);

    expect(await inbox()).toMatchObject([
      {
        state: 'failed',
        error_code: 'other-api-version',
        attempts: 0,
        reading: null,
        sealed_person: null,
        member_id: null,
      },
    ]);
    expect(await filled()).toEqual([]);

    clock.advance(SECOND);
    expect(await retryEvents(service.context)).toBe(1);

    expect(await inbox()).toMatchObject([
      {
        state: 'applied',
        api_version: OLDER,
        read_at: clock.now(),
        sealed_person: null,
        error_code: null,
        retry_at: null,
      },
    ]);
    const asHinted = await filled();
    await forgetEvents(service.context.pool);
    service.stripe.setAccountVersion();
    const { object } = lastEvent(service, type).data;
    await deliver(service, { ...event, api_version: '2026-10-28.endive', data: { object } });
    // An object may be further along by now than in its event.
    expect(asHinted).toEqual(await filled());
    expect(await retryEvents(service.context)).toBe(0);
  });

  it('without a version is a hint too', async () => {
    const event = await told(leading(monthly()), 'invoice.paid');
    await deliver(service, { ...event, api_version: null });
    expect(await inbox()).toMatchObject([
      { state: 'failed', error_code: 'other-api-version', reading: null },
    ]);
    expect(await filled()).toEqual([]);
  });

  it('is read from the event where only the endpoint has another version', async () => {
    service.stripe.setAccountVersion();
    const event = await told(leading(monthly()), 'customer.subscription.created');
    await deliver(service, { ...event, api_version: OLDER });
    await retryEvents(service.context);
    expect(await inbox()).toMatchObject([{ state: 'applied', read_at: null }]);
    expect((await state()).memberships).toEqual(row({ status: 'incomplete' }));
  });

  it('invoice.paid books the payment on the day on which it was paid, once', async () => {
    const event = await told(leading(monthly()), 'invoice.paid');
    await deliver(service, event);
    clock.advance(5 * DAY);
    expect(await retryEvents(service.context)).toBe(1);

    const booked = row({ frequency: 'monthly', paid_at: at(event.created), outside_stripe: null });
    expect((await state()).payments).toEqual(booked);
    expect((await state()).members).toHaveLength(1);
    await deliver(service, event);
    const current = { ...event, id: 'evt_1current', api_version: '2026-10-28.endive' };
    const { object } = lastEvent(service, 'invoice.paid').data;
    await deliver(service, { ...current, data: { object } });
    expect((await state()).payments).toEqual(booked);
  });

  it.each([
    ['a card', once('paid'), ['checkout.session.completed']],
    [
      'a debit',
      { ...once('delayed-success'), pause: 10 * HOUR },
      ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
    ],
  ] as const)('a gift by %s counts on the day on which its money came', async (_case, life, types) => {
    await eventsDuring(service, leading(life));
    const events = await Promise.all(types.map((type) => toldAs(lastEvent(service, type).id)));
    const paid = Math.max(...events.map(({ created }) => created));
    clock.advance(4 * DAY);
    for (const order of [events, events.toReversed()]) {
      await forgetEvents(service.context.pool);
      for (const event of order) {
        await deliver(service, event);
        await retryEvents(service.context);
      }
      expect((await state()).payments).toEqual(row({ frequency: 'once', paid_at: at(paid) }));
    }
  });

  it('a debit from outside counts when its money came, though its first event is read after that', async () => {
    const { stripe } = service.context;
    await eventsDuring(service, async () => {
      const { id } = await stripe.customers.create({ email: 'outside@example.org' });
      await stripe.paymentIntents.create({
        amount: 700,
        currency: 'usd',
        confirm: true,
        customer: id,
        payment_method: 'pm_usBankAccount_success',
      });
      clock.advance(2 * DAY);
      const waiting = service.stripe.list('payment_intent').findLast(({ status }) => status === 'processing');
      service.stripe.settle(waiting?.id ?? '', 'succeed');
    });
    await forgetEvents(service.context.pool);
    const hint = await toldAs(lastEvent(service, 'payment_intent.processing').id);
    const came = lastEvent(service, 'payment_intent.succeeded').created;
    clock.advance(DAY);

    await deliver(service, hint);
    await retryEvents(service.context);
    clock.advance(MINUTE);
    await explainPayments(service.context);

    expect((await state()).payments).toEqual(row({ frequency: 'once', amount: 700, paid_at: at(came) }));
  });

  it('of a membership that has ended meanwhile, it has ended', async () => {
    const event = await told(leading(monthly()), 'customer.subscription.updated');
    const subscription = service.stripe.list('subscription').at(-1)?.id ?? '';
    clock.advance(DAY);
    await service.context.stripe.subscriptions.cancel(subscription);
    await deliver(service, event);
    await retryEvents(service.context);
    const ended = row({ status: 'ended', end_reason: 'cancellation_requested' });
    expect((await state()).memberships).toEqual(ended);
    // What is older than the answer changes nothing any more.
    service.stripe.setAccountVersion();
    const { object } = lastEvent(service, 'customer.subscription.updated').data;
    await deliver(service, altered(event, { ...object }, { id: 'evt_1older' }));
    expect((await state()).memberships).toEqual(ended);
  });

  it('its object is as new as the answer, whatever its type says of the second in which it happened', async () => {
    const event = await told(leading(monthly()), 'customer.subscription.created');
    await deliver(service, event);
    await retryEvents(service.context);
    expect((await state()).memberships).toEqual(row({ status: 'active', contested: false }));

    service.stripe.setAccountVersion();
    const { object } = lastEvent(service, 'customer.subscription.updated').data;
    const created = Math.floor(clock.now().getTime() / SECOND);
    const envelope = { id: 'evt_1tied', type: 'customer.subscription.updated', created };
    const other = altered(event, { ...object, status: 'past_due' }, envelope);
    await deliver(service, { ...other, api_version: '2026-10-28.endive' });
    expect((await state()).memberships).toEqual(row({ contested: true }));
  });

  it('waits for Stripe, however long it is away', async () => {
    const event = await told(leading(monthly()), 'invoice.paid');
    await deliver(service, event);
    for (const faults of [{ rateLimit: 1 }, { error: 1 }, { reset: 1 }]) {
      service.stripe.setApiFaults(faults);
      for (let hour = 0; hour < 3; hour += 1) {
        clock.advance(4 * HOUR);
        expect(await retryEvents(service.context)).toBe(0);
      }
    }
    expect(await inbox()).toMatchObject([{ state: 'failed', attempts: 0 }]);
    service.stripe.setApiFaults();
    clock.advance(MINUTE);
    expect(await retryEvents(service.context)).toBe(1);
    expect((await state()).payments).toHaveLength(1);
  }, 60_000);

  it('that Stripe knows no more is set aside after eight tries, and named', async () => {
    const event = await told(leading(monthly()), 'invoice.paid');
    await deliver(service, { ...event, id: 'evt_forgotten' });
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await retryEvents(service.context)).toBe(0);
      expect(await inbox()).toMatchObject([{ attempts: attempt }]);
      clock.advance(HOUR);
    }
    expect(await inbox()).toMatchObject([{ state: 'set-aside', error_code: expect.any(String) }]);
    const lines = service.logs.filter((line) => line.includes('evt_forgotten'));
    expect(lines.filter((line) => line.includes('event set aside'))).toHaveLength(1);
    expect(await retryEvents(service.context)).toBe(0);
  });

  it('for real money is refused at a test endpoint, and nothing of it is kept', async () => {
    const event = await told(leading(monthly()), 'invoice.paid');
    expect((await deliver(service, { ...event, livemode: true })).status).toBe(400);
    expect(await inbox()).toEqual([]);
  });
});
