import type Stripe from 'stripe';
import { checkCharge } from '../currencies.ts';
import { invalidRequest, missingParameter } from '../errors.ts';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import { buildSession } from '../objects/checkout-session.ts';
import { schedule } from '../timers.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { checkCheckout } from './check-checkout.ts';
import { makePrice } from './make-price.ts';

type Parameters = Received<'CheckoutSessionCreate'>;
type LineItem = NonNullable<Parameters['line_items']>[number];

/** Opens a session for what the request asks, after all of Stripe's own refusals. */
export function createCheckout(world: World, parameters: Parameters): Wire<Stripe.Checkout.Session> {
  checkCheckout(world, parameters);
  const lineItems = readLineItems(world, parameters);
  return open(world, parameters, lineItems, null);
}

/** The session that replaces an expired one: a new one with the same parameters. */
export function recoverCheckout(world: World, expired: string): Wire<Stripe.Checkout.Session> | null {
  const { store } = world;
  const details = store.get('checkout', expired);
  if (!details) return null;
  const started = store.all('checkout.session').findLast((one) => one.recovered_from === expired);
  if (started?.status === 'open') return started;
  const { expires_at: _, ...parameters } = details.parameters;
  return open(world, parameters, details.lineItems, expired);
}

function open(
  world: World,
  parameters: Parameters,
  lineItems: Wire<Stripe.LineItem>[],
  recoveredFrom: string | null,
): Wire<Stripe.Checkout.Session> {
  const session = buildSession(world, parameters, lineItems, recoveredFrom);
  world.store.put('checkout', { id: session.id, lineItems, parameters });
  schedule(world, {
    id: `expire:${session.id}`,
    at: session.expires_at * 1_000,
    what: 'expire',
    session: session.id,
  });
  return world.store.put('checkout.session', session);
}

function readLineItems(world: World, { line_items: given, mode, currency }: Parameters) {
  if (!given || given.length === 0) throw missingParameter('line_items');
  const items = given.map((item, index) => readLineItem(world, item, `line_items[${index}]`));
  checkRecurring(items, mode);
  const first = items[0]?.currency ?? 'usd';
  if (items.some((item) => item.currency !== first) || (currency !== undefined && currency !== first)) {
    const message = 'You cannot use prices in different currencies in one Checkout Session.';
    throw invalidRequest(message, { param: 'line_items' });
  }
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  checkCharge(total, first, "The Checkout Session's total amount due");
  return items;
}

function checkRecurring(items: Wire<Stripe.LineItem>[], mode: string | undefined): void {
  const recurring = items.filter((item) => item.price?.recurring);
  if (mode === 'subscription' && recurring.length === 0) {
    const message = 'You must provide at least one recurring price in `subscription` mode when using prices.';
    throw invalidRequest(message, { param: 'line_items' });
  }
  if (mode === 'subscription' && recurring.length < items.length) {
    const message = 'The sandbox takes recurring prices only in `subscription` mode.';
    throw invalidRequest(message, { param: 'line_items' });
  }
  if (mode === 'payment' && recurring.length > 0) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param: 'line_items' },
    );
  }
}

function readLineItem(world: World, item: LineItem, at: string): Wire<Stripe.LineItem> {
  const { quantity } = item;
  if (quantity === undefined) throw missingParameter(`${at}[quantity]`);
  if (quantity < 1) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest(message, { code: 'parameter_invalid_integer', param: `${at}[quantity]` });
  }
  const price = priceOf(world, item, at);
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: newId('line_item', world.clock.now()),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.store.get('product', price.product)?.name ?? null,
    metadata: mergeMetadata({}, item.metadata),
    price,
    quantity,
  } satisfies Wire<Stripe.LineItem>;
}

function priceOf(world: World, { price, price_data: data }: LineItem, at: string): Wire<Stripe.Price> {
  if ((price === undefined) === (data === undefined)) {
    throw invalidRequest('You must specify one of `price` or `price_data` for each line item.', {
      param: at,
    });
  }
  if (data !== undefined) return makePrice(world, data, `${at}[price_data]`);
  const known = world.store.get('price', price ?? '');
  if (known) return known;
  throw invalidRequest(`No such price: '${price}'`, { code: 'resource_missing', param: `${at}[price]` });
}
