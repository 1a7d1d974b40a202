import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit } from '../events.ts';
import { instrumentOf } from '../objects/payment-method.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { settleInvoice } from './collect.ts';
import { followBill } from './follow-bill.ts';
import { DEBIT_FAILED, fail, succeed } from './pay-intent.ts';

/** The bank's answer to a delayed payment, and all that follows from it. */
export function settleDelayed(
  world: World,
  paymentIntent: string,
  outcome: 'succeed' | 'fail',
): Wire<Stripe.PaymentIntent> {
  const { store } = world;
  const intent = store.get('payment_intent', paymentIntent);
  if (!intent) throw resourceMissing('payment_intent', paymentIntent);
  const charge = store.get('charge', intent.latest_charge ?? '');
  const method = store.get('payment_method', intent.payment_method ?? '');
  if (intent.status !== 'processing' || !charge || !method) {
    throw invalidRequest(`This PaymentIntent is not processing: its status is ${intent.status}.`);
  }
  unschedule(world, `settle:${intent.id}`);
  const settled =
    outcome === 'succeed'
      ? succeed(world, intent, charge, instrumentOf(method))
      : fail(world, intent, charge, DEBIT_FAILED);
  const subscription = settleBilled(world, settled);
  settleCheckout(world, settled, subscription);
  return settled;
}

/** Lets the invoice that this intent pays follow it. @returns the subscription that starts with it, or null */
export function settleBilled(world: World, intent: Wire<Stripe.PaymentIntent>): string | null {
  const { store } = world;
  const payment = store.all('invoice_payment').findLast((one) => one.payment.payment_intent === intent.id);
  const invoice = payment && store.get('invoice', payment.invoice);
  if (!invoice) return null;
  const settled = settleInvoice(world, invoice, intent);
  const subscription = store.get('subscription', invoice.parent?.subscription_details?.subscription ?? '');
  if (!subscription) return null;
  followBill(world, subscription, { invoice: settled, intent });
  return invoice.billing_reason === 'subscription_create' ? subscription.id : null;
}

function settleCheckout(world: World, intent: Wire<Stripe.PaymentIntent>, subscription: string | null): void {
  const session = world.store
    .all('checkout.session')
    .findLast(
      (one) =>
        one.payment_intent === intent.id || (subscription !== null && one.subscription === subscription),
    );
  if (!session) return;
  if (intent.status !== 'succeeded') {
    emit(world, 'checkout.session.async_payment_failed', session);
    return;
  }
  const paid = world.store.put('checkout.session', { ...session, payment_status: 'paid' });
  emit(world, 'checkout.session.async_payment_succeeded', paid);
}
