import type Stripe from 'stripe';
import { checkUnitAmount, readCurrency } from '../currencies.ts';
import { invalidRequest, missingParameter } from '../errors.ts';
import { emit } from '../events.ts';
import { buildPrice, buildProduct } from '../objects/price.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';

/** What the three places that make prices have in common: checkout, subscriptions, and prices themselves. */
export type PriceData = Pick<
  Received<'PriceCreate'>,
  'currency' | 'unit_amount' | 'unit_amount_decimal' | 'product' | 'recurring' | 'metadata'
> & {
  active?: boolean | undefined;
  nickname?: string | undefined;
  lookup_key?: string | undefined;
  product_data?: (Partial<Received<'ProductCreate'>> & { name: string }) | undefined;
};

/** @param at where the parameters stand, for naming one that is wrong: `line_items[0][price_data]`, or nothing. */
export function makePrice(world: World, data: PriceData, at: string): Wire<Stripe.Price> {
  const named = (name: string) => (at === '' ? name : `${at}[${name}]`);
  const currency = readCurrency(data.currency, named('currency'));
  const unitAmount = readAmount(data, named);
  checkUnitAmount(unitAmount, currency, named('unit_amount'));
  const price = buildPrice(world, {
    active: data.active ?? at === '',
    currency,
    product: productOf(world, data, named),
    unitAmount,
    recurring: data.recurring,
    nickname: data.nickname,
    lookupKey: data.lookup_key,
    metadata: data.metadata,
  });
  emit(world, 'price.created', price);
  return world.store.put('price', price);
}

function readAmount(data: PriceData, named: (name: string) => string): number {
  const { unit_amount: amount, unit_amount_decimal: decimal } = data;
  if (amount !== undefined && decimal !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: unit_amount, unit_amount_decimal.', {
      param: named('unit_amount'),
    });
  }
  if (amount !== undefined) return amount;
  if (decimal === undefined) throw missingParameter(named('unit_amount'));
  if (!Number.isInteger(Number(decimal))) {
    const message = 'The sandbox takes whole minor units only.';
    throw invalidRequest(message, { param: named('unit_amount_decimal') });
  }
  return Number(decimal);
}

function productOf(world: World, data: PriceData, named: (name: string) => string): string {
  const { product, product_data: order } = data;
  if (product !== undefined && order !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: product, product_data.', {
      param: named('product'),
    });
  }
  if (product !== undefined) {
    if (world.store.get('product', product)) return product;
    const message = `No such product: '${product}'`;
    throw invalidRequest(message, { code: 'resource_missing', param: named('product') });
  }
  if (order === undefined) throw missingParameter(named('product'));
  return makeProduct(world, order, named('product_data[name]')).id;
}

export function makeProduct(
  world: World,
  order: Partial<Received<'ProductCreate'>> & { name: string },
  param = 'name',
): Wire<Stripe.Product> {
  if (order.name === '') {
    throw invalidRequest(`You passed an empty string for '${param}'.`, {
      code: 'parameter_invalid_empty',
      param,
    });
  }
  const product = world.store.put('product', buildProduct(world, order));
  emit(world, 'product.created', product);
  return product;
}
