import type Stripe from 'stripe';
import { invalidRequest, refuseUnserved } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { billNow } from './bill-now.ts';
import { restarted } from './change-items.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;

/** Stops the subscription itself: no invoice and no new period until it is resumed. */
export function pause(
  world: World,
  subscription: Subscription,
  params: Received<'SubscriptionPause'>,
): Subscription {
  refuseUnserved(params, 'type');
  if (subscription.status !== 'active' && subscription.status !== 'past_due') {
    throw invalidRequest(`You cannot pause a subscription whose status is ${subscription.status}.`);
  }
  if (subscription.schedule !== null) {
    throw invalidRequest('You cannot pause a subscription that is managed by a schedule.');
  }
  const paused = keepSubscription(world, {
    ...subscription,
    status: 'paused',
    status_details: {
      paused: {
        subscription: { type: 'pause_requested' },
        transitioned_at: now(world),
        type: 'subscription',
      },
    },
  });
  emitUpdate(world, 'customer.subscription.updated', subscription, paused);
  emit(world, 'customer.subscription.paused', paused);
  return paused;
}

/** Goes on: with a period that starts now and is billed now, or with the one that was interrupted. */
export function resume(
  world: World,
  subscription: Subscription,
  params: Received<'SubscriptionResume'>,
): Subscription {
  refuseUnserved(params, 'billing_cycle_anchor payment_behavior proration_behavior');
  if (subscription.status !== 'paused') {
    throw invalidRequest(`You cannot resume a subscription whose status is ${subscription.status}.`);
  }
  const { start } = currentPeriod(subscription);
  const anew = (params.billing_cycle_anchor?.type ?? 'now') === 'now';
  const begun = anew ? begin(world, subscription) : subscription;
  if (anew && params.payment_behavior === 'resume_on_payment_success') {
    return billNow(world, keepSubscription(world, begun), start);
  }
  const { status_details: _, ...rest } = begun;
  const resumed = keepSubscription(world, { ...rest, status: 'active' });
  emitUpdate(world, 'customer.subscription.updated', subscription, resumed);
  emit(world, 'customer.subscription.resumed', resumed);
  return anew ? billNow(world, resumed, start) : resumed;
}

function begin(world: World, { items, ...subscription }: Subscription): Subscription {
  const data = items.data.map((item) => restarted(world, item));
  return { ...subscription, billing_cycle_anchor: now(world), items: { ...items, data } };
}
