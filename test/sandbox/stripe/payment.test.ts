import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const email = 'reader@example.org';

function types(after = 0): string[] {
  return running.sandbox
    .list('event')
    .slice(after)
    .map(({ type }) => type)
    .filter((type) => !/^(product|price)\./.test(type));
}

async function open(params: Stripe.Checkout.SessionCreateParams) {
  return (await running.stripe.checkout.sessions.create(params)).id;
}

describe('a one-off gift', () => {
  it('leaves a customer, an intent, a charge and its fee', async () => {
    const { stripe, sandbox } = running;
    const session = await stripe.checkout.sessions.create(onceParams());
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', payment_intent: null });
    expect(session.url).toBe(`${running.url}/pay/${session.id}`);
    sandbox.pay(session.id, { email, method: 'card' });

    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'customer', 'line_items'],
    });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      amount_total: 500,
      client_reference_id: 'contribution-1',
      metadata: { contribution: 'on-session' },
      customer_details: { email },
      customer: { object: 'customer', email },
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
    expect(types()).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'checkout.session.completed',
    ]);
  });

  it('converts what is not paid out in its own currency, and charges more for foreign cards', async () => {
    for (const [currency, amount, country, settled] of [
      ['eur', 1_000, undefined, { amount: 1_000, fee: 40, currency: 'eur', exchange_rate: null }],
      ['gbp', 1_000, 'US', { amount: 1_000, fee: 53, currency: 'gbp', exchange_rate: null }],
      ['jpy', 1_000, undefined, { amount: 670, fee: 56, currency: 'usd', exchange_rate: 0.67 }],
      ['kwd', 5_000, undefined, { amount: 1_625, fee: 93, currency: 'usd', exchange_rate: 0.325 }],
    ] as const) {
      const price_data = { currency, unit_amount: amount, product_data: { name: 'Gift' } };
      const id = await open({ ...onceParams(), line_items: [{ quantity: 1, price_data }] });
      running.sandbox.pay(id, { email, method: 'card', country });
      expect(running.sandbox.list('balance_transaction').at(-1)).toMatchObject(settled);
      expect(running.sandbox.list('charge').at(-1)).toMatchObject({ amount, currency });
    }
    const { pending } = await running.stripe.balance.retrieve();
    expect(pending.find(({ currency }) => currency === 'usd')?.amount).toBe(670 - 56 + 1_625 - 93);
  });

  it('stays open after a decline, and the next attempt is on the same intent', async () => {
    const { sandbox } = running;
    const id = await open(onceParams());
    expect(sandbox.pay(id, { email, method: 'declined' })).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
    });
    expect(types()).toEqual(['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']);
    expect(sandbox.list('payment_intent')).toMatchObject([
      { status: 'requires_payment_method', last_payment_error: { decline_code: 'generic_decline' } },
    ]);
    expect(sandbox.pay(id, { email, method: 'card' })).toMatchObject({ status: 'complete' });
    expect(sandbox.list('payment_intent')).toMatchObject([{ status: 'succeeded', last_payment_error: null }]);
    expect(sandbox.list('charge').map(({ status }) => status)).toEqual(['failed', 'succeeded']);
    expect(() => sandbox.pay(id, { email, method: 'card' })).toThrow('complete');
  });

  it('waits for the bank and hears that it succeeded, by itself', async () => {
    const { sandbox, clock } = running;
    const id = await open(onceParams());
    const done = sandbox.pay(id, { email, method: 'delayed-success' });
    expect(done).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    expect(sandbox.list('payment_intent')).toMatchObject([{ status: 'processing' }]);
    expect(sandbox.list('charge')).toMatchObject([{ status: 'pending', balance_transaction: null }]);
    expect(types().slice(-3)).toEqual([
      'charge.pending',
      'payment_intent.processing',
      'checkout.session.completed',
    ]);
    sandbox.tick();
    expect(sandbox.get('checkout.session', id)?.payment_status).toBe('unpaid');
    clock.advance(10_000);
    sandbox.tick();
    expect(sandbox.get('checkout.session', id)?.payment_status).toBe('paid');
    expect(types().slice(-4)).toEqual([
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'checkout.session.async_payment_succeeded',
    ]);
    expect(sandbox.list('balance_transaction')).toMatchObject([{ type: 'payment', amount: 500, fee: 4 }]);
  });

  it('hears that the bank refused', async () => {
    const { sandbox, clock } = running;
    const id = await open(onceParams());
    sandbox.pay(id, { email, method: 'delayed-failure' });
    clock.advance(10_000);
    sandbox.tick();
    expect(sandbox.get('checkout.session', id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
    expect(types().slice(-3)).toEqual([
      'charge.failed',
      'payment_intent.payment_failed',
      'checkout.session.async_payment_failed',
    ]);
    expect(sandbox.list('balance_transaction')).toEqual([]);
  });

  it('is given back in part, then in whole', async () => {
    const { stripe, sandbox } = running;
    const { payment_intent } = sandbox.pay(await open(onceParams()), { email, method: 'card' });
    const intent = String(payment_intent);
    const before = sandbox.list('event').length;
    await stripe.refunds.create({ payment_intent: intent, amount: 200 });
    expect(types(before)).toEqual(['refund.created', 'charge.refunded']);
    expect(sandbox.list('charge')).toMatchObject([{ amount_refunded: 200, refunded: false }]);
    await stripe.refunds.create({ payment_intent: intent });
    expect(sandbox.list('charge')).toMatchObject([{ amount_refunded: 500, refunded: true }]);
    expect((await stripe.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([
      300, 200,
    ]);
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });
});

describe('an abandoned session', () => {
  it('expires by itself, and its recovery address opens a new one', async () => {
    const { sandbox, stripe, clock } = running;
    const expires_at = Math.floor(clock.instant.getTime() / 1_000) + 1_800;
    const recovery = { enabled: true };
    const id = await open({ ...onceParams(), expires_at, after_expiration: { recovery } });
    clock.advance(1_800_000);
    const expired = await stripe.checkout.sessions.retrieve(id);
    expect(expired).toMatchObject({ status: 'expired', url: null });
    expect(types()).toEqual(['checkout.session.expired']);

    const visit = () => fetch(String(expired.after_expiration?.recovery?.url), { redirect: 'manual' });
    const answer = await visit();
    expect(answer.status).toBe(303);
    const [recovered] = (await stripe.checkout.sessions.list({ status: 'open' })).data;
    expect(answer.headers.get('location')).toBe(recovered?.url);
    expect(recovered).toMatchObject({
      recovered_from: id,
      amount_total: 500,
      client_reference_id: 'contribution-1',
      metadata: { contribution: 'on-session' },
    });
    expect((await visit()).headers.get('location')).toBe(recovered?.url);
    sandbox.pay(String(recovered?.id), { email, method: 'card' });
    expect(sandbox.list('payment_intent')).toMatchObject([{ metadata: { contribution: 'on-intent' } }]);
  });

  it('is expired by request, once', async () => {
    const { stripe } = running;
    const id = await open(onceParams());
    running.sandbox.pay(id, { email, method: 'declined' });
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired' });
    expect(types().slice(-2)).toEqual(['payment_intent.canceled', 'checkout.session.expired']);
    await expect(stripe.checkout.sessions.expire(id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('a recurring gift', () => {
  it('starts with a subscription, an invoice and what ties them to the payment', async () => {
    const { stripe, sandbox } = running;
    const session = sandbox.pay(await open(monthlyParams()), { email, method: 'card' });
    expect(session).toMatchObject({ payment_status: 'paid', payment_intent: null });
    const subscription = await stripe.subscriptions.retrieve(String(session.subscription));
    expect(subscription).toMatchObject({
      status: 'active',
      customer: session.customer,
      latest_invoice: session.invoice,
      metadata: { contribution: 'on-subscription' },
    });
    const [item] = subscription.items.data;
    expect(new Date((item?.current_period_end ?? 0) * 1_000).toISOString()).toBe('2026-12-23T10:00:00.000Z');
    const invoice = await stripe.invoices.retrieve(String(session.invoice));
    expect(invoice).toMatchObject({
      status: 'paid',
      amount_paid: 500,
      billing_reason: 'subscription_create',
      customer_email: email,
      parent: {
        subscription_details: {
          subscription: subscription.id,
          metadata: { contribution: 'on-subscription' },
        },
      },
      lines: { data: [{ period: { end: item?.current_period_end } }] },
    });
    const { data: payments } = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(payments).toMatchObject([{ status: 'paid', amount_paid: 500 }]);
    const intent = String(payments[0]?.payment.payment_intent);
    const byIntent = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
    });
    expect(byIntent.data.map(({ invoice: id }) => id)).toEqual([invoice.id]);
    expect(sandbox.get('payment_intent', intent)).toMatchObject({ status: 'succeeded', metadata: {} });
    expect(types()).toEqual([
      'customer.created',
      'payment_intent.created',
      'payment_method.attached',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
      'checkout.session.completed',
    ]);
  });

  it('renews on the same day of each month, as far as the month has it', async () => {
    running.clock.instant = new Date('2027-01-31T10:00:00Z');
    const { sandbox } = running;
    const { subscription } = sandbox.pay(await open(monthlyParams()), { email, method: 'card' });
    const ends = () =>
      new Date((sandbox.list('subscription')[0]?.items.data[0]?.current_period_end ?? 0) * 1_000)
        .toISOString()
        .slice(0, 10);
    expect(ends()).toBe('2027-02-28');
    const before = sandbox.list('event').length;
    sandbox.renew(String(subscription));
    expect(ends()).toBe('2027-03-31');
    expect(types(before)).toEqual([
      'customer.subscription.updated',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ]);
    expect(sandbox.list('invoice').map(({ billing_reason: reason }) => reason)).toEqual([
      'subscription_create',
      'subscription_cycle',
    ]);
  });

  it('falls behind when a renewal is declined and catches up with the next', async () => {
    const { sandbox } = running;
    const id = String(sandbox.pay(await open(monthlyParams()), { email, method: 'card' }).subscription);
    expect(sandbox.renew(id, 'declined').status).toBe('past_due');
    expect(sandbox.list('invoice').at(-1)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(types()).toContain('invoice.payment_failed');
    expect(sandbox.renew(id).status).toBe('active');
  });

  it('ends with its period when asked to, or at once', async () => {
    const { stripe, sandbox } = running;
    const id = String(sandbox.pay(await open(monthlyParams()), { email, method: 'card' }).subscription);
    const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(ending).toMatchObject({ cancel_at_period_end: true, status: 'active' });
    expect(ending.cancel_at).toBe(ending.items.data[0]?.current_period_end);
    const kept = await stripe.subscriptions.update(id, { cancel_at_period_end: false });
    expect(kept).toMatchObject({ cancel_at: null, canceled_at: null });
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    sandbox.renew(id);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
    expect(types().at(-1)).toBe('customer.subscription.deleted');
    expect(() => sandbox.renew(id)).toThrow('ended');

    const other = String(sandbox.pay(await open(monthlyParams()), { email, method: 'card' }).subscription);
    const canceled = await stripe.subscriptions.cancel(other, { cancellation_details: { comment: 'Bye' } });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_details: { comment: 'Bye' } });
  });

  it('is active while the bank is asked, paid once it has answered', async () => {
    const { sandbox, clock } = running;
    const session = sandbox.pay(await open(monthlyParams()), { email, method: 'delayed-success' });
    expect(session.payment_status).toBe('unpaid');
    expect(sandbox.list('subscription')).toMatchObject([{ status: 'active' }]);
    expect(sandbox.list('invoice')).toMatchObject([{ status: 'open' }]);
    expect(types()).not.toContain('invoice.paid');
    clock.advance(10_000);
    sandbox.tick();
    expect(types().slice(-4)).toEqual([
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'checkout.session.async_payment_succeeded',
    ]);
  });

  it('is past due once the bank refused its first debit', async () => {
    const { sandbox } = running;
    const session = sandbox.pay(await open(monthlyParams()), { email, method: 'delayed-failure' });
    sandbox.settle(String(sandbox.list('payment_intent')[0]?.id), 'fail');
    expect(sandbox.get('subscription', String(session.subscription))?.status).toBe('past_due');
    expect(types().slice(-3)).toEqual([
      'invoice.payment_failed',
      'customer.subscription.updated',
      'checkout.session.async_payment_failed',
    ]);
  });

  it('makes one subscription however often the card is declined first', async () => {
    const { sandbox } = running;
    const id = await open(monthlyParams());
    sandbox.pay(id, { email, method: 'declined' });
    sandbox.pay(id, { email, method: 'declined' });
    expect(sandbox.list('subscription')).toEqual([]);
    sandbox.pay(id, { email, method: 'card' });
    expect(sandbox.list('subscription')).toHaveLength(1);
    expect(sandbox.list('payment_intent')).toHaveLength(1);
  });
});

describe('what did not come through a checkout', () => {
  it('takes a payment from outside', async () => {
    const { stripe } = running;
    const intent = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      receipt_email: email,
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2_000 });
  });

  it('takes a subscription from outside', async () => {
    const { stripe } = running;
    const customer = await stripe.customers.create({
      email,
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const price = await stripe.prices.create({
      currency: 'eur',
      unit_amount: 6_000,
      recurring: { interval: 'year' },
      product_data: { name: 'Membership' },
    });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
    });
    expect(subscription).toMatchObject({ status: 'active', currency: 'eur' });
    const end = subscription.items.data[0]?.current_period_end ?? 0;
    expect(new Date(end * 1_000).toISOString().slice(0, 10)).toBe('2027-11-23');
  });
});
