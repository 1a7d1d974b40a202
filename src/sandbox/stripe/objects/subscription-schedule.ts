import type Stripe from 'stripe';
import { resourceMissing } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { currentPeriod } from './subscription.ts';

type Schedule = Wire<Stripe.SubscriptionSchedule>;
export type Phase = Schedule['phases'][number];
export type PhaseItem = Pick<Phase['items'][number], 'price' | 'quantity'>;

/** A subscription put under a schedule: one phase, which is the period that it is in, and then it is released. */
export function buildSchedule(world: World, subscription: Wire<Stripe.Subscription>): Schedule {
  const { start, end } = currentPeriod(subscription);
  const items = subscription.items.data.map(({ price, quantity }) => ({
    price: price.id,
    ...(quantity === undefined ? {} : { quantity }),
  }));
  const phase = buildPhase({ start, end, currency: subscription.currency, items });
  return {
    id: newId('subscription_schedule', world.clock.now()),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    created: now(world),
    current_phase: { start_date: start, end_date: end },
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: subscription.id,
    test_clock: null,
  } satisfies Schedule;
}

export function buildPhase(order: {
  start: number;
  end: number;
  currency: string;
  items: PhaseItem[];
  proration?: string | undefined;
}): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: order.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: order.end,
    invoice_settings: null,
    items: order.items.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: item.price,
      tax_rates: [],
      ...item,
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: order.proration ?? 'create_prorations',
    start_date: order.start,
    transfer_data: null,
    trial_end: null,
  } satisfies Phase;
}

/** @throws StripeFault where there is none. */
export function scheduleNamed({ store }: World, id: string): Schedule {
  const schedule = store.get('subscription_schedule', id);
  if (!schedule) throw resourceMissing('subscription_schedule', id);
  return schedule;
}

/** The schedule that leads a subscription now. */
export function scheduleOf(
  { store }: World,
  subscription: Pick<Wire<Stripe.Subscription>, 'schedule'>,
): Schedule | undefined {
  const schedule = store.get('subscription_schedule', subscription.schedule ?? '');
  return schedule?.status === 'active' ? schedule : undefined;
}

/** When a schedule has nothing more to say, in seconds. */
export function lastEnd({ phases }: Schedule): number {
  return phases.at(-1)?.end_date ?? 0;
}
