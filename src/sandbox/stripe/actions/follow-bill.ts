import type Stripe from 'stripe';
import { emit, emitUpdate } from '../events.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import type { Bill } from './collect.ts';
import { end } from './end-subscription.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;

/**
 * The state that a subscription takes from its newest invoice. A debit under way activates it at once; if it then
 * fails, payment is required and missing, which Stripe calls past due.
 * @param before what the last event about this subscription showed.
 */
export function followBill(
  world: World,
  subscription: Subscription,
  bill: Bill,
  before = subscription,
): Subscription {
  if (subscription.ended_at !== null || subscription.latest_invoice !== bill.invoice.id) return subscription;
  const status = statusAfter(subscription, bill);
  const { status_details: _, ...rest } = subscription;
  const updated =
    status === subscription.status ? subscription : keepSubscription(world, { ...rest, status });
  if (updated !== subscription) {
    emitUpdate(world, 'customer.subscription.updated', before, updated);
    if (subscription.status === 'paused') emit(world, 'customer.subscription.resumed', updated);
  }
  return isGivenUp(world, bill) ? giveUp(world, updated) : updated;
}

function statusAfter({ status }: Subscription, { invoice, intent }: Bill): Subscription['status'] {
  if (invoice.status === 'paid' || intent?.status === 'processing') return 'active';
  const refused = invoice.status === 'open' && invoice.attempted;
  return refused && (status === 'active' || status === 'trialing') ? 'past_due' : status;
}

function isGivenUp({ dunning }: World, { invoice }: Bill): boolean {
  return invoice.status === 'open' && invoice.attempt_count > dunning.retryAfterDays.length;
}

/** All attempts were in vain: what the account's settings say. */
function giveUp(world: World, subscription: Subscription): Subscription {
  if (subscription.status !== 'past_due') return subscription;
  if (world.dunning.atLast === 'cancel') return end(world, subscription, { reason: 'payment_failed' });
  if (world.dunning.atLast === 'past_due') return subscription;
  const unpaid = keepSubscription(world, { ...subscription, status: 'unpaid' });
  emitUpdate(world, 'customer.subscription.updated', subscription, unpaid);
  return unpaid;
}
