import Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/**
 * Deletes a customer at Stripe, for good: its subscriptions end at once, its payment methods go, and an invoice that is
 * still open is not collected any more. One that is gone already counts as deleted.
 * https://docs.stripe.com/api/customers/delete
 * @throws StripeError
 */
export async function deleteCustomer(stripe: StripeClient, id: string): Promise<void> {
  try {
    // No idempotency key: a repeat does no more, and a stored 500 would be answered for a day.
    await stripe.customers.del(id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return;
    throw error;
  }
}
