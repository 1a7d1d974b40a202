import Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { askInvoicePayments } from './invoice-payments.ts';
import { patiently } from './patiently.ts';

/**
 * Whether Stripe says that a payment of ours was paid: the payment intent, invoice or charge of this id.
 * @throws StripeError
 */
export async function isPaidAtStripe(stripe: StripeClient, payment: string): Promise<boolean> {
  try {
    return await patiently(() => isPaid(stripe, payment));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return false;
    throw error;
  }
}

async function isPaid(stripe: StripeClient, payment: string): Promise<boolean> {
  if (payment.startsWith('in_')) {
    if ((await askInvoicePayments(stripe, payment)).reading.paymentIntents.length > 0) return true;
    // Paid, and by no payment of Stripe's: by cash, cheque or transfer.
    return (await stripe.invoices.retrieve(payment)).status === 'paid';
  }
  if (payment.startsWith('pi_'))
    return (await stripe.paymentIntents.retrieve(payment)).status === 'succeeded';
  return (await stripe.charges.retrieve(payment)).status === 'succeeded';
}
