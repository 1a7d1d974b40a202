import type Stripe from 'stripe';
import { invalidRequest, missingParameter, refuseUnserved } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { mergeMetadata } from '../metadata.ts';
import { buildSchedule, lastEnd, type Phase } from '../objects/subscription-schedule.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { end } from './end-subscription.ts';
import { armExpiry, keepSchedule } from './keep-schedule.ts';
import { keepSubscription } from './keep-subscription.ts';
import { readPhases } from './read-phases.ts';
import { updateSubscription } from './update-subscription.ts';

type Schedule = Wire<Stripe.SubscriptionSchedule>;
type Subscription = Wire<Stripe.Subscription>;

/** Puts a subscription that is there under a schedule. */
export function createSchedule(world: World, params: Received<'SubscriptionScheduleCreate'>): Schedule {
  const { from_subscription: from, ...others } = params;
  if (from === undefined) throw missingParameter('from_subscription');
  // Stripe too: what comes next is said by an update.
  refuseUnserved(others, '');
  const subscription = world.store.get('subscription', from);
  if (!subscription) {
    const message = `No such subscription: '${from}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: 'from_subscription' });
  }
  if (subscription.schedule !== null) {
    throw invalidRequest(
      `You cannot migrate a subscription that is already attached to a schedule: '${subscription.schedule}'.`,
      { param: 'from_subscription' },
    );
  }
  if (subscription.ended_at !== null || subscription.status === 'incomplete') {
    const message = `You cannot migrate a subscription whose status is ${subscription.status}.`;
    throw invalidRequest(message, { param: 'from_subscription' });
  }
  const built = buildSchedule(world, subscription);
  const schedule = keepSchedule(
    world,
    subscription.cancel_at === null ? built : { ...built, end_behavior: 'cancel' },
  );
  emit(world, 'subscription_schedule.created', schedule);
  const led = keepSubscription(world, { ...subscription, schedule: schedule.id });
  emitUpdate(world, 'customer.subscription.updated', subscription, led);
  return schedule;
}

/** Says what comes next. What the present phase costs from now on counts at once. */
export function updateSchedule(
  world: World,
  schedule: Schedule,
  params: Received<'SubscriptionScheduleUpdate'>,
): Schedule {
  refuseUnserved(params, 'end_behavior metadata phases proration_behavior');
  const subscription = ledBy(world, schedule, 'update');
  const behavior = params.end_behavior ?? schedule.end_behavior;
  if (behavior !== 'release' && behavior !== 'cancel') {
    throw invalidRequest('The sandbox ends schedules by `release` or `cancel` only.', {
      param: 'end_behavior',
    });
  }
  const phases = params.phases ? readPhases(world, schedule, params.phases) : schedule.phases;
  const current = phases.find((phase) => phase.start_date === schedule.current_phase?.start_date);
  const updated = keepSchedule(world, {
    ...schedule,
    current_phase: current ? { start_date: current.start_date, end_date: current.end_date } : null,
    end_behavior: behavior,
    metadata: mergeMetadata(schedule.metadata ?? {}, params.metadata),
    phases,
  });
  emitUpdate(world, 'subscription_schedule.updated', schedule, updated);
  const priced = current ? pricedAs(world, subscription, current, params.proration_behavior) : subscription;
  const ends = behavior === 'cancel' ? lastEnd(updated) : null;
  const led = keepSubscription(world, {
    ...priced,
    cancel_at: ends,
    cancel_at_period_end: ends !== null && priced.cancel_at_period_end,
  });
  emitUpdate(world, 'customer.subscription.updated', priced, led);
  return updated;
}

function pricedAs(
  world: World,
  subscription: Subscription,
  { items }: Phase,
  proration: string | undefined,
): Subscription {
  const changed = subscription.items.data.flatMap(({ id, price, quantity = 1 }, index) => {
    const asked = items[index];
    const same = asked?.price === price.id && (asked.quantity ?? 1) === quantity;
    return asked && !same ? [{ id, price: asked.price, quantity: asked.quantity ?? 1 }] : [];
  });
  if (changed.length === 0) return subscription;
  return updateSubscription(world, subscription, {
    items: changed,
    proration_behavior: proration ?? 'create_prorations',
  });
}

/** The subscription goes on as it is, led by nobody. */
export function releaseSchedule(
  world: World,
  schedule: Schedule,
  { preserve_cancel_date: preserve = false }: Received<'SubscriptionScheduleRelease'>,
): Schedule {
  const subscription = ledBy(world, schedule, 'release');
  const released = letGo(world, schedule);
  const free = keepSubscription(world, {
    ...subscription,
    ...(preserve ? {} : { cancel_at: null }),
    schedule: null,
  });
  emitUpdate(world, 'customer.subscription.updated', subscription, free);
  return released;
}

/** The schedule's own part of a release. */
export function letGo(world: World, schedule: Schedule): Schedule {
  const released = keepSchedule(world, {
    ...schedule,
    current_phase: null,
    released_at: now(world),
    released_subscription: schedule.subscription,
    status: 'released',
    subscription: null,
  });
  emit(world, 'subscription_schedule.released', released);
  return released;
}

/** Ends the schedule, and its subscription with it. */
export function cancelSchedule(
  world: World,
  schedule: Schedule,
  params: Received<'SubscriptionScheduleCancel'>,
): Schedule {
  refuseUnserved(params, '');
  end(world, ledBy(world, schedule, 'cancel'));
  return world.store.get('subscription_schedule', schedule.id) ?? schedule;
}

function ledBy(world: World, { status, subscription }: Schedule, verb: string): Subscription {
  const led = world.store.get('subscription', subscription ?? '');
  if (status === 'active' && led) return led;
  throw invalidRequest(
    `You cannot ${verb} a subscription schedule that is currently in the \`${status}\` status. It must be \`not_started\` or \`active\`.`,
  );
}

/** A week before the end, unless that is past. */
export function tellExpiry(world: World, id: string): void {
  const schedule = world.store.get('subscription_schedule', id);
  if (schedule?.status === 'active') emit(world, 'subscription_schedule.expiring', schedule);
}

/** Timers for what was there before. */
export function armExpiries(world: World): void {
  for (const schedule of world.store.all('subscription_schedule')) armExpiry(world, schedule);
}
