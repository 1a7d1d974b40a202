import { z } from 'zod';
import type { Frequency } from './frequency.ts';

/** What subscriptions and the phases of their schedules have in common: items, each at a price. */
export const RecurringPrice = z.object({
  unit_amount: z.int().nullish(),
  unit_amount_decimal: z.coerce.number().nullish(),
  recurring: z.object({ interval: z.string(), interval_count: z.int() }).nullish(),
});

type Item = { price: z.output<typeof RecurringPrice>; quantity?: number | null | undefined };

/** Minor units. A price in fractions of a minor unit has only its decimal form. */
export function amountOfItems(items: readonly Item[]): number {
  const amounts = items.map(
    ({ price, quantity }) => (price.unit_amount ?? price.unit_amount_decimal ?? 0) * (quantity ?? 1),
  );
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
}

/** null: an interval that is none of ours. Items that recur differently have no interval in common. */
export function frequencyOfItems(items: readonly Item[]): Frequency | null {
  const frequencies = new Set(items.map(({ price }) => frequencyOfInterval(price.recurring)));
  const [only = null] = frequencies;
  return frequencies.size === 1 ? only : null;
}

function frequencyOfInterval(recurring: Item['price']['recurring']): Frequency | null {
  if (recurring?.interval_count !== 1) return null;
  if (recurring.interval === 'month') return 'monthly';
  return recurring.interval === 'year' ? 'annual' : null;
}
