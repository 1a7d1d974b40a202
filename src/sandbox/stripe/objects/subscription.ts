import type Stripe from 'stripe';
import { DAY, fromUnixSeconds, plus, plusMonths, toUnixSeconds } from '../../../platform/time.ts';
import { newId } from '../ids.ts';
import { listOf } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { planOf } from './price.ts';

export type SubscriptionOrder = {
  customer: string;
  prices: { price: Wire<Stripe.Price>; quantity: number }[];
  description?: string | null;
  metadata?: Received<'SubscriptionCreate'>['metadata'];
  defaultPaymentMethod: string | null;
};

type Rhythm = Pick<NonNullable<Wire<Stripe.Price>['recurring']>, 'interval' | 'interval_count'>;

/**
 * The end of the period that starts at `start`. `anchor` is the first day of all: a gift of 31 January renews on the
 * last of February and again on 31 March.
 */
export function periodEnd(
  price: { recurring?: Rhythm | null | undefined },
  anchor: number,
  start: number,
): number {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {};
  const from = fromUnixSeconds(start);
  if (interval === 'day' || interval === 'week') {
    return toUnixSeconds(plus(from, (interval === 'week' ? 7 : 1) * count * DAY));
  }
  const step = interval === 'year' ? 12 * count : count;
  const first = fromUnixSeconds(anchor);
  const passed =
    (from.getUTCFullYear() - first.getUTCFullYear()) * 12 + from.getUTCMonth() - first.getUTCMonth();
  return toUnixSeconds(plusMonths(first, passed + step));
}

function buildItem(
  world: World,
  subscription: string,
  { price, quantity }: SubscriptionOrder['prices'][number],
): Wire<Stripe.SubscriptionItem> {
  const start = now(world);
  return {
    id: newId('subscription_item', world.clock.now()),
    object: 'subscription_item',
    billing_thresholds: null,
    created: start,
    current_period_end: periodEnd(price, start, start),
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  } satisfies Wire<Stripe.SubscriptionItem>;
}

/** A subscription as it starts: incomplete until its first invoice is paid. */
export function buildSubscription(world: World, order: SubscriptionOrder): Wire<Stripe.Subscription> {
  const id = newId('subscription', world.clock.now());
  const second = now(world);
  const items = order.prices.map((line) => buildItem(world, id, line));
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: second,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: second,
    currency: order.prices[0]?.price.currency ?? 'usd',
    customer: order.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: order.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: order.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: listOf(`/v1/subscription_items?subscription=${id}`, items),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, order.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: second,
    status: 'incomplete',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: null,
  } satisfies Wire<Stripe.Subscription>;
}

/** The period that the subscription is in, by its first item: one subscription of ours has one. */
export function currentPeriod({ items, created }: Wire<Stripe.Subscription>): { start: number; end: number } {
  const item = items.data[0];
  return { start: item?.current_period_start ?? created, end: item?.current_period_end ?? created };
}

/** The same subscription one period on. */
export function nextPeriod(subscription: Wire<Stripe.Subscription>): Wire<Stripe.Subscription> {
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: item.current_period_end,
    current_period_end: periodEnd(item.price, subscription.billing_cycle_anchor, item.current_period_end),
  }));
  return { ...subscription, items: { ...subscription.items, data } };
}
