import { z } from 'zod';
import { reference, seconds } from './fields.ts';
import type { Read, ScheduleReading } from './readings.ts';
import { amountOfItems, frequencyOfItems, RecurringPrice } from './recurring-items.ts';

/**
 * An event carries a price's id alone. Asked for with `phases.items.price` expanded, the price itself is there; one that was
 * deleted since says nothing.
 */
const Price = z.union([
  z.string(),
  z.object({ id: z.string(), deleted: z.literal(true) }),
  RecurringPrice.extend({ id: z.string() }),
]);

const Schedule = z.object({
  id: z.string(),
  customer: reference,
  status: z.string(),
  subscription: reference,
  released_subscription: z.string().nullish(),
  current_phase: z.object({ end_date: z.int() }).nullish(),
  phases: z.array(
    z.object({
      start_date: z.int(),
      items: z.array(z.object({ price: Price, quantity: z.int().nullish() })),
    }),
  ),
});
type Phase = z.output<typeof Schedule>['phases'][number];

/** Stripe's enums are open: a status that we do not know yet is taken for a live one. */
const OVER = new Set(['canceled', 'completed', 'released']);

/** subscription_schedule.* */
export function readSchedule(object: unknown): Read<ScheduleReading> {
  const schedule = Schedule.parse(object);
  const { current_phase: current, phases } = schedule;
  const isOpen = !OVER.has(schedule.status);
  const next = isOpen && current ? phases.find((phase) => phase.start_date === current.end_date) : undefined;
  return {
    reading: {
      kind: 'schedule',
      id: schedule.id,
      membership: schedule.subscription ?? schedule.released_subscription ?? null,
      isOpen,
      next: next ? { at: seconds.parse(next.start_date), ...costOf(next) } : null,
    },
    // A schedule makes nobody a member.
    person: { customer: schedule.customer, address: null, mentioned: true },
  };
}

/** `isPriced: false`: Stripe has to be asked what it costs. A price that is gone has no answer, so it is not asked again. */
function costOf({
  items,
}: Phase): Pick<NonNullable<ScheduleReading['next']>, 'amount' | 'frequency' | 'isPriced'> {
  const priced = items.flatMap(({ price, quantity }) =>
    typeof price === 'string' || 'deleted' in price ? [] : [{ price, quantity }],
  );
  if (priced.length === items.length) {
    return { amount: amountOfItems(priced), frequency: frequencyOfItems(priced), isPriced: true };
  }
  return { amount: null, frequency: null, isPriced: !items.some(({ price }) => typeof price === 'string') };
}
