import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** The languages of our pages are among those that Stripe's know. */
type PageOrder = { membership: string; locale: 'en' | 'ru' | undefined; returnTo: string };

/**
 * Stripe's own page for another card or method, and nothing else; from there it leads back to `returnTo`.
 * @returns its address
 * @throws StripeError
 */
export async function openMethodPage(
  stripe: StripeClient,
  { membership, locale, returnTo }: PageOrder,
): Promise<string> {
  const { customer } = await stripe.subscriptions.retrieve(membership);
  const session = await stripe.billingPortal.sessions.create({
    customer: idOf(customer) ?? '',
    ...(locale && { locale }),
    return_url: returnTo,
    flow_data: {
      type: 'payment_method_update',
      after_completion: { type: 'redirect', redirect: { return_url: returnTo } },
    },
  });
  return session.url;
}

/**
 * With what the next charge of a membership is going to be paid: its own method, or else its customer's default.
 * @returns null where there is none, or the membership is not there any more
 * @throws StripeError
 */
export async function findMethodInUse(stripe: StripeClient, membership: string): Promise<string | null> {
  const { own, ofCustomer } = await methodsOf(stripe, membership);
  return own ?? ofCustomer;
}

/**
 * Somebody who chose another method on Stripe's page means their membership by it, even where that has one of its own,
 * as Checkout leaves it: that one would go before the customer's default.
 * @param idempotencyKey made to fit the method: another one chosen meanwhile is another order
 * @returns with what it is paid from now on
 * @throws StripeError
 */
export async function useNewestMethod(
  stripe: StripeClient,
  membership: string,
  idempotencyKey: string,
): Promise<string | null> {
  const { own, ofCustomer } = await methodsOf(stripe, membership);
  if (own === null || ofCustomer === null || own === ofCustomer) return own ?? ofCustomer;
  const options = { idempotencyKey: `${idempotencyKey}-${ofCustomer}` };
  await stripe.subscriptions.update(membership, { default_payment_method: ofCustomer }, options);
  return ofCustomer;
}

async function methodsOf(stripe: StripeClient, membership: string) {
  const { customer, default_payment_method: own } = await stripe.subscriptions.retrieve(membership, {
    expand: ['customer'],
  });
  const isThere = typeof customer === 'object' && customer.deleted !== true;
  const ofCustomer = isThere ? customer.invoice_settings.default_payment_method : null;
  return { own: idOf(own), ofCustomer: idOf(ofCustomer) };
}

function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Whether Stripe says that there is no such thing, or not any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}
