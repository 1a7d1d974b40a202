import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, type Running, start } from './harness.ts';

let running: Running;
let id: string;
beforeEach(async () => {
  running = await start({ renewals: 'automatic' });
  const session = await running.stripe.checkout.sessions.create(monthlyParams());
  id = String(running.sandbox.pay(session.id, { email: 'reader@example.org', method: 'card' }).subscription);
});
afterEach(() => running.stop());

function eventsOf(prefix: string) {
  return running.sandbox.list('event').filter(({ type }) => type.startsWith(prefix));
}

function invoices() {
  return running.sandbox.list('invoice').map(({ status }) => status);
}

function seconds(instant: string): number {
  return new Date(instant).getTime() / 1_000;
}

async function itemOf() {
  return (await running.stripe.subscriptions.retrieve(id)).items.data[0];
}

describe('an end', () => {
  it('comes at the instant that was asked for', async () => {
    const cancel_at = seconds('2027-01-10T00:00:00Z');
    const ending = await running.stripe.subscriptions.update(id, {
      cancel_at,
      cancellation_details: { feedback: 'too_expensive', comment: 'Bye' },
    });
    expect(ending).toMatchObject({ cancel_at, cancel_at_period_end: false, status: 'active' });
    running.sandbox.advance({ months: 3 });
    expect(await running.stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      ended_at: cancel_at,
      cancellation_details: { reason: 'cancellation_requested', feedback: 'too_expensive', comment: 'Bye' },
    });
    expect(invoices()).toEqual(['paid', 'paid']);
  });

  it('can be taken back, either way it was asked for', async () => {
    const { subscriptions } = running.stripe;
    await subscriptions.update(id, { cancel_at: seconds('2027-01-10T00:00:00Z') });
    expect(await subscriptions.update(id, { cancel_at: '' })).toMatchObject({
      cancel_at: null,
      canceled_at: null,
      cancellation_details: { reason: null },
    });
    await subscriptions.update(id, { cancel_at_period_end: true });
    await subscriptions.update(id, { cancel_at_period_end: false });
    running.sandbox.advance({ months: 2 });
    expect(invoices()).toEqual(['paid', 'paid', 'paid']);
    await expect(
      subscriptions.update(id, { cancel_at: seconds('2020-01-01T00:00:00Z') }),
    ).rejects.toMatchObject({
      param: 'cancel_at',
    });
  });
});

describe('a pause of collection', () => {
  it.each([
    ['void', 'void', 'invoice.voided'],
    ['mark_uncollectible', 'uncollectible', 'invoice.marked_uncollectible'],
    ['keep_as_draft', 'draft', 'invoice.created'],
  ] as const)('with %s leaves the status and each invoice %s', async (behavior, status, event) => {
    const { subscriptions } = running.stripe;
    await subscriptions.update(id, { pause_collection: { behavior } });
    running.sandbox.advance({ months: 2 });
    expect(invoices()).toEqual(['paid', status, status]);
    expect(eventsOf(event).length).toBeGreaterThanOrEqual(2);
    expect(running.sandbox.get('subscription', id)?.status).toBe('active');
    expect(eventsOf('customer.subscription.paused')).toEqual([]);
    expect(running.sandbox.list('charge')).toHaveLength(1);
    await subscriptions.update(id, { pause_collection: '' });
    running.sandbox.advance({ months: 1 });
    expect(invoices().at(-1)).toBe('paid');
  });

  it('ends by itself', async () => {
    const resumes_at = seconds('2027-01-01T00:00:00Z');
    await running.stripe.subscriptions.update(id, { pause_collection: { behavior: 'void', resumes_at } });
    running.sandbox.advance({ months: 2 });
    expect(invoices()).toEqual(['paid', 'void', 'paid']);
    const told = eventsOf('customer.subscription.updated').find(({ created }) => created === resumes_at);
    expect(told?.data.object).toMatchObject({ pause_collection: null });
  });
});

describe('a pause of the subscription', () => {
  it('stops everything until it is resumed, with a period and an invoice that start then', async () => {
    const { subscriptions } = running.stripe;
    expect(await subscriptions.pause(id)).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'pause_requested' } } },
    });
    expect(eventsOf('customer.subscription.paused')).toHaveLength(1);
    running.sandbox.advance({ months: 5 });
    expect(invoices()).toEqual(['paid']);
    const resumed = await subscriptions.resume(id);
    expect(resumed.status).toBe('active');
    expect(resumed.status_details).toBeUndefined();
    expect(resumed.items.data[0]?.current_period_end).toBe(seconds('2027-05-23T10:00:00Z'));
    expect(invoices()).toEqual(['paid', 'paid']);
    expect(eventsOf('customer.subscription.resumed')).toHaveLength(1);
    await expect(subscriptions.resume(id)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('lasts until payment where that was asked for', async () => {
    const { subscriptions, paymentMethods, invoices: bills } = running.stripe;
    await subscriptions.pause(id);
    const customer = running.sandbox.get('subscription', id)?.customer ?? '';
    const refused = await paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await subscriptions.update(id, { default_payment_method: refused.id });
    const resumed = await subscriptions.resume(id, { payment_behavior: 'resume_on_payment_success' });
    expect(resumed.status).toBe('paused');
    expect(eventsOf('customer.subscription.resumed')).toEqual([]);
    await bills.pay(String(resumed.latest_invoice), { payment_method: 'pm_card_visa' });
    expect(running.sandbox.get('subscription', id)?.status).toBe('active');
    expect(eventsOf('customer.subscription.resumed')).toHaveLength(1);
  });
});

