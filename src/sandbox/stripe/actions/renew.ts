import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { card, instrumentOf } from '../objects/payment-method.ts';
import { currentPeriod, nextPeriod } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { billPeriod } from './bill-period.ts';
import type { Outcome } from './pay-intent.ts';
import { followIntent } from './subscribe.ts';

type Subscription = Wire<Stripe.Subscription>;

/**
 * One more period: an invoice, a payment intent, an attempt to pay it. A subscription that was to end with its period
 * ends instead.
 */
export function renew(world: World, id: string, outcome?: Outcome): Subscription {
  const { store } = world;
  const subscription = store.get('subscription', id);
  if (!subscription) throw resourceMissing('subscription', id);
  if (subscription.ended_at !== null) throw invalidRequest(`This subscription has ended: ${id}.`);
  if (subscription.cancel_at_period_end) return end(world, subscription);

  const invoiced = currentPeriod(subscription);
  const advanced = store.put('subscription', nextPeriod(subscription));
  emitUpdate(world, 'customer.subscription.updated', subscription, advanced);
  const method = store.get('payment_method', subscription.default_payment_method ?? '');
  const customer = store.get('customer', subscription.customer);
  const bill = billPeriod(world, advanced, {
    reason: 'subscription_cycle',
    invoiced,
    attempt: {
      instrument: method ? instrumentOf(method) : card(subscription.currency),
      email: customer?.email ?? null,
      outcome: outcome ?? (method && method.type !== 'card' ? 'delayed-success' : 'card'),
      ...(method ? { method: method.id } : {}),
    },
  });
  const linked = store.put('subscription', { ...advanced, latest_invoice: bill.invoice.id });
  emitUpdate(world, 'customer.subscription.updated', advanced, linked);
  return followIntent(world, linked, bill.intent);
}

/** Ends a subscription now. */
export function end(
  world: World,
  subscription: Subscription,
  details: Partial<Wire<Stripe.Subscription.CancellationDetails>> = {},
): Subscription {
  const second = now(world);
  const blank = { comment: null, feedback: null, feedback_option: null, reason: 'cancellation_requested' };
  const ended = world.store.put('subscription', {
    ...subscription,
    canceled_at: subscription.canceled_at ?? second,
    cancellation_details: { ...blank, ...details },
    ended_at: second,
    status: 'canceled',
  });
  emit(world, 'customer.subscription.deleted', ended);
  return ended;
}
