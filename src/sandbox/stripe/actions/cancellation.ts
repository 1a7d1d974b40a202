import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { currentPeriod } from '../objects/subscription.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type Subscription = Wire<Stripe.Subscription>;

const BLANK = { comment: null, feedback: null, feedback_option: null, reason: null };
const KEPT = {
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: BLANK,
};

/** When the subscription is to end: with its period, at an instant, or, taken back, not at all. */
export function cancellation(
  world: World,
  subscription: Subscription,
  {
    cancel_at: at,
    cancel_at_period_end: atPeriodEnd,
  }: Pick<Received<'SubscriptionUpdate'>, 'cancel_at' | 'cancel_at_period_end'>,
): Partial<Subscription> {
  if (at !== undefined && at !== '' && atPeriodEnd) {
    const message = 'You may only specify one of these parameters: cancel_at, cancel_at_period_end.';
    throw invalidRequest(message, { param: 'cancel_at' });
  }
  if (at === '' || (at === undefined && atPeriodEnd === false)) return KEPT;
  if (at === undefined && atPeriodEnd === undefined) return {};
  const { end } = currentPeriod(subscription);
  const moment = typeof at === 'number' ? at : end;
  if (moment <= now(world)) {
    throw invalidRequest('`cancel_at` must be in the future.', { param: 'cancel_at' });
  }
  return {
    cancel_at: moment,
    cancel_at_period_end: atPeriodEnd ?? false,
    canceled_at: now(world),
    cancellation_details: { ...BLANK, reason: 'cancellation_requested' },
  };
}
