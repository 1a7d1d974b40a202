import type Stripe from 'stripe';
import { type Minor, minor } from '../platform/money.ts';
import { fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';
import { StripeOutcome } from './outcome.ts';
import { pauseEnd } from './pause-end.ts';

/** What somebody wants of a membership of theirs. Amounts are minor units of its currency. */
export type MembershipWish =
  | { kind: 'amount'; amount: Minor }
  | { kind: 'frequency'; frequency: 'monthly' | 'annual'; amount: Minor }
  | { kind: 'pause'; months: number }
  | { kind: 'resume' }
  | { kind: 'cancel'; reason?: Feedback | undefined; comment?: string | undefined }
  | { kind: 'keep' };

/** What one call can do. Another frequency takes a schedule. */
export type PlainWish = Exclude<MembershipWish, { kind: 'frequency' }>;

type Feedback = Stripe.SubscriptionUpdateParams.CancellationDetails.Feedback;
type Interval = Stripe.SubscriptionUpdateParams.Item.PriceData.Recurring.Interval;

const INTERVALS = { monthly: 'month', annual: 'year' } as const;

/** Whether the subscription is already as it is wanted, so that asking again would do it twice or do nothing. */
export function isSo(subscription: Stripe.Subscription, wish: MembershipWish): boolean {
  const { cancel_at: endsAt, cancel_at_period_end: endsWithPeriod, pause_collection: pause } = subscription;
  switch (wish.kind) {
    case 'amount':
      return costs(onlyItem(subscription)) === wish.amount;
    case 'frequency': {
      const item = onlyItem(subscription);
      return costs(item) === wish.amount && recursEvery(item, INTERVALS[wish.frequency]);
    }
    case 'pause':
      return pause !== null;
    case 'resume':
      return pause === null;
    case 'cancel':
      return endsWithPeriod || endsAt !== null;
    case 'keep':
      return !endsWithPeriod && endsAt === null;
  }
}

/** Nothing that is changed counts before the next charge, so nothing is prorated. */
export function parametersOf(
  subscription: Stripe.Subscription,
  wish: PlainWish,
): Stripe.SubscriptionUpdateParams {
  switch (wish.kind) {
    case 'amount': {
      const item = onlyItem(subscription);
      const { interval = 'month' } = item.price.recurring ?? {};
      const price = priceOf(item, { interval, amount: wish.amount });
      return { items: [{ id: item.id, price_data: price, quantity: 1 }], proration_behavior: 'none' };
    }
    case 'pause': {
      const anchor = fromUnixSeconds(subscription.billing_cycle_anchor);
      const { current_period_end: end } = onlyItem(subscription);
      const until = pauseEnd(fromUnixSeconds(end), { anchor, months: wish.months });
      return { pause_collection: { behavior: 'void', resumes_at: toUnixSeconds(until) } };
    }
    case 'resume':
      return { pause_collection: '' };
    case 'cancel':
      return { cancel_at_period_end: true, ...detailsOf(wish) };
    case 'keep':
      return subscription.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' };
  }
}

/** Why somebody leaves, where they say it. */
export function detailsOf({
  reason,
  comment,
}: {
  reason?: Feedback | undefined;
  comment?: string | undefined;
}) {
  if (reason === undefined && comment === undefined) return {};
  const details = { ...(reason && { feedback: reason }), ...(comment && { comment }) };
  return { cancellation_details: details };
}

/** The present phase up to the end of what is paid, then one of the new price; after which nobody leads the subscription. */
export function phasesOf(
  subscription: Stripe.Subscription,
  schedule: Stripe.SubscriptionSchedule,
  { frequency, amount }: Extract<MembershipWish, { kind: 'frequency' }>,
): Stripe.SubscriptionScheduleUpdateParams {
  const item = onlyItem(subscription);
  const interval = INTERVALS[frequency];
  return {
    end_behavior: 'release',
    proration_behavior: 'none',
    phases: [
      {
        items: [{ price: item.price.id, quantity: item.quantity ?? 1 }],
        start_date: schedule.current_phase?.start_date ?? item.current_period_start,
        end_date: item.current_period_end,
        proration_behavior: 'none',
      },
      {
        items: [{ price_data: priceOf(item, { interval, amount }), quantity: 1 }],
        duration: { interval, interval_count: 1 },
        proration_behavior: 'none',
      },
    ],
  };
}

/** @param schedule with its prices expanded */
export function leadsTo(
  schedule: Stripe.SubscriptionSchedule,
  { frequency, amount }: Extract<MembershipWish, { kind: 'frequency' }>,
): boolean {
  const next = schedule.phases.find(({ start_date: start }) => start === schedule.current_phase?.end_date);
  const [item] = next?.items ?? [];
  if (item === undefined || typeof item.price === 'string' || item.price.deleted) return false;
  return (
    recursEvery({ price: item.price }, INTERVALS[frequency]) &&
    costs({ price: item.price, quantity: item.quantity ?? 1 }) === amount
  );
}

/** Checkout makes one item. @throws StripeOutcome for a subscription of several, which came from elsewhere */
function onlyItem({ items: { data } }: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item, another] = data;
  if (item === undefined || another !== undefined) throw new StripeOutcome('refused', 'several-items');
  return item;
}

function costs({ price, quantity = 1 }: Pick<Stripe.SubscriptionItem, 'price' | 'quantity'>): Minor | null {
  return price.unit_amount === null ? null : minor(price.unit_amount * quantity);
}

function recursEvery({ price }: Pick<Stripe.SubscriptionItem, 'price'>, interval: Interval): boolean {
  return price.recurring?.interval === interval && price.recurring.interval_count === 1;
}

function priceOf(
  { price }: Stripe.SubscriptionItem,
  { interval, amount }: { interval: Interval; amount: Minor },
) {
  return {
    currency: price.currency,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    unit_amount: Number(amount),
    recurring: { interval },
  };
}
