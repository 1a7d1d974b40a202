import type Stripe from 'stripe';
import { HOUR } from '../../../platform/time.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { scheduleOf } from '../objects/subscription-schedule.ts';
import { schedule, unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

type Subscription = Wire<Stripe.Subscription>;

/** Stripe waits this long for the first payment, in seconds. */
const FIRST_PAYMENT_WITHIN = (23 * HOUR) / 1_000;

/** The subscription as it is from now on, and a timer for what happens to it next by itself. */
export function keepSubscription(world: World, subscription: Subscription): Subscription {
  world.store.put('subscription', subscription);
  armLife(world, subscription);
  return subscription;
}

/** Where the clock renews. Otherwise a subscription moves by the controls alone. */
export function armLife(world: World, subscription: Subscription): void {
  const id = `life:${subscription.id}`;
  const second = nextMoment(world, subscription);
  if (world.renewals === 'by-hand' || second === null) unschedule(world, id);
  else schedule(world, { id, at: second * 1_000, what: 'life', subscription: subscription.id });
}

function nextMoment(world: World, subscription: Subscription): number | null {
  const { status, ended_at: ended, created, cancel_at: cancels, pause_collection: pause } = subscription;
  if (ended !== null) return null;
  if (status === 'incomplete') return created + FIRST_PAYMENT_WITHIN;
  const phaseEnd = scheduleOf(world, subscription)?.current_phase?.end_date ?? null;
  const moments = [cancels, pause?.resumes_at ?? null, phaseEnd];
  if (status !== 'paused') moments.push(currentPeriod(subscription).end);
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}
