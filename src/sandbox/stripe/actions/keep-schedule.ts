import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { emit } from '../events.ts';
import { lastEnd, scheduleOf } from '../objects/subscription-schedule.ts';
import { schedule as arm, unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type Schedule = Wire<Stripe.SubscriptionSchedule>;

/** Stripe tells of the end this long before it, in seconds. */
const EXPIRES_SOON = (7 * DAY) / 1_000;

/** The schedule as it is from now on, and a timer for the word that it ends soon. */
export function keepSchedule(world: World, schedule: Schedule): Schedule {
  world.store.put('subscription_schedule', schedule);
  armExpiry(world, schedule);
  return schedule;
}

export function armExpiry(world: World, schedule: Schedule): void {
  const id = `schedule-expires:${schedule.id}`;
  const second = lastEnd(schedule) - EXPIRES_SOON;
  if (schedule.status !== 'active' || second <= now(world)) unschedule(world, id);
  else arm(world, { id, at: second * 1_000, what: 'schedule-expires', schedule: schedule.id });
}

/** What becomes of a schedule whose subscription ends: it has run its course, or is cut short. */
export function endSchedule(
  world: World,
  subscription: Wire<Stripe.Subscription>,
  reason: string | null,
): void {
  const schedule = scheduleOf(world, subscription);
  if (!schedule) return;
  const second = now(world);
  if (schedule.end_behavior === 'cancel' && lastEnd(schedule) <= second) {
    const completed = { ...schedule, completed_at: second, current_phase: null, status: 'completed' };
    emit(world, 'subscription_schedule.completed', keepSchedule(world, completed));
    return;
  }
  const canceled = { ...schedule, canceled_at: second, current_phase: null, status: 'canceled' };
  const type =
    reason === 'payment_failed' ? 'subscription_schedule.aborted' : 'subscription_schedule.canceled';
  emit(world, type, keepSchedule(world, canceled));
}