describe('another gift', () => {
  const recurring = (interval: 'month' | 'year') => ({ interval });
  async function change(unit_amount: number, interval: 'month' | 'year') {
    const product = String((await itemOf())?.price.product);
    const price_data = { currency: 'usd', unit_amount, product, recurring: recurring(interval) };
    return running.stripe.subscriptions.update(id, {
      items: [{ id: String((await itemOf())?.id), price_data }],
      proration_behavior: 'none',
    });
  }

  it('of the same interval costs otherwise from the next period on', async () => {
    const before = await itemOf();
    const changed = await change(900, 'month');
    expect(changed.items.data[0]).toMatchObject({
      id: before?.id,
      current_period_end: before?.current_period_end,
      price: { unit_amount: 900 },
    });
    expect(invoices()).toEqual(['paid']);
    running.sandbox.advance({ months: 1 });
    expect(running.sandbox.list('invoice').at(-1)).toMatchObject({ amount_paid: 900 });
  });

  it('of another interval starts and is billed now', async () => {
    running.sandbox.advance({ days: 10 });
    const changed = await change(6_000, 'year');
    expect(changed.items.data[0]?.current_period_end).toBe(seconds('2027-12-03T10:00:00Z'));
    expect(running.sandbox.list('invoice').at(-1)).toMatchObject({
      amount_paid: 6_000,
      billing_reason: 'subscription_update',
    });
  });

  it('is refused with prorations, which the sandbox does not reckon', async () => {
    const items = [{ id: String((await itemOf())?.id), quantity: 2 }];
    await expect(running.stripe.subscriptions.update(id, { items })).rejects.toMatchObject({
      param: 'proration_behavior',
    });
  });
});

describe('methods and customers', () => {
  it('tell what becomes of a method', async () => {
    const { paymentMethods } = running.stripe;
    const method = String(running.sandbox.get('subscription', id)?.default_payment_method);
    await paymentMethods.update(method, { card: { exp_year: 2040 } });
    running.sandbox.replaceCard(method);
    const detached = await paymentMethods.detach(method);
    expect(detached.customer).toBe(null);
    expect(eventsOf('payment_method.').map(({ type }) => type)).toEqual([
      'payment_method.attached',
      'payment_method.updated',
      'payment_method.automatically_updated',
      'payment_method.detached',
    ]);
    expect(eventsOf('payment_method.detached')[0]?.data).toMatchObject({
      object: { customer: null },
      previous_attributes: { customer: expect.stringMatching(/^cus_/) },
    });
    expect(running.sandbox.get('subscription', id)?.default_payment_method).toBe(null);
  });

  it('tell that a mandate is not in force any more', async () => {
    const { stripe, sandbox } = running;
    const customer = sandbox.get('subscription', id)?.customer ?? '';
    const debit = await stripe.paymentMethods.attach('pm_usBankAccount_success', { customer });
    const mandate = sandbox.updateMandate(debit.id, 'inactive');
    expect(eventsOf('mandate.updated')[0]?.data.object).toMatchObject({ id: mandate.id, status: 'inactive' });
    expect(await stripe.mandates.retrieve(mandate.id)).toMatchObject({ payment_method: debit.id });
  });

  it('end with the customer', async () => {
    const { stripe } = running;
    const customer = running.sandbox.get('subscription', id)?.customer ?? '';
    await stripe.customers.update(customer, { email: 'new@example.org' });
    expect(eventsOf('customer.updated')[0]?.data.previous_attributes).toMatchObject({
      email: 'reader@example.org',
    });
    await stripe.customers.del(customer);
    expect(
      running.sandbox
        .list('event')
        .slice(-2)
        .map(({ type }) => type),
    ).toEqual(['customer.subscription.deleted', 'customer.deleted']);
    expect((await stripe.subscriptions.list({ customer, status: 'all' })).data).toMatchObject([
      { id, status: 'canceled' },
    ]);
    running.sandbox.advance({ months: 2 });
    expect(invoices()).toEqual(['paid']);
  });
});

describe('lists', () => {
  it('find invoices and their payments', async () => {
    const { stripe, sandbox } = running;
    sandbox.plan(id, 'declined');
    sandbox.advance({ months: 1 });
    const [first, second] = sandbox.list('invoice').map((invoice) => invoice.id);
    const customer = sandbox.get('subscription', id)?.customer ?? '';
    const found = async (params: Parameters<typeof stripe.invoices.list>[0]) =>
      (await stripe.invoices.list(params)).data.map((invoice) => invoice.id);
    expect(await found({ customer })).toEqual([second, first]);
    expect(await found({ subscription: id, status: 'paid' })).toEqual([first]);
    expect(await found({ created: { gt: seconds('2026-12-01T00:00:00Z') } })).toEqual([second]);
    const intent = String(sandbox.list('payment_intent').at(-1)?.id);
    const { data } = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
    });
    expect(data).toMatchObject([{ invoice: second, status: 'open' }]);
    expect(await stripe.invoicePayments.retrieve(String(data[0]?.id))).toMatchObject({ invoice: second });
    const all = await stripe.subscriptions.list({
      status: 'all',
      created: { lte: seconds('2026-11-24T00:00:00Z') },
    });
    expect(all.data.map((one) => one.id)).toEqual([id]);
  });
});
