import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import type { Plan } from '../kinds.ts';
import { currentPeriod, nextPeriod } from '../objects/subscription.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { attemptFor, defaultMethod } from './attempt.ts';
import { billPeriod } from './bill-period.ts';
import { end } from './end-subscription.ts';
import { followBill } from './follow-bill.ts';
import { asScheduled, sameRhythm } from './follow-schedule.ts';
import { keepSubscription } from './keep-subscription.ts';
import type { Outcome } from './pay-intent.ts';

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
  if (subscription.status === 'paused') throw invalidRequest(`This subscription is paused: ${id}.`);
  const { cancel_at: at, cancel_at_period_end: withPeriod } = subscription;
  if (withPeriod || (at !== null && at <= now(world))) return end(world, subscription);

  const plan = takePlan(world, id);
  const invoiced = currentPeriod(subscription);
  const scheduled = asScheduled(world, subscription, invoiced.end);
  const goesOn = sameRhythm(subscription, scheduled);
  const { billing_cycle_anchor: anchor } = scheduled;
  const advanced = keepSubscription(
    world,
    nextPeriod({ ...scheduled, billing_cycle_anchor: goesOn ? anchor : invoiced.end }),
  );
  emitUpdate(world, 'customer.subscription.updated', subscription, advanced);
  const { customer, currency } = subscription;
  const payer = { customer, currency, method: defaultMethod(world, subscription) };
  const planned = plan === 'finalization-failed' ? undefined : plan;
  const bill = billPeriod(world, advanced, {
    reason: goesOn ? 'subscription_cycle' : 'subscription_update',
    invoiced,
    attempt: attemptFor(world, payer, outcome ?? planned),
    finalizationFails: plan === 'finalization-failed',
  });
  const linked = keepSubscription(world, { ...advanced, latest_invoice: bill.invoice.id });
  emitUpdate(world, 'customer.subscription.updated', advanced, linked);
  return followBill(world, linked, bill);
}

function takePlan({ store }: World, subscription: string): Plan['next'] | undefined {
  const plan = store.get('plan', subscription);
  if (plan) store.remove('plan', subscription);
  return plan?.next;
}
