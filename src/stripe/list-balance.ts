import type Stripe from 'stripe';
import { DAY, plus, toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import { readBalanceTransaction } from './read-balance.ts';
import type { BalanceTransactionReading } from './readings.ts';
import { dateOf } from './retrieve-object.ts';

/** One page of what moved on the balance. */
export type BalancePage = { readings: BalanceTransactionReading[]; readAt: Date };

/**
 * What moved on the balance from an instant up to, not including, another; newest first, page by page.
 * @throws StripeError, ZodError
 */
export function listBalance(
  stripe: StripeClient,
  { from, to }: { from: Date; to: Date },
): AsyncGenerator<BalancePage> {
  const created = { gte: toUnixSeconds(from), lt: toUnixSeconds(to) };
  return listPages(stripe, { created }, null);
}

/**
 * An instant before which nothing has moved on the balance: some steps back, each twice as far as the one before.
 * @throws StripeError
 */
export async function beforeFirstMovement(stripe: StripeClient, end: Date): Promise<Date> {
  for (let days = 30; ; days *= 2) {
    const before = plus(end, -days * DAY);
    const { data } = await stripe.balanceTransactions.list({
      created: { lt: toUnixSeconds(before) },
      limit: 1,
    });
    if (data.length === 0) return before;
  }
}

/** The lines of a payout; Stripe knows them of automatic ones alone. @throws StripeError, ZodError */
export function listPayoutLines(stripe: StripeClient, payout: string): AsyncGenerator<BalancePage> {
  return listPages(stripe, { payout }, payout);
}

async function* listPages(
  stripe: StripeClient,
  filter: Stripe.BalanceTransactionListParams,
  payout: string | null,
): AsyncGenerator<BalancePage> {
  let last: string | undefined;
  for (;;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await stripe.balanceTransactions.list({ ...filter, ...after, limit: 100 });
    yield {
      readings: page.data.map((transaction) => readBalanceTransaction(transaction, payout).reading),
      readAt: dateOf(page),
    };
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}
