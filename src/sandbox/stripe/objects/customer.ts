import type Stripe from 'stripe';
import { newId, newSecret } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { emptyAddress } from './payment-method.ts';

type Order = Received<'CustomerUpdate'> & { preferred_locales?: string[] };

export function readAddress(given: Order['address']): Wire<Stripe.Address> | null | undefined {
  if (given === undefined) return undefined;
  return given === '' || given === null ? null : { ...emptyAddress(null), ...given };
}

/** The customer after `order`: what it names is set, an empty string clears. */
export function withChanges(customer: Wire<Stripe.Customer>, order: Order): Wire<Stripe.Customer> {
  const text = (given: string | null | undefined, current: string | null | undefined) =>
    given === undefined ? (current ?? null) : given || null;
  const address = readAddress(order.address);
  const method = order.invoice_settings?.default_payment_method;
  return {
    ...customer,
    address: address === undefined ? (customer.address ?? null) : address,
    description: text(order.description, customer.description),
    email: text(order.email, customer.email),
    invoice_settings: {
      ...customer.invoice_settings,
      default_payment_method: text(method, customer.invoice_settings.default_payment_method),
    },
    metadata: mergeMetadata(customer.metadata, order.metadata),
    name: text(order.name, customer.name),
    phone: text(order.phone, customer.phone),
    preferred_locales: order.preferred_locales ?? customer.preferred_locales ?? [],
  } satisfies Wire<Stripe.Customer>;
}

export function buildCustomer(world: World, order: Order): Wire<Stripe.Customer> {
  const blank = {
    id: newId('customer', world.clock.now()),
    object: 'customer',
    address: null,
    balance: 0,
    created: now(world),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: newSecret('', 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  } satisfies Wire<Stripe.Customer>;
  return withChanges(blank, order);
}
