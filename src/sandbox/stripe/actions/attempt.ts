import type Stripe from 'stripe';
import { card, type Instrument, instrumentOf } from '../objects/payment-method.ts';
import { attachTestMethod } from '../objects/test-methods.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import type { Attempt, Outcome } from './pay-intent.ts';

const DECLINED = new Set(['0002', '0341']);
/** Accounts whose bank returns the debit. */
const RETURNED = new Set(['3202', '3456']);

/** What comes of paying with this, as at Stripe's test cards. */
export function outcomeOf({ type, last4 }: Instrument): Outcome {
  if (type !== 'card') return RETURNED.has(last4) ? 'delayed-failure' : 'delayed-success';
  if (DECLINED.has(last4)) return 'declined';
  return last4 === '3184' ? 'action-required' : 'card';
}

/** The method that pays: the subscription's own, or else its customer's default. */
export function defaultMethod(
  world: World,
  {
    customer,
    default_payment_method: own,
  }: Pick<Wire<Stripe.Subscription>, 'customer' | 'default_payment_method'>,
): string | null {
  const settings = world.store.get('customer', customer)?.invoice_settings;
  return own ?? settings?.default_payment_method ?? null;
}

/**
 * An attempt for this customer.
 * @param method null where there is none: then nothing can be tried, unless `outcome` says what to pretend.
 */
export function attemptFor(
  world: World,
  payer: { customer: string; currency: string; method: string | null },
  outcome?: Outcome,
): Attempt | null {
  const method = world.store.get('payment_method', payer.method ?? '');
  if (!method && outcome === undefined) return null;
  const instrument = method ? instrumentOf(method) : card(payer.currency);
  return {
    instrument,
    email: world.store.get('customer', payer.customer)?.email ?? null,
    outcome: outcome ?? outcomeOf(instrument),
    ...(method ? { method: method.id } : {}),
  };
}

/** A method by its id, or one of Stripe's test methods, which then belongs to the customer. */
export function methodNamed(world: World, name: string, customer: string): string {
  return world.store.get('payment_method', name) ? name : attachTestMethod(world, name, customer);
}
