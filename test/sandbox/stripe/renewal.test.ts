import type Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/stripe/sandbox.ts';
import { monthlyParams, type Running, start } from './harness.ts';

let running: Running;
afterEach(() => running.stop());

const email = 'reader@example.org';

/** A monthly gift of today, whose clock renews it. */
async function member(options: Pick<SandboxOptions, 'renewals' | 'dunning'> = {}): Promise<string> {
  running = await start({ renewals: 'automatic', ...options });
  const { id } = await running.stripe.checkout.sessions.create(monthlyParams());
  return String(running.sandbox.pay(id, { email, method: 'card' }).subscription);
}

function types(after: number): string[] {
  return running.sandbox
    .list('event')
    .slice(after)
    .map(({ type }) => type);
}

function standing(id: string) {
  return running.sandbox.get('subscription', id)?.status;
}

function lastInvoice() {
  return running.sandbox.list('invoice').at(-1);
}

function day(seconds: number | null | undefined): string {
  return new Date((seconds ?? 0) * 1_000).toISOString().slice(0, 10);
}

/** Gives the subscription another method, which decides what becomes of its renewals. */
async function payWith(id: string, method: string): Promise<void> {
  const customer = running.sandbox.get('subscription', id)?.customer ?? '';
  const attached = await running.stripe.paymentMethods.attach(method, { customer });
  await running.stripe.subscriptions.update(id, { default_payment_method: attached.id });
}

describe('renewals by the clock', () => {
  it('come at the end of each period, at their own time', async () => {
    const id = await member();
    running.sandbox.advance({ months: 3 });
    const invoices = running.sandbox.list('invoice');
    expect(invoices.map(({ created, status }) => [day(created), status])).toEqual([
      ['2026-11-23', 'paid'],
      ['2026-12-23', 'paid'],
      ['2027-01-23', 'paid'],
      ['2027-02-23', 'paid'],
    ]);
    expect(new Set(running.sandbox.list('payment_intent').map(({ status }) => status))).toEqual(
      new Set(['succeeded']),
    );
    expect(standing(id)).toBe('active');
    const [item] = (await running.stripe.subscriptions.retrieve(id)).items.data;
    expect(day(item?.current_period_end)).toBe('2027-03-23');
  });

  it('do not come where renewals are by hand', async () => {
    await member({ renewals: 'by-hand' });
    running.sandbox.advance({ months: 3 });
    expect(running.sandbox.list('invoice')).toHaveLength(1);
  });

  it('end where the subscription ends', async () => {
    const id = await member();
    await running.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    running.sandbox.advance({ months: 2 });
    expect(running.sandbox.list('invoice')).toHaveLength(1);
    expect(day(running.sandbox.get('subscription', id)?.ended_at)).toBe('2026-12-23');
  });
});

