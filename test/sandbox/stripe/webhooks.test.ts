import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  monthlyParams,
  onceParams,
  type Receiver,
  type Running,
  receive,
  start,
  WEBHOOK_SECRET,
} from './harness.ts';

let running: Running;
let receiver: Receiver;
beforeEach(async () => {
  running = await start({ retryWaitsMs: [1_000, 60_000] });
  receiver = await receive(running.clock);
});
afterEach(async () => {
  await running.stop();
  await receiver.stop();
});

function listenFor(enabledEvents?: string[]) {
  const more = enabledEvents ? { enabledEvents } : {};
  return running.sandbox.addEndpoint({ url: receiver.url, secret: WEBHOOK_SECRET, ...more });
}

async function gift(params = onceParams()): Promise<void> {
  const { id } = await running.stripe.checkout.sessions.create(params);
  running.sandbox.pay(id, { email: 'reader@example.org', method: 'card' });
}

describe('deliveries', () => {
  it('are signed, whole, and of the version that the SDK speaks', async () => {
    listenFor();
    const { stripe, sandbox } = running;
    const { lastResponse } = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'key-1' });
    await sandbox.delivery.idle();
    expect(receiver.events).toMatchObject([
      {
        id: expect.stringMatching(/^evt_1/),
        object: 'event',
        api_version: '2026-10-28.endive',
        created: 1_795_428_000,
        livemode: false,
        pending_webhooks: 1,
        type: 'customer.created',
        request: { id: lastResponse.requestId, idempotency_key: 'key-1' },
        data: { object: { object: 'customer', name: 'A' } },
      },
    ]);
    const [event] = (await stripe.events.list()).data;
    expect(event).toMatchObject({ id: receiver.events[0]?.id, pending_webhooks: 0 });
  });

  it('carry what was true at the time, with decimals as strings and what changed', async () => {
    listenFor();
    await gift(monthlyParams());
    await running.sandbox.delivery.idle();
    const find = (type: string) => receiver.events.find((event) => event.type === type);
    expect(find('invoice.created')?.data.object).toMatchObject({ status: 'draft' });
    expect(find('invoice.finalized')?.data.object).toMatchObject({ status: 'open' });
    expect(find('charge.succeeded')?.data.object).toMatchObject({ balance_transaction: null });
    expect(find('charge.updated')?.data).toMatchObject({
      object: { balance_transaction: expect.stringMatching(/^txn_/) },
      previous_attributes: { balance_transaction: null },
    });
    expect(find('customer.subscription.updated')?.data).toMatchObject({
      object: {
        status: 'active',
        items: { data: [{ price: { unit_amount: 500, unit_amount_decimal: '500' } }] },
      },
      previous_attributes: { status: 'incomplete' },
    });
    expect(find('checkout.session.completed')?.request).toEqual({ id: null, idempotency_key: null });
    expect(find('checkout.session.completed')?.data.object).toMatchObject({
      subscription: expect.stringMatching(/^sub_/),
      payment_status: 'paid',
    });
  });

  it('reach an endpoint only with the types that it asked for, and only while it is enabled', async () => {
    const endpoint = listenFor(['checkout.session.completed', 'invoice.paid']);
    await gift();
    await running.sandbox.delivery.idle();
    expect(receiver.types()).toEqual(['checkout.session.completed']);
    await running.stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await gift();
    await running.sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(1);
  });

  it('are repeated after growing waits until a 2xx', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe, clock } = running;
    receiver.answer = 500;
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(1);

    const wait = async (milliseconds: number) => {
      clock.advance(milliseconds);
      sandbox.tick();
      await sandbox.delivery.idle();
      return receiver.events.length;
    };
    expect(await wait(999)).toBe(1);
    receiver.answer = 302;
    expect(await wait(1)).toBe(2);
    expect(await wait(59_999)).toBe(2);
    receiver.answer = 204;
    expect(await wait(1)).toBe(3);
    expect(await wait(10_000_000)).toBe(3);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1);
  });

  it('are given up after three days', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe, clock } = running;
    receiver.answer = 500;
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    clock.advance(3 * 24 * 60 * 60 * 1_000);
    sandbox.tick();
    await sandbox.delivery.idle();
    expect(sandbox.list('delivery')).toEqual([]);
    expect(sandbox.list('delivered')).toMatchObject([{ attempts: 2, outcome: 'given up' }]);
  });
});

describe('faults by switch', () => {
  it('duplicate sends each event more than once', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe } = running;
    sandbox.delivery.setFaults({ duplicate: true });
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(2);
    sandbox.delivery.setFaults({ duplicate: 9 });
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(12);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(2);
  });

  it('hold sends nothing until it is flushed or released', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe } = running;
    sandbox.delivery.setFaults({ hold: true });
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(0);
    await sandbox.delivery.flush();
    expect(receiver.events).toHaveLength(1);
    await stripe.customers.create({});
    sandbox.delivery.setFaults({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(2);
  });

  it('drop never sends an event, which the API still tells', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe } = running;
    sandbox.delivery.setFaults({ drop: true });
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    sandbox.delivery.setFaults({});
    await sandbox.delivery.flush();
    expect(receiver.events).toEqual([]);
    expect(sandbox.list('delivered')).toMatchObject([{ outcome: 'dropped' }]);
    expect((await stripe.events.list({ type: 'customer.created' })).data).toHaveLength(1);
  });

  it('delay lets events wait', async () => {
    listenFor(['customer.created']);
    const { sandbox, stripe, clock } = running;
    sandbox.delivery.setFaults({ delayMs: 5_000 });
    await stripe.customers.create({});
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(0);
    clock.advance(5_000);
    sandbox.tick();
    await sandbox.delivery.idle();
    expect(receiver.events).toHaveLength(1);
  });

  it('shuffle sends in another order than that of what happened, and loses nothing', async () => {
    listenFor();
    const { sandbox, stripe } = running;
    sandbox.delivery.setFaults({ hold: true });
    for (let count = 0; count < 60; count += 1) await stripe.customers.create({});
    sandbox.delivery.setFaults({ shuffle: true });
    await sandbox.delivery.idle();
    const sent = receiver.events.map(({ id }) => id);
    const happened = sandbox.list('event').map(({ id }) => id);
    // Sixteen go out at a time and may overtake each other anyway: the last to happen goes first only when shuffled.
    const early = sent.slice(0, 16);
    expect(happened.slice(32).some((id) => early.includes(id))).toBe(true);
    expect(new Set(sent)).toEqual(new Set(happened));
  });
});
