import type Stripe from 'stripe';
import { emit, emitUpdate } from '../events.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { stopCollecting, voidInvoice } from './close-invoice.ts';
import { endSchedule } from './keep-schedule.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;
type Details = Wire<Stripe.Subscription.CancellationDetails>;

const BLANK = { comment: null, feedback: null, feedback_option: null, reason: 'cancellation_requested' };

/** Ends a subscription now. What it owes stays owed, but is not collected by itself any more. */
export function end(world: World, subscription: Subscription, details: Partial<Details> = {}): Subscription {
  const second = now(world);
  const { cancellation_details: known } = subscription;
  const ended = keepSubscription(world, {
    ...subscription,
    canceled_at: subscription.canceled_at ?? second,
    cancellation_details: {
      ...BLANK,
      comment: known?.comment ?? null,
      feedback: known?.feedback ?? null,
      ...details,
    },
    ended_at: second,
    status: 'canceled',
  });
  for (const invoice of invoicesOf(world, subscription)) {
    if (invoice.status === 'open' && invoice.auto_advance) stopCollecting(world, invoice);
  }
  endSchedule(world, subscription, ended.cancellation_details?.reason ?? null);
  emit(world, 'customer.subscription.deleted', ended);
  return ended;
}

/** The first payment did not come in time. */
export function expireIncomplete(world: World, subscription: Subscription): Subscription {
  const expired = keepSubscription(world, {
    ...subscription,
    ended_at: now(world),
    status: 'incomplete_expired',
  });
  for (const invoice of invoicesOf(world, subscription)) {
    if (invoice.status === 'open') voidInvoice(world, invoice);
  }
  emitUpdate(world, 'customer.subscription.updated', subscription, expired);
  return expired;
}

function invoicesOf(world: World, { id }: Subscription) {
  return world.store
    .all('invoice')
    .filter((invoice) => invoice.parent?.subscription_details?.subscription === id);
}
