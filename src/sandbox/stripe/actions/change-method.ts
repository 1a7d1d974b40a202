import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { attachTestMethod } from '../objects/test-methods.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { keepSubscription } from './keep-subscription.ts';

type Method = Wire<Stripe.PaymentMethod>;

/** Gives a method, or one of Stripe's test methods, to a customer. */
export function attachMethod(world: World, name: string, customer: string): Method {
  const { store } = world;
  if (!store.get('customer', customer)) {
    throw invalidRequest(`No such customer: '${customer}'`, { code: 'resource_missing', param: 'customer' });
  }
  const known = store.get('payment_method', name);
  if (!known) {
    const attached = store.get('payment_method', attachTestMethod(world, name, customer));
    if (attached) return attached;
  }
  if (!known || (known.customer !== null && known.customer !== customer)) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.');
  }
  const attached = store.put('payment_method', { ...known, customer });
  emit(world, 'payment_method.attached', attached, { customer: known.customer });
  return attached;
}

/** Takes a method from its customer, and from all that would have been paid with it. */
export function detachMethod(world: World, method: Method): Method {
  const { store } = world;
  if (method.customer === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
  const detached = store.put('payment_method', { ...method, customer: null });
  emit(world, 'payment_method.detached', detached, { customer: method.customer });
  for (const subscription of store.all('subscription')) {
    if (subscription.default_payment_method !== method.id || subscription.ended_at !== null) continue;
    const without = keepSubscription(world, { ...subscription, default_payment_method: null });
    emitUpdate(world, 'customer.subscription.updated', subscription, without);
  }
  const customer = store.get('customer', method.customer);
  if (customer?.invoice_settings.default_payment_method === method.id) {
    const settings = { ...customer.invoice_settings, default_payment_method: null };
    emitUpdate(
      world,
      'customer.updated',
      customer,
      store.put('customer', { ...customer, invoice_settings: settings }),
    );
  }
  return detached;
}

/** The network tells the new number and date of a card that was replaced. */
export function replaceCard(world: World, method: Method): Method {
  if (!method.card) throw invalidRequest('Only cards are updated automatically.');
  const card = { ...method.card, exp_year: method.card.exp_year + 4, last4: renumbered(method.card.last4) };
  const updated = world.store.put('payment_method', { ...method, card });
  emit(world, 'payment_method.automatically_updated', updated, { card: method.card });
  return updated;
}

/** A new card works: one that was refused is not refused any more. */
function renumbered(last4: string | null): string {
  return last4 === '4444' ? '4242' : '4444';
}
