import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvent } from '../../src/stripe/verify-event.ts';
import { applyObservations } from '../../src/webhooks/apply.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { observe } from '../../src/webhooks/observe.ts';
import { run } from '../support/cluster.ts';
import { deliver } from '../support/events.ts';
import { post, revenue } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

/** Events made by hand, as small as Stripe's types allow. */
let made = 0;
function event(type: string, object: Record<string, unknown>, created = 1_790_000_000): object {
  made += 1;
  return {
    id: `evt_counted_${made}`,
    object: 'event',
    type,
    created,
    livemode: false,
    api_version: '2026-10-28.endive',
    data: { object },
  };
}

const intent = (id: string, customer: string | null) =>
  event('payment_intent.succeeded', {
    id,
    metadata: {},
    customer,
    status: 'succeeded',
    amount: 700,
    amount_received: 700,
    currency: 'usd',
  });
const invoicePaid = (id: string, customer: string | null) =>
  event('invoice.paid', {
    id,
    customer,
    customer_email: null,
    status: 'paid',
    amount_due: 700,
    amount_paid: 700,
    currency: 'usd',
  });
const invoicePayment = (invoice: string, payment_intent: string) =>
  event('invoice_payment.paid', { invoice, payment: { type: 'payment_intent', payment_intent } });
const linkCompleted = (id: string, payment_intent: string) =>
  event('checkout.session.completed', {
    id,
    metadata: {},
    mode: 'payment',
    status: 'complete',
    payment_status: 'paid',
    payment_intent,
    customer: null,
    customer_details: { email: 'payer@example.org' },
    amount_total: 700,
    currency: 'usd',
    expires_at: 1_790_003_600,
  });

describe('one payment that Stripe tells in several ways is counted once', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
  });
  afterAll(() => service.stop());

  const counted = async () =>
    (await revenue(service, { by: 'currency', from: '2026-09-01' })).map(({ count }) => count);
  const wipe = () => run(service.databaseUrl, 'truncate payments, payment_intents');

  const HISTORIES: [string, object[]][] = [
    [
      'a payment link that makes an invoice',
      [
        intent('pi_a', 'cus_a'),
        linkCompleted('cs_a', 'pi_a'),
        invoicePaid('in_a', 'cus_a'),
        invoicePayment('in_a', 'pi_a'),
      ],
    ],
    [
      'an invoice of a payer without a customer',
      [intent('pi_b', null), invoicePaid('in_b', null), invoicePayment('in_b', 'pi_b')],
    ],
  ];

  it.each(HISTORIES)('%s', async (_what, events) => {
    for (const order of [events, events.toReversed()]) {
      await wipe();
      await run(service.databaseUrl, 'truncate inbox');
      for (const one of order) expect((await deliver(service, one)).status).toBe(200);
      expect(await counted()).toEqual([1]);
    }
  });

  it('a guest at a payment link has a member, whichever event comes first', async () => {
    const events = [intent('pi_c', null), linkCompleted('cs_c', 'pi_c')];
    for (const order of [events, events.toReversed()]) {
      await wipe();
      await run(service.databaseUrl, 'truncate inbox');
      for (const one of order) await deliver(service, one);
      const [[member] = []] = await run(
        service.databaseUrl,
        "select member_id from payments where id = 'pi_c'",
      );
      expect(member).not.toBeNull();
      expect(await counted()).toEqual([1]);
    }
  });

  it('a payment from outside counts with what it brought, not with what an earlier attempt asked for', async () => {
    const declined = event('payment_intent.payment_failed', {
      id: 'pi_d',
      metadata: {},
      customer: 'cus_d',
      status: 'requires_payment_method',
      amount: 1000,
      amount_received: 0,
      currency: 'eur',
      last_payment_error: { code: 'card_declined' },
    });
    const events = [declined, intent('pi_d', 'cus_d')];
    for (const order of [events, events.toReversed()]) {
      await wipe();
      await run(service.databaseUrl, 'truncate inbox');
      for (const one of order) await deliver(service, one);
      expect(await explainPayments(service.context, { patience: -1000 })).toBe(1);
      expect(await run(service.databaseUrl, 'select amount::text, currency from payments')).toEqual([
        ['700', 'usd'],
      ]);
    }
  });

  it('a charge without an intent that is only authorised is no payment; taken in part, it counts with that part', async () => {
    const charge = (captured: boolean) =>
      event('charge.updated', {
        id: 'ch_held',
        payment_intent: null,
        status: 'succeeded',
        captured,
        amount: 900,
        amount_captured: captured ? 700 : 0,
        currency: 'usd',
        balance_transaction: captured ? 'txn_held' : null,
        created: 1_790_000_000,
      });
    const told = [charge(false), charge(true)];
    for (const order of [told, told.toReversed()]) {
      await wipe();
      await run(service.databaseUrl, 'truncate inbox, charges');
      await deliver(service, order[0]);
      expect(await counted()).toEqual(order === told ? [] : [1]);
      await deliver(service, order[1]);
      expect(await counted()).toEqual([1]);
      const left = await run(
        service.databaseUrl,
        'select amount::int from charges union all select amount::int from payments',
      );
      expect(left).toEqual([[700], [700]]);
    }
  });

  it('two snapshots of one second that differ in the amount alone end the same in any order', async () => {
    const snapshot = (unit_amount: number) =>
      event('customer.subscription.updated', {
        id: 'sub_tie',
        metadata: {},
        customer: 'cus_tie',
        status: 'active',
        currency: 'usd',
        start_date: 1_790_000_000,
        items: {
          data: [
            {
              current_period_end: 1_792_000_000,
              quantity: 1,
              price: { unit_amount, recurring: { interval: 'month', interval_count: 1 } },
            },
          ],
        },
      });
    const snapshots = [snapshot(500), snapshot(900)];
    const kept: unknown[] = [];
    for (const order of [snapshots, snapshots.toReversed()]) {
      await run(service.databaseUrl, 'truncate memberships, inbox');
      for (const one of order) await deliver(service, one);
      kept.push(await run(service.databaseUrl, 'select amount::text from memberships'));
    }
    expect(kept[0]).toEqual(kept[1]);
    expect(kept[0]).toHaveLength(1);
  });
});

