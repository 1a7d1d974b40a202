import type Stripe from 'stripe';
import { invalidRequest, refuseUnserved } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { mergeMetadata } from '../metadata.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

const SERVED = 'cancel_at_period_end cancellation_details description metadata';

/** Changes what `params` names. */
export function updateSubscription(
  world: World,
  subscription: Wire<Stripe.Subscription>,
  params: Received<'SubscriptionUpdate'>,
): Wire<Stripe.Subscription> {
  refuseUnserved(params, SERVED);
  if (subscription.ended_at !== null)
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  const changed = {
    ...subscription,
    ...cancellation(world, subscription, params.cancel_at_period_end),
    description: params.description === undefined ? subscription.description : params.description || null,
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  };
  const { comment, feedback } = params.cancellation_details ?? {};
  const details = changed.cancellation_details;
  const updated = world.store.put('subscription', {
    ...changed,
    cancellation_details: details && {
      ...details,
      comment: comment || details.comment,
      feedback: feedback || details.feedback,
    },
  });
  emitUpdate(world, 'customer.subscription.updated', subscription, updated);
  return updated;
}

function cancellation(world: World, subscription: Wire<Stripe.Subscription>, atPeriodEnd?: boolean) {
  if (atPeriodEnd === undefined) return {};
  const blank = { comment: null, feedback: null, feedback_option: null, reason: null };
  if (!atPeriodEnd)
    return {
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      cancellation_details: blank,
    };
  return {
    cancel_at: currentPeriod(subscription).end,
    cancel_at_period_end: true,
    canceled_at: now(world),
    cancellation_details: { ...blank, reason: 'cancellation_requested' },
  };
}
