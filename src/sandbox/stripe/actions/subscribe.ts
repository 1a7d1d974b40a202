import type Stripe from 'stripe';
import { emit } from '../events.ts';
import { createPaymentMethod } from '../objects/payment-method.ts';
import { buildSubscription, currentPeriod, type SubscriptionOrder } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { billPeriod } from './bill-period.ts';
import type { Bill } from './collect.ts';
import { followBill } from './follow-bill.ts';
import { keepSubscription } from './keep-subscription.ts';
import type { Attempt } from './pay-intent.ts';

/** Starts a subscription and bills its first period. */
export function subscribe(
  world: World,
  order: Omit<SubscriptionOrder, 'defaultPaymentMethod'>,
  attempt: Attempt,
  intent?: Wire<Stripe.PaymentIntent>,
): Bill & { subscription: Wire<Stripe.Subscription> } {
  const { customer } = order;
  const method = attempt.method ?? attach(world, attempt, customer);
  const started = keepSubscription(
    world,
    buildSubscription(world, { ...order, defaultPaymentMethod: method }),
  );
  emit(world, 'customer.subscription.created', started);
  const bill = billPeriod(world, started, {
    reason: 'subscription_create',
    invoiced: { start: started.created, end: currentPeriod(started).start },
    attempt: { ...attempt, method },
    ...(intent ? { intent } : {}),
  });
  const linked = keepSubscription(world, { ...started, latest_invoice: bill.invoice.id });
  return { ...bill, subscription: followBill(world, linked, bill, started) };
}

function attach(world: World, { instrument, email }: Attempt, customer: string): string {
  const method = createPaymentMethod(world, instrument, { email, customer });
  emit(world, 'payment_method.attached', method);
  return method.id;
}
