import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

type ProductOrder = Partial<Received<'ProductCreate'>> & { name: string };

export function buildProduct(world: World, order: ProductOrder): Wire<Stripe.Product> {
  const second = now(world);
  return {
    id: order.id ?? newId('product', world.clock.now()),
    object: 'product',
    active: order.active ?? true,
    created: second,
    default_price: null,
    description: order.description ?? null,
    images: order.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, order.metadata),
    name: order.name,
    package_dimensions: null,
    shippable: order.shippable ?? null,
    statement_descriptor: order.statement_descriptor ?? null,
    tax_code: order.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: order.unit_label ?? null,
    updated: second,
    url: order.url ?? null,
  } satisfies Wire<Stripe.Product>;
}

export type PriceOrder = {
  active: boolean;
  currency: string;
  product: string;
  unitAmount: number;
  recurring?: { interval: string; interval_count?: number } | undefined;
  nickname?: string | undefined;
  lookupKey?: string | undefined;
  metadata?: Received<'PriceCreate'>['metadata'];
};

export function buildPrice(world: World, order: PriceOrder): Wire<Stripe.Price> {
  const { recurring } = order;
  return {
    id: newId('price', world.clock.now()),
    object: 'price',
    active: order.active,
    billing_scheme: 'per_unit',
    created: now(world),
    currency: order.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: order.lookupKey ?? null,
    metadata: mergeMetadata({}, order.metadata),
    nickname: order.nickname ?? null,
    product: order.product,
    recurring: recurring
      ? {
          interval: recurring.interval,
          interval_count: recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: order.unitAmount,
    unit_amount_decimal: String(order.unitAmount),
  } satisfies Wire<Stripe.Price>;
}

/** The same facts in the older shape, which subscription items still carry. */
export function planOf(price: Wire<Stripe.Price>): Wire<Stripe.Plan> {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  } satisfies Wire<Stripe.Plan>;
}
