import type Stripe from 'stripe';
import { expect } from 'vitest';
import type { Running } from './harness.ts';

export type Paid = { intent: string; charge: string };

/** A payment with one of Stripe's test methods, over the API. */
export async function payCard(
  { stripe }: Running,
  order: { amount: number; currency?: string; method?: string },
): Promise<Paid> {
  const intent = await stripe.paymentIntents.create({
    amount: order.amount,
    currency: order.currency ?? 'usd',
    confirm: true,
    payment_method: order.method ?? 'pm_card_visa',
  });
  return { intent: intent.id, charge: String(intent.latest_charge) };
}

/** Every event type since the one that was `after` in the order of their making. */
export function eventTypes({ sandbox }: Running, after = 0): string[] {
  return sandbox
    .list('event')
    .slice(after)
    .map(({ type }) => type);
}

export async function allTransactions(
  { stripe }: Running,
  filter: Stripe.BalanceTransactionListParams = {},
): Promise<Stripe.BalanceTransaction[]> {
  return await stripe.balanceTransactions
    .list({ ...filter, limit: 100 })
    .autoPagingToArray({ limit: 10_000 });
}

/** The balance on its own account and the list of its transactions tell the same, to the cent. */
export async function expectBalanced(running: Running): Promise<void> {
  const balance = await running.stripe.balance.retrieve();
  const listed = await allTransactions(running);
  const sumOf = (status: string, currency: string) =>
    listed
      .filter((one) => one.status === status && one.currency === currency)
      .reduce((sum, { net }) => sum + net, 0);
  for (const status of ['available', 'pending'] as const) {
    const told = balance[status].map(({ currency, amount }) => [currency, amount]);
    expect(told).toEqual(balance[status].map(({ currency }) => [currency, sumOf(status, currency)]));
  }
  const told = new Set(balance.available.map(({ currency }) => currency));
  expect(told).toEqual(new Set(listed.map(({ currency }) => currency)));
}
