import type Stripe from 'stripe';
import { plusMonths } from '../../../platform/time.ts';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { withChanges } from '../objects/customer.ts';
import { type CardEnd, card, createPaymentMethod } from '../objects/payment-method.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { defaultMethod } from './attempt.ts';
import { detachMethod } from './change-method.ts';
import { keepSubscription } from './keep-subscription.ts';

type Customer = Wire<Stripe.Customer>;

/** The cards of the portal's page, by what comes of them. `refused`: the bank does not even let it be saved. */
export const PORTAL_CARDS = ['card', 'expires-soon', 'declined-later', 'asks', 'refused'] as const;
export type PortalCard = (typeof PORTAL_CARDS)[number];

const LAST4 = new Map<PortalCard, string>([
  ['declined-later', '0341'],
  ['asks', '3184'],
  ['refused', '0002'],
]);

/**
 * What Stripe's portal does with a new card: it belongs to the customer, and is their default from now on. What a
 * subscription has of its own goes before that, and stays.
 * @throws StripeFault where the bank refuses the card: then nothing has changed.
 */
export function chooseMethod(world: World, customerId: string, choice: PortalCard): void {
  const { customer, living } = payerOf(world, customerId);
  payWith(world, customer, attach(world, { customer, living, choice }));
}

/** The new card alone is left: all that the customer pays is paid with it. @throws StripeFault as `chooseMethod` */
export function replaceMethod(world: World, customerId: string, choice: PortalCard): void {
  const { customer, living } = payerOf(world, customerId);
  const method = attach(world, { customer, living, choice });
  const before = new Set(living.map((subscription) => defaultMethod(world, subscription)));
  before.add(customer.invoice_settings.default_payment_method);
  payWith(world, customer, method);
  for (const subscription of living) {
    const changed = keepSubscription(world, { ...subscription, default_payment_method: method });
    emitUpdate(world, 'customer.subscription.updated', subscription, changed);
  }
  for (const id of before) {
    const old = world.store.get('payment_method', id ?? '');
    if (old?.customer === customerId) detachMethod(world, old);
  }
}

type Payer = { customer: Customer; living: Wire<Stripe.Subscription>[] };

function payerOf(world: World, customerId: string): Payer {
  const customer = world.store.get('customer', customerId);
  if (!customer) throw resourceMissing('customer', customerId);
  const living = world.store
    .all('subscription')
    .filter((one) => one.customer === customerId && one.ended_at === null);
  return { customer, living };
}

/** @returns the new method's id */
function attach(world: World, { customer, living, choice }: Payer & { choice: PortalCard }): string {
  if (choice === 'refused') throw invalidRequest('Your card was declined.', { code: 'card_declined' });
  const currency = living.at(-1)?.currency ?? 'usd';
  const method = createPaymentMethod(world, card(currency, LAST4.get(choice)), {
    email: customer.email,
    customer: customer.id,
    ...(choice === 'expires-soon' ? { expires: nextMonth(world) } : {}),
  });
  emit(world, 'payment_method.attached', method);
  return method.id;
}

function payWith(world: World, customer: Customer, method: string): void {
  const changed = withChanges(customer, { invoice_settings: { default_payment_method: method } });
  emitUpdate(world, 'customer.updated', customer, world.store.put('customer', changed));
}

/** The card works until the end of next month. */
export function nextMonth(world: World): CardEnd {
  const instant = plusMonths(world.clock.now(), 1);
  return { month: instant.getUTCMonth() + 1, year: instant.getUTCFullYear() };
}

/** A card that was good for years is so until the end of next month. */
export function letExpire(world: World, id: string): Wire<Stripe.PaymentMethod> {
  const method = world.store.get('payment_method', id);
  if (!method) throw resourceMissing('payment_method', id);
  if (!method.card) throw invalidRequest('Only cards expire.');
  const { month, year } = nextMonth(world);
  const card = { ...method.card, exp_month: month, exp_year: year };
  const changed = world.store.put('payment_method', { ...method, card });
  emitUpdate(world, 'payment_method.updated', method, changed);
  return changed;
}
