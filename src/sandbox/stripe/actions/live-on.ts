import { emitUpdate } from '../events.ts';
import { currentPeriod } from '../objects/subscription.ts';
import { now, type World } from '../world.ts';
import { armExpiries } from './change-schedule.ts';
import { armRetry } from './collect.ts';
import { end, expireIncomplete } from './end-subscription.ts';
import { changePhase } from './follow-schedule.ts';
import { armLife, keepSubscription } from './keep-subscription.ts';
import { payInvoice } from './pay-invoice.ts';
import { renew } from './renew.ts';

/** What time brings to a subscription. */
export function liveOn(world: World, id: string): void {
  const subscription = world.store.get('subscription', id);
  if (!subscription || subscription.ended_at !== null) return;
  const second = now(world);
  if (subscription.status === 'incomplete') {
    expireIncomplete(world, subscription);
    return;
  }
  const resumes = subscription.pause_collection?.resumes_at ?? null;
  if (resumes !== null && resumes <= second) {
    const resumed = keepSubscription(world, { ...subscription, pause_collection: null });
    emitUpdate(world, 'customer.subscription.updated', subscription, resumed);
    return;
  }
  if (subscription.cancel_at !== null && subscription.cancel_at <= second) end(world, subscription);
  else if (currentPeriod(subscription).end <= second && subscription.status !== 'paused') renew(world, id);
  else changePhase(world, subscription, second);
}

/** The next attempt of a refused invoice. */
export function retryInvoice(world: World, id: string): void {
  if (world.store.get('invoice', id)?.status === 'open') payInvoice(world, id);
}

/** Timers for what was there before: a state file may come from a start without them. */
export function armAll(world: World): void {
  for (const subscription of world.store.all('subscription')) armLife(world, subscription);
  for (const invoice of world.store.all('invoice')) if (invoice.status === 'open') armRetry(world, invoice);
  armExpiries(world);
}
