import { z } from 'zod';
import { fromUnixSeconds } from '../platform/time.ts';
import { contribution, optionalSeconds, optionalText, reference, seconds } from './fields.ts';
import type { Frequency } from './frequency.ts';
import type { MembershipReading, Read } from './readings.ts';

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
      .array(
        z.object({
          current_period_end: z.int(),
          quantity: z.int().nullish(),
          price: z.object({
            unit_amount: z.int().nullish(),
            unit_amount_decimal: z.coerce.number().nullish(),
            recurring: z.object({ interval: z.string(), interval_count: z.int() }).nullish(),
          }),
        }),
      )
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
      frequency: frequencyOf(items),
      amount: Math.round(items.reduce((sum, item) => sum + amountOf(item), 0)),
      currency: subscription.currency,
      startedAt: subscription.start_date,
      currentPeriodEnd: periodEnd,
      endsAt: subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null),
      endedAt: subscription.ended_at,
      endReason: subscription.cancellation_details?.reason ?? null,
      endFeedback: subscription.cancellation_details?.feedback ?? null,
    },
    person: { customer: subscription.customer, address: null },
  };
}

type Item = Subscription['items']['data'][number];

/** A price in fractions of a minor unit has only its decimal form. */
function amountOf({ price, quantity }: Item): number {
  return (price.unit_amount ?? price.unit_amount_decimal ?? 0) * (quantity ?? 1);
}

/** Items that recur differently have no interval in common. */
function frequencyOf(items: Item[]): Frequency | null {
  const frequencies = new Set(items.map(({ price }) => frequencyOfInterval(price.recurring)));
  const [only = null] = frequencies;
  return frequencies.size === 1 ? only : null;
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

function pauseOf({ status, pause_collection }: Subscription): MembershipReading['pause'] {
  if (status === 'paused') return 'membership';
  return pause_collection ? 'collection' : null;
}

function frequencyOfInterval(recurring: { interval: string; interval_count: number } | null | undefined) {
  if (recurring?.interval_count !== 1) return null;
  if (recurring.interval === 'month') return 'monthly';
  return recurring.interval === 'year' ? 'annual' : null;
}
