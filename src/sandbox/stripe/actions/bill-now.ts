import type Stripe from 'stripe';
import { emitUpdate } from '../events.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { attemptFor, defaultMethod } from './attempt.ts';
import { billPeriod } from './bill-period.ts';
import { followBill } from './follow-bill.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;

/**
 * Bills the period that has just begun out of turn.
 * @param since when the period began that it cut short, in seconds.
 */
export function billNow(world: World, subscription: Subscription, since: number): Subscription {
  const { customer, currency } = subscription;
  const bill = billPeriod(world, subscription, {
    reason: 'subscription_update',
    invoiced: { start: since, end: currentPeriod(subscription).start },
    attempt: attemptFor(world, { customer, currency, method: defaultMethod(world, subscription) }),
  });
  const linked = keepSubscription(world, { ...subscription, latest_invoice: bill.invoice.id });
  emitUpdate(world, 'customer.subscription.updated', subscription, linked);
  return followBill(world, linked, bill);
}
