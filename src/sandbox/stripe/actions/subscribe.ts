import type Stripe from 'stripe';
import { emit, emitUpdate } from '../events.ts';
import { createPaymentMethod } from '../objects/payment-method.ts';
import { buildSubscription, currentPeriod, type SubscriptionOrder } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { billPeriod } from './bill-period.ts';
import type { Attempt } from './pay-intent.ts';

/** Starts a subscription and bills its first period. */
export function subscribe(
  world: World,
  order: Omit<SubscriptionOrder, 'defaultPaymentMethod'>,
  attempt: Attempt,
  intent?: Wire<Stripe.PaymentIntent>,
): {
  subscription: Wire<Stripe.Subscription>;
  invoice: Wire<Stripe.Invoice>;
  intent: Wire<Stripe.PaymentIntent>;
} {
  const { store } = world;
  const { customer } = order;
  const method = attempt.method ?? attach(world, attempt, customer);
  const started = store.put(
    'subscription',
    buildSubscription(world, { ...order, defaultPaymentMethod: method }),
  );
  emit(world, 'customer.subscription.created', started);
  const bill = billPeriod(world, started, {
    reason: 'subscription_create',
    invoiced: { start: started.created, end: currentPeriod(started).start },
    attempt: { ...attempt, method },
    ...(intent ? { intent } : {}),
  });
  const linked = store.put('subscription', { ...started, latest_invoice: bill.invoice.id });
  return { ...bill, subscription: followIntent(world, linked, bill.intent, started) };
}

function attach(world: World, { instrument, email }: Attempt, customer: string): string {
  const method = createPaymentMethod(world, instrument, { email, customer });
  emit(world, 'payment_method.attached', method);
  return method.id;
}

/**
 * The state that a subscription takes from its newest payment. A debit under way activates it at once; if it then
 * fails, payment is required and missing, which Stripe calls past due.
 * @param before what the last event about this subscription showed.
 */
export function followIntent(
  world: World,
  subscription: Wire<Stripe.Subscription>,
  intent: Wire<Stripe.PaymentIntent>,
  before = subscription,
): Wire<Stripe.Subscription> {
  const paying = intent.status === 'succeeded' || intent.status === 'processing';
  const refused = subscription.status === 'incomplete' ? 'incomplete' : 'past_due';
  const status = paying ? 'active' : refused;
  if (status === subscription.status) return subscription;
  const updated = world.store.put('subscription', { ...subscription, status });
  emitUpdate(world, 'customer.subscription.updated', before, updated);
  return updated;
}
