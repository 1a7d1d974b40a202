import type Stripe from 'stripe';
import { fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import { patiently } from './patiently.ts';
import { readBalanceTransaction, readDispute, readPayout } from './read-balance.ts';
import { readCharge, readRefund } from './read-charge.ts';
import type {
  BalanceTransactionReading,
  ChargeReading,
  DisputeReading,
  PayoutReading,
  RefundReading,
} from './readings.ts';
import { dateOf } from './retrieve-object.ts';

/** From an instant up to, not including, another; `from` null: from the beginning of the account. */
export type Span = { from: Date | null; to: Date };

/** All of one kind that Stripe made within a span of whole seconds: nothing of it is anywhere else. */
export type Made<Reading> = { span: Span; readings: Reading[] };

/** Newest first. @throws StripeError, ZodError */
export function listBalanceMade(
  stripe: StripeClient,
  span: Span,
): AsyncGenerator<Made<BalanceTransactionReading>> {
  const read = (object: Stripe.BalanceTransaction) => readBalanceTransaction(object).reading;
  return inSpans(span, (page) => stripe.balanceTransactions.list(page), read);
}

/** Newest first. @throws StripeError, ZodError */
export function listChargesMade(stripe: StripeClient, span: Span): AsyncGenerator<Made<ChargeReading>> {
  return inSpans(
    span,
    (page) => stripe.charges.list(page),
    (object) => readCharge(object).reading,
  );
}

/** Newest first. @throws StripeError, ZodError */
export function listRefundsMade(stripe: StripeClient, span: Span): AsyncGenerator<Made<RefundReading>> {
  return inSpans(
    span,
    (page) => stripe.refunds.list(page),
    (object) => readRefund(object).reading,
  );
}

/** Newest first. @throws StripeError, ZodError */
export function listDisputesMade(stripe: StripeClient, span: Span): AsyncGenerator<Made<DisputeReading>> {
  return inSpans(
    span,
    (page) => stripe.disputes.list(page),
    (object) => readDispute(object).reading,
  );
}

/** Newest first. @throws StripeError, ZodError */
export function listPayoutsMade(stripe: StripeClient, span: Span): AsyncGenerator<Made<PayoutReading>> {
  return inSpans(
    span,
    (page) => stripe.payouts.list(page),
    (object) => readPayout(object).reading,
  );
}

/** Minor units of one currency. */
export type Holding = { available: bigint; pending: bigint };

/** What is on the balance, by currency; and when that was true, by Stripe's clock. @throws StripeError */
export async function readHoldings(
  stripe: StripeClient,
): Promise<{ holdings: Map<string, Holding>; readAt: Date }> {
  const balance = await patiently(() => stripe.balance.retrieve());
  const holdings = new Map<string, Holding>();
  for (const part of ['available', 'pending'] as const) {
    for (const { currency, amount } of balance[part]) {
      const held = holdings.get(currency) ?? { available: 0n, pending: 0n };
      holdings.set(currency, { ...held, [part]: held[part] + BigInt(amount) });
    }
  }
  return { holdings, readAt: dateOf(balance) };
}

type Page = { created: { gte?: number; lt: number }; starting_after?: string; limit: number };

/** Stripe's pages, cut where a second ends, so that what was made within each span is known to be all. */
async function* inSpans<Item extends { id: string; created: number }, Reading>(
  { from, to }: Span,
  list: (page: Page) => Promise<Stripe.ApiList<Item>>,
  read: (item: Item) => Reading,
): AsyncGenerator<Made<Reading>> {
  const created = { ...(from !== null && { gte: toUnixSeconds(from) }), lt: toUnixSeconds(to) };
  let end = to;
  let kept: Item[] = [];
  let last: string | undefined;
  for (;;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await patiently(() => list({ created, ...after, limit: 100 }));
    const items = [...kept, ...page.data];
    const oldest = items.at(-1);
    last = oldest?.id;
    if (!page.has_more || oldest === undefined) {
      yield { span: { from, to: end }, readings: items.map(read) };
      return;
    }
    const start = fromUnixSeconds(oldest.created + 1);
    const whole = items.filter((item) => item.created > oldest.created);
    kept = items.slice(whole.length);
    if (whole.length > 0) {
      yield { span: { from: start, to: end }, readings: whole.map(read) };
      end = start;
    }
  }
}
