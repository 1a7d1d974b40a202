import { z } from 'zod';
import { fromUnixSeconds } from '../platform/time.ts';
import { contribution, optionalSeconds, optionalText, reference, seconds } from './fields.ts';
import type { MembershipReading, Read } from './readings.ts';
import { amountOfItems, frequencyOfItems, RecurringPrice } from './recurring-items.ts';

const Subscription = z.object({
  id: z.string(),
  metadata: contribution,
  customer: reference,
  status: z.string(),
  currency: z.string(),
  start_date: seconds,
  cancel_at: optionalSeconds,
  cancel_at_period_end: z.boolean().nullish(),
  ended_at: optionalSeconds,
  pause_collection: z.object({ resumes_at: optionalSeconds }).nullish(),
  cancellation_details: z.object({ reason: optionalText, feedback: optionalText }).nullish(),
  items: z.object({
    data: z
      .array(z.object({ current_period_end: z.int(), quantity: z.int().nullish(), price: RecurringPrice }))
      .min(1),
  }),
});
type Subscription = z.output<typeof Subscription>;

/** customer.subscription.* */
export function readMembership(object: unknown): Read<MembershipReading> {
  const subscription = Subscription.parse(object);
  const items = subscription.items.data;
  const periodEnd = fromUnixSeconds(
    Math.max(0, ...items.map((item) => item.current_period_end)),
  ).toISOString();
  return {
    reading: {
      kind: 'membership',
      id: subscription.id,
      contribution: subscription.metadata,
      status: statusOf(subscription),
      pause: pauseOf(subscription),
      pausedUntil: subscription.pause_collection?.resumes_at ?? null,
      frequency: frequencyOfItems(items),
      amount: amountOfItems(items),
      currency: subscription.currency,
      startedAt: subscription.start_date,
      currentPeriodEnd: periodEnd,
      endsAt: subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null),
      endedAt: subscription.ended_at,
      endReason: subscription.cancellation_details?.reason ?? givenUpFor(subscription),
      endFeedback: subscription.cancellation_details?.feedback ?? null,
    },
    person: { customer: subscription.customer, address: null },
  };
}

/** Stripe's enums are open: a status that we do not know yet is taken for a live one, and shows up as such. */
function statusOf({ status, pause_collection }: Subscription): MembershipReading['status'] {
  switch (status) {
    case 'incomplete':
      return 'incomplete';
    case 'canceled':
    case 'incomplete_expired':
      return 'ended';
    case 'past_due':
    case 'unpaid':
      return 'past-due';
    case 'paused':
      return 'paused';
    default:
      return pause_collection ? 'paused' : 'active';
  }
}

/** Some accounts leave a subscription for good of which no payment is tried any more: its periods go on, and it never ends. */
function givenUpFor({ status }: Subscription): string | null {
  return status === 'unpaid' ? 'payment_failed' : null;
}

function pauseOf({ status, pause_collection }: Subscription): MembershipReading['pause'] {
  if (status === 'paused') return 'membership';
  return pause_collection ? 'collection' : null;
}
