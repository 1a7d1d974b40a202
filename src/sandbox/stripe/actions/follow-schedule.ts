import type Stripe from 'stripe';
import { emitUpdate } from '../events.ts';
import { planOf } from '../objects/price.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { type Phase, scheduleOf } from '../objects/subscription-schedule.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { billNow } from './bill-now.ts';
import { intervalOf, restarted } from './change-items.ts';
import { letGo } from './change-schedule.ts';
import { keepSchedule } from './keep-schedule.ts';
import { keepSubscription } from './keep-subscription.ts';

type Subscription = Wire<Stripe.Subscription>;

/**
 * A subscription as its schedule has it at `second`: at the price of the phase that begins then, or led by nobody after
 * the last. Its period is left to whoever asks.
 */
export function asScheduled(world: World, subscription: Subscription, second: number): Subscription {
  const schedule = scheduleOf(world, subscription);
  const { current_phase: current } = schedule ?? {};
  if (!schedule || !current || current.end_date > second) return subscription;
  const next = schedule.phases.find((phase) => phase.start_date === current.end_date);
  if (!next) {
    // The end of the subscription itself is told by its own date.
    if (schedule.end_behavior === 'cancel') return subscription;
    letGo(world, schedule);
    return { ...subscription, schedule: null };
  }
  const entered = keepSchedule(world, {
    ...schedule,
    current_phase: { start_date: next.start_date, end_date: next.end_date },
  });
  emitUpdate(world, 'subscription_schedule.updated', schedule, entered);
  return asScheduled(world, atPhase(world, subscription, next), second);
}

function atPhase(world: World, { items, ...subscription }: Subscription, phase: Phase): Subscription {
  const data = items.data.map((item, index) => {
    const { price: id = '', quantity = 1 } = phase.items[index] ?? {};
    const price = world.store.get('price', id) ?? item.price;
    return { ...item, plan: planOf(price), price, quantity };
  });
  return { ...subscription, items: { ...items, data } };
}

/** Whether both are paid in the same rhythm. */
export function sameRhythm(one: Subscription, other: Subscription): boolean {
  return one.items.data.every((item, index) => intervalOf(item) === intervalOf(other.items.data[index]));
}

/** A phase that ends within a period: with another interval a new period starts there and is billed. */
export function changePhase(world: World, subscription: Subscription, second: number): Subscription {
  const scheduled = asScheduled(world, subscription, second);
  if (scheduled === subscription) return subscription;
  const goesOn = sameRhythm(subscription, scheduled);
  const data = scheduled.items.data.map((item) => (goesOn ? item : restarted(world, item)));
  const led = keepSubscription(world, {
    ...scheduled,
    billing_cycle_anchor: goesOn ? scheduled.billing_cycle_anchor : second,
    items: { ...scheduled.items, data },
  });
  emitUpdate(world, 'customer.subscription.updated', subscription, led);
  return goesOn ? led : billNow(world, led, currentPeriod(subscription).start);
}
