import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const HOUR = 60 * 60 * 1_000;

async function gift(params: Stripe.Checkout.SessionCreateParams, email: string) {
  const { id } = await running.stripe.checkout.sessions.create(params);
  return running.sandbox.pay(id, { email, method: 'card' });
}

/** A page at a time, and everything all the same. */
async function ids(list: Stripe.ApiListPromise<{ id: string }>): Promise<string[]> {
  return (await list.autoPagingToArray({ limit: 1_000 })).map(({ id }) => id);
}

describe('what happened since a moment', () => {
  let since: number;
  let early: Stripe.Checkout.Session['id'];
  beforeEach(async () => {
    const { clock } = running;
    early = (await gift(monthlyParams(), 'one@example.org')).id;
    await gift(onceParams(), 'one@example.org');
    clock.advance(HOUR);
    since = clock.instant.getTime() / 1_000;
    await gift(monthlyParams(), 'two@example.org');
    await gift(onceParams(), 'two@example.org');
  });

  it('is listed for every kind that a backfill reads', async () => {
    const { stripe, sandbox } = running;
    const created = { gte: since };
    const page = { created, limit: 1 };
    const late = (kind: Parameters<typeof sandbox.list>[0]) =>
      sandbox
        .list(kind)
        .filter((one) => 'created' in one && Number(one.created) >= since)
        .map(({ id }) => id)
        .reverse();
    expect(await ids(stripe.charges.list(page))).toEqual(late('charge'));
    expect(await ids(stripe.paymentIntents.list(page))).toEqual(late('payment_intent'));
    expect(await ids(stripe.checkout.sessions.list(page))).toEqual(late('checkout.session'));
    expect(await ids(stripe.invoices.list(page))).toEqual(late('invoice'));
    expect(await ids(stripe.invoicePayments.list(page))).toEqual(late('invoice_payment'));
    expect(await ids(stripe.subscriptions.list(page))).toEqual(late('subscription'));
    expect(await ids(stripe.balanceTransactions.list(page))).toEqual(late('balance_transaction'));
    expect(await ids(stripe.events.list(page))).toEqual(late('event'));
    for (const kind of ['charge', 'invoice', 'subscription', 'checkout.session'] as const) {
      expect(late(kind).length).toBeGreaterThan(0);
      expect(late(kind).length).toBeLessThan(sandbox.list(kind).length);
    }
    expect(await ids(stripe.checkout.sessions.list({ created: { lt: since } }))).toContain(early);
  });

  it('is listed as events of some types only', async () => {
    const types = ['charge.succeeded', 'invoice.paid'];
    const page = { created: { gte: since }, types, limit: 2 };
    const found = await running.stripe.events.list(page).autoPagingToArray({ limit: 1_000 });
    expect(found.map(({ type }) => type).sort()).toEqual([
      'charge.succeeded',
      'charge.succeeded',
      'invoice.paid',
    ]);
  });
});

it('finds the charges of an intent and of a customer, and the payments of an invoice', async () => {
  const { stripe } = running;
  const one = await gift(monthlyParams(), 'one@example.org');
  const other = await gift(onceParams(), 'two@example.org');
  const [payment] = (await stripe.invoicePayments.list({ invoice: String(one.invoice) })).data;
  const intent = String(payment?.payment.payment_intent);
  const [charge, ...more] = (await stripe.charges.list({ payment_intent: intent })).data;
  expect(charge).toMatchObject({ payment_intent: intent, customer: one.customer });
  expect(more).toEqual([]);
  expect(await ids(stripe.charges.list({ customer: String(one.customer) }))).toEqual([charge?.id]);
  expect(await ids(stripe.paymentIntents.list({ customer: String(other.customer) }))).toEqual([
    other.payment_intent,
  ]);
  const found = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: intent },
  });
  expect(found.data).toMatchObject([{ invoice: one.invoice }]);
});
