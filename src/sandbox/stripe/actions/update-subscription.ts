import type Stripe from 'stripe';
import { invalidRequest, refuseUnserved } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { mergeMetadata } from '../metadata.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { methodNamed } from './attempt.ts';
import { billNow } from './bill-now.ts';
import { cancellation } from './cancellation.ts';
import { changedItems } from './change-items.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;
type Parameters = Received<'SubscriptionUpdate'>;

const SERVED = `cancel_at cancel_at_period_end cancellation_details default_payment_method description items metadata
  off_session pause_collection payment_behavior proration_behavior`;

/** Changes what `params` names. A change of interval starts a new period, which is billed now. */
export function updateSubscription(
  world: World,
  subscription: Subscription,
  params: Parameters,
): Subscription {
  refuseUnserved(params, SERVED);
  if (subscription.ended_at !== null)
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  refuseWhereScheduled(subscription, params);
  const { customer } = subscription;
  const method = params.default_payment_method;
  const changed = {
    ...subscription,
    ...cancellation(world, subscription, params),
    ...pausedCollection(params.pause_collection),
    ...(params.items ? changedItems(world, subscription, params.items, params.proration_behavior) : {}),
    ...(method === undefined
      ? {}
      : { default_payment_method: method === '' ? null : methodNamed(world, method, customer) }),
    description: params.description === undefined ? subscription.description : params.description || null,
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  };
  const { comment, feedback } = params.cancellation_details ?? {};
  const details = changed.cancellation_details;
  const updated = keepSubscription(world, {
    ...changed,
    cancellation_details: details && {
      ...details,
      comment: comment || details.comment,
      feedback: feedback || details.feedback,
    },
  });
  emitUpdate(world, 'customer.subscription.updated', subscription, updated);
  const restarted = currentPeriod(updated).start !== currentPeriod(subscription).start;
  return restarted ? billNow(world, updated, currentPeriod(subscription).start) : updated;
}

/** Collection stops and the subscription stays what it is: its invoices are voided, kept or written off. */
function pausedCollection(pause: Parameters['pause_collection']) {
  if (pause === undefined) return {};
  if (pause === '' || pause === null) return { pause_collection: null };
  return { pause_collection: { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } };
}

/** Whoever leads a subscription says when it ends. */
function refuseWhereScheduled(
  { schedule }: Subscription,
  { cancel_at, cancel_at_period_end }: Parameters,
): void {
  if (schedule === null || (cancel_at === undefined && cancel_at_period_end === undefined)) return;
  throw invalidRequest(
    `The subscription is managed by the subscription schedule \`${schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
  );
}
