import { afterEach, beforeEach, expect, it } from 'vitest';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

it('takes a one-off gift and leaves all that Stripe would', async () => {
  const { stripe, sandbox } = running;
  const session = await stripe.checkout.sessions.create(onceParams());
  expect(session).toMatchObject({
    status: 'open',
    payment_status: 'unpaid',
    payment_intent: null,
    amount_total: 500,
  });
  sandbox.pay(session.id, { email: 'reader@example.org', method: 'card' });

  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge.balance_transaction', 'customer', 'line_items'],
  });
  expect(paid).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    url: null,
    metadata: { contribution: 'on-session' },
    customer_details: { email: 'reader@example.org' },
    customer: { object: 'customer', email: 'reader@example.org' },
    payment_intent: {
      status: 'succeeded',
      metadata: { contribution: 'on-intent' },
      latest_charge: {
        status: 'succeeded',
        balance_transaction: { amount: 500, fee: 45, net: 455, currency: 'usd', exchange_rate: null },
      },
    },
  });
  expect(paid.line_items?.data[0]?.price?.unit_amount_decimal?.toString()).toBe('500');
});
it('sub', async () => {
  const { stripe, sandbox } = running;
  const session = await stripe.checkout.sessions.create(monthlyParams());
  sandbox.pay(session.id, { email: 'reader@example.org', method: 'card' });
});