describe('whoever did not pay', () => {
  it('leaves no address behind: an expired checkout makes no member', async () => {
    const service = await startService();
    const wish = { frequency: 'once', amount: 1000, currency: 'usd', email: 'nobody@example.org' };
    expect((await post(service, '/v1/checkouts', wish)).status).toBe(201);
    for (const { id } of service.stripe.list('checkout.session')) service.stripe.expire(id);
    await service.settled();
    expect(await run(service.databaseUrl, 'select state from checkout_sessions')).toEqual([['expired']]);
    expect(await run(service.databaseUrl, 'select id from identity.contacts')).toEqual([]);
    expect(await run(service.databaseUrl, 'select id from members')).toEqual([]);
    await service.stop();
  });
});

describe('an event that was told already', () => {
  it('brings nobody back who is not known any more', async () => {
    const service = await startService({ deliver: false });
    const told = linkCompleted('cs_e', 'pi_e');
    await deliver(service, told);
    const persons = 'select id from members union all select id from identity.contacts';
    expect(await run(service.databaseUrl, persons)).toHaveLength(2);
    await run(service.databaseUrl, 'truncate members, identity.contacts, identity.customers');

    const first = invoicePaid('in_e', 'cus_e');
    const observations = [told, first].map((one) => observe(readEvent(one)));
    const outcomes = await applyObservations(service.context, observations);

    expect([...outcomes.values()].sort()).toEqual(['applied', 'duplicate']);
    expect(await run(service.databaseUrl, 'select id from identity.contacts')).toEqual([]);
    const payers = "select member_id from payments where id = 'in_e'";
    expect(await run(service.databaseUrl, payers)).toEqual(
      await run(service.databaseUrl, 'select id from members'),
    );
    await service.stop();
  });
});