describe('a refused renewal', () => {
  it('is tried again after 3, 5 and 7 days, and then the subscription ends', async () => {
    const id = await member();
    await payWith(id, 'pm_card_chargeCustomerFail');
    const before = running.sandbox.list('event').length;
    running.sandbox.advance({ to: new Date('2026-12-23T10:00:00Z') });
    expect(types(before)).toEqual([
      'customer.subscription.updated',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'customer.subscription.updated',
      'customer.subscription.updated',
    ]);
    expect(standing(id)).toBe('past_due');
    const attempts = [];
    for (const days of [0, 3, 5, 7]) {
      running.sandbox.advance({ days });
      attempts.push([lastInvoice()?.attempt_count, day(lastInvoice()?.next_payment_attempt)]);
    }
    expect(attempts).toEqual([
      [1, '2026-12-26'],
      [2, '2026-12-31'],
      [3, '2027-01-07'],
      [4, '1970-01-01'],
    ]);
    expect(running.sandbox.get('subscription', id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect(types(before).slice(-1)).toEqual(['customer.subscription.deleted']);
    expect(lastInvoice()).toMatchObject({ status: 'open', auto_advance: false });
    running.sandbox.advance({ months: 12 });
    expect(running.sandbox.list('invoice')).toHaveLength(2);
  });

  it.each(['unpaid', 'past_due'] as const)('leaves it %s where the settings say so', async (atLast) => {
    const id = await member({ dunning: { retryAfterDays: [1], atLast } });
    await payWith(id, 'pm_card_chargeCustomerFail');
    running.sandbox.advance({ months: 1, days: 3 });
    expect(standing(id)).toBe(atLast);
    running.sandbox.advance({ months: 1 });
    expect(lastInvoice()?.status).toBe(atLast === 'unpaid' ? 'draft' : 'open');
  });

  it('is recovered by a new method with the next attempt', async () => {
    const id = await member();
    await payWith(id, 'pm_card_chargeCustomerFail');
    running.sandbox.advance({ months: 1 });
    await payWith(id, 'pm_card_visa');
    const before = running.sandbox.list('event').length;
    running.sandbox.advance({ days: 3 });
    expect(types(before)).toEqual([
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ]);
    expect(standing(id)).toBe('active');
    expect(lastInvoice()).toMatchObject({ status: 'paid', attempt_count: 2, next_payment_attempt: null });
    expect(running.sandbox.list('payment_intent')).toHaveLength(2);
  });

  it('can be planned for the next one alone', async () => {
    const id = await member();
    running.sandbox.plan(id, 'declined');
    running.sandbox.advance({ months: 1 });
    expect(standing(id)).toBe('past_due');
    running.sandbox.advance({ days: 3 });
    expect(standing(id)).toBe('active');
  });

  it('can lack a method to try', async () => {
    const id = await member();
    const method = String(running.sandbox.get('subscription', id)?.default_payment_method);
    await running.stripe.paymentMethods.detach(method);
    running.sandbox.advance({ months: 1 });
    expect(lastInvoice()).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(running.sandbox.list('charge')).toHaveLength(1);
    expect(standing(id)).toBe('past_due');
  });
});

describe('a bank that wants to hear from the payer', () => {
  it('is asked, and the renewal is paid', async () => {
    const id = await member();
    await payWith(id, 'pm_card_authenticationRequired');
    const before = running.sandbox.list('event').length;
    running.sandbox.advance({ months: 1 });
    expect(types(before).slice(-5)).toEqual([
      'payment_intent.requires_action',
      'invoice.payment_action_required',
      'invoice.payment_failed',
      'customer.subscription.updated',
      'customer.subscription.updated',
    ]);
    const intent = String(running.sandbox.list('payment_intent').at(-1)?.id);
    expect(running.sandbox.get('payment_intent', intent)?.status).toBe('requires_action');
    expect(running.sandbox.authenticate(intent, 'succeed').status).toBe('succeeded');
    expect(lastInvoice()?.status).toBe('paid');
    expect(standing(id)).toBe('active');
  });

  it('refuses, and the method is gone from the intent', async () => {
    const id = await member();
    running.sandbox.plan(id, 'action-required');
    running.sandbox.advance({ months: 1 });
    const intent = String(running.sandbox.list('payment_intent').at(-1)?.id);
    expect(running.sandbox.authenticate(intent, 'fail')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    expect(lastInvoice()).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(standing(id)).toBe('past_due');
  });
});

describe('invoices by hand', () => {
  async function refused(): Promise<[subscription: string, invoice: string]> {
    const id = await member();
    running.sandbox.plan(id, 'declined');
    running.sandbox.advance({ months: 1 });
    return [id, String(lastInvoice()?.id)];
  }

  it('are paid with another method, or refused again', async () => {
    const [id, invoice] = await refused();
    const { invoices } = running.stripe;
    await expect(
      invoices.pay(invoice, { payment_method: 'pm_card_chargeCustomerFail' }),
    ).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect(await invoices.pay(invoice, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'paid',
      attempt_count: 3,
      amount_paid: 500,
    });
    expect(standing(id)).toBe('active');
    await expect(invoices.pay(invoice)).rejects.toMatchObject({ code: 'invoice_already_paid' });
  });

  it('are paid outside Stripe: nothing moves, and no payment is tied to them', async () => {
    const [id, invoice] = await refused();
    const before = running.sandbox.list('balance_transaction').length;
    const paid = await running.stripe.invoices.pay(invoice, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 500, amount_remaining: 0 });
    const { data } = await running.stripe.invoicePayments.list({ invoice, status: 'paid' });
    expect(data).toEqual([]);
    expect(running.sandbox.list('balance_transaction')).toHaveLength(before);
    expect(standing(id)).toBe('active');
  });

  it('are voided or given up', async () => {
    const [, invoice] = await refused();
    expect(await running.stripe.invoices.markUncollectible(invoice)).toMatchObject({
      status: 'uncollectible',
    });
    expect(await running.stripe.invoices.voidInvoice(invoice)).toMatchObject({ status: 'void' });
    expect(types(0)).toEqual(
      expect.arrayContaining(['invoice.marked_uncollectible', 'invoice.voided', 'payment_intent.canceled']),
    );
    const attempts = running.sandbox.list('charge').length;
    running.sandbox.advance({ days: 20 });
    expect(running.sandbox.list('charge')).toHaveLength(attempts);
    await expect(running.stripe.invoices.pay(invoice)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('stay drafts where they cannot be finalised, until somebody sees to it', async () => {
    const id = await member();
    running.sandbox.plan(id, 'finalization-failed');
    running.sandbox.advance({ months: 1 });
    const draft = lastInvoice();
    expect(draft).toMatchObject({
      status: 'draft',
      last_finalization_error: { type: 'invalid_request_error' },
    });
    expect(types(0)).toContain('invoice.finalization_failed');
    expect(standing(id)).toBe('active');
    const { invoices } = running.stripe;
    expect(await invoices.finalizeInvoice(String(draft?.id))).toMatchObject({ status: 'open' });
    expect(await invoices.pay(String(draft?.id))).toMatchObject({ status: 'paid' });
  });
});

describe('a first payment', () => {
  async function outside(method: string): Promise<Stripe.Subscription> {
    running = await start({ renewals: 'automatic' });
    const { stripe } = running;
    const customer = await stripe.customers.create({ email, payment_method: method });
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      recurring: { interval: 'month' },
      product_data: { name: 'Membership' },
    });
    return stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: method,
    });
  }

  it('that does not come within 23 hours ends it', async () => {
    const { id, status } = await outside('pm_card_chargeDeclined');
    expect(status).toBe('incomplete');
    expect(lastInvoice()?.next_payment_attempt).toBe(null);
    running.sandbox.advance({ to: new Date('2026-11-24T08:59:59Z') });
    expect(standing(id)).toBe('incomplete');
    running.sandbox.advance({ to: new Date('2026-11-24T09:00:00Z') });
    expect(standing(id)).toBe('incomplete_expired');
    expect(lastInvoice()?.status).toBe('void');
    running.sandbox.advance({ months: 2 });
    expect(running.sandbox.list('invoice')).toHaveLength(1);
  });

  it.each([
    ['succeed', 'active'],
    ['fail', 'incomplete'],
  ] as const)('that the bank asks about can %s', async (answer, status) => {
    const { id } = await outside('pm_card_authenticationRequired');
    expect(standing(id)).toBe('incomplete');
    running.sandbox.authenticate(String(running.sandbox.list('payment_intent')[0]?.id), answer);
    expect(standing(id)).toBe(status);
  });
});
