import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { planOf } from '../objects/price.ts';
import { periodEnd } from '../objects/subscription.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { makePrice } from './make-price.ts';

type Subscription = Wire<Stripe.Subscription>;
type Change = NonNullable<Received<'SubscriptionUpdate'>['items']>[number];

/**
 * The items with another price or quantity. Within the same interval that counts from the next period on; with another
 * interval a new period starts now.
 */
export function changedItems(
  world: World,
  { items, ...subscription }: Subscription,
  changes: readonly Change[],
  proration: string | undefined,
): Pick<Subscription, 'items' | 'billing_cycle_anchor'> {
  if (proration !== 'none') {
    const message = 'The sandbox changes items without prorations only: pass `proration_behavior` `none`.';
    throw invalidRequest(message, { param: 'proration_behavior' });
  }
  const unknown = changes.findIndex(({ id }) => !items.data.some((item) => item.id === id));
  if (unknown >= 0) {
    throw invalidRequest(`No such subscription item: '${changes[unknown]?.id ?? ''}'`, {
      code: 'resource_missing',
      param: `items[${unknown}][id]`,
    });
  }
  const data = items.data.map((item) => {
    const index = changes.findIndex(({ id }) => id === item.id);
    const change = changes[index];
    return change ? changedItem(world, item, change, `items[${index}]`) : item;
  });
  const restarts = data.some((item, index) => intervalOf(item) !== intervalOf(items.data[index]));
  const { billing_cycle_anchor: anchor } = subscription;
  return {
    items: { ...items, data: restarts ? data.map((item) => restarted(world, item)) : data },
    billing_cycle_anchor: restarts ? now(world) : anchor,
  };
}

/** How often an item is paid. */
export function intervalOf(item: Wire<Stripe.SubscriptionItem> | undefined): string {
  return `${item?.price.recurring?.interval_count} ${item?.price.recurring?.interval}`;
}

/** The item in a period that starts now. */
export function restarted(world: World, item: Wire<Stripe.SubscriptionItem>): Wire<Stripe.SubscriptionItem> {
  const start = now(world);
  return { ...item, current_period_start: start, current_period_end: periodEnd(item.price, start, start) };
}

function changedItem(world: World, item: Wire<Stripe.SubscriptionItem>, change: Change, at: string) {
  const price = change.price_data
    ? makePrice(world, change.price_data, `${at}[price_data]`)
    : world.store.get('price', change.price ?? item.price.id);
  if (!price?.recurring || price.currency !== item.price.currency) {
    const message = `No such recurring price in ${item.price.currency}: '${change.price}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: `${at}[price]` });
  }
  return { ...item, plan: planOf(price), price, quantity: change.quantity ?? item.quantity ?? 1 };
}
