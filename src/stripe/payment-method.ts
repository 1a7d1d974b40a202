import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** The languages of our pages are among those that Stripe's know. */
type PageOrder = {
  membership: string;
  locale: 'en' | 'ru' | undefined;
  returnTo: string;
  idempotencyKey: string | undefined;
};

/**
 * Stripe's own page for another card or method, and nothing else; from there it leads back to `returnTo`.
 * @returns its address
 * @throws StripeError
 */
export async function openMethodPage(
  stripe: StripeClient,
  { membership, locale, returnTo, idempotencyKey }: PageOrder,
): Promise<string> {
  const customer = await followCustomer(stripe, membership);
  const parameters = {
    customer,
    ...(locale && { locale }),
    return_url: returnTo,
    flow_data: {
      type: 'payment_method_update' as const,
      after_completion: { type: 'redirect' as const, redirect: { return_url: returnTo } },
    },
  };
  const session = await stripe.billingPortal.sessions.create(
    parameters,
    idempotencyKey ? { idempotencyKey } : undefined,
  );
  return session.url;
}

/**
 * What is chosen on that page becomes the customer's default, and a method of the membership's own, as Checkout leaves it,
 * would go before that. So its own is made the default first, and the membership follows the default from then on; whoever
 * leaves the page without choosing goes on paying as before. @returns the customer
 */
async function followCustomer(stripe: StripeClient, membership: string): Promise<string> {
  const { customer, default_payment_method: method } = await stripe.subscriptions.retrieve(membership);
  const [id, own] = [idOf(customer) ?? '', idOf(method)];
  if (own === null) return id;
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: own } });
  await stripe.subscriptions.update(membership, { default_payment_method: '' });
  return id;
}

/**
 * With what the next charge of a membership is going to be paid: its own method, or else its customer's default.
 * @returns null where there is none, or the membership is not there any more
 * @throws StripeError
 */
export async function findMethodInUse(stripe: StripeClient, membership: string): Promise<string | null> {
  const { customer, default_payment_method: own } = await stripe.subscriptions.retrieve(membership, {
    expand: ['customer'],
  });
  const isThere = typeof customer === 'object' && customer.deleted !== true;
  return idOf(own) ?? idOf(isThere ? customer.invoice_settings.default_payment_method : null);
}

export function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Whether Stripe says that there is no such thing, or not any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
}
