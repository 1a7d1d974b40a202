import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { monthlyParams, type Receiver, type Running, receive, start, WEBHOOK_SECRET } from './harness.ts';

let running: Running;
let receiver: Receiver;
beforeEach(async () => {
  running = await start();
  receiver = await receive(running.clock);
});
afterEach(async () => {
  await running.stop();
  await receiver.stop();
});

const OLDER = '2024-06-20';

async function gift(): Promise<{ subscription: string; invoice: string }> {
  const { id } = await running.stripe.checkout.sessions.create(monthlyParams());
  const paid = running.sandbox.pay(id, { email: 'reader@example.org', method: 'card' });
  return { subscription: String(paid.subscription), invoice: String(paid.invoice) };
}

function objectOf(events: Stripe.Event[], type: string): unknown {
  return events.findLast((event) => event.type === type)?.data.object;
}

it('tells an endpoint of its version, in the shapes of that version, under the same id', async () => {
  running.sandbox.addEndpoint({ url: receiver.url, secret: WEBHOOK_SECRET, apiVersion: OLDER });
  const { subscription, invoice } = await gift();
  await running.sandbox.delivery.idle();
  expect(new Set(receiver.events.map(({ api_version: version }) => version))).toEqual(new Set([OLDER]));
  const paid = objectOf(receiver.events, 'invoice.paid');
  expect(paid).toMatchObject({
    id: invoice,
    subscription,
    payment_intent: expect.stringMatching(/^pi_/),
    charge: expect.stringMatching(/^ch_/),
    paid: true,
    paid_out_of_band: false,
    subscription_details: { metadata: { contribution: 'on-subscription' } },
  });
  expect(paid).not.toHaveProperty('parent');
  const updated = objectOf(receiver.events, 'customer.subscription.updated');
  expect(updated).toMatchObject({ id: subscription, current_period_end: 1_798_020_000 });
  expect(updated).not.toHaveProperty('items.data.0.current_period_end');
  expect(objectOf(receiver.events, 'payment_intent.succeeded')).toMatchObject({ invoice });
  expect(receiver.types()).not.toContain('invoice_payment.paid');

  const read = await running.stripe.events.retrieve(String(receiver.events[0]?.id));
  expect(read.api_version).toBe('2026-10-28.endive');
  expect(await running.stripe.invoices.retrieve(invoice)).toMatchObject({
    parent: { subscription_details: { subscription } },
  });
});

it('shows events in the version that they were recorded in, and objects in that of today', async () => {
  running.sandbox.setAccountVersion(OLDER);
  const { subscription, invoice } = await gift();
  running.sandbox.setAccountVersion();
  const [paid] = (await running.stripe.events.list({ type: 'invoice.paid' })).data;
  expect(paid).toMatchObject({ api_version: OLDER, data: { object: { id: invoice, subscription } } });
  expect(await running.stripe.events.retrieve(String(paid?.id))).toMatchObject({ api_version: OLDER });
  running.sandbox.renew(subscription);
  const [renewed] = (await running.stripe.events.list({ type: 'invoice.paid' })).data;
  expect(renewed).toMatchObject({
    api_version: '2026-10-28.endive',
    data: { object: { parent: { subscription_details: { subscription } } } },
  });
});

it('takes the version of an endpoint over the API, where there is such a version', async () => {
  const { webhookEndpoints } = running.stripe;
  const made = await webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['*'],
    api_version: OLDER,
  });
  expect(made.api_version).toBe(OLDER);
});
