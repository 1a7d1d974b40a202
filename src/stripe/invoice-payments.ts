import type { StripeClient } from './client.ts';

/** @returns the invoice that a payment intent pays, or null: the intent is a payment of its own */
export async function findInvoiceOfIntent(stripe: StripeClient, intent: string): Promise<string | null> {
  const { data } = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: intent },
    limit: 1,
  });
  const invoice = data[0]?.invoice;
  return typeof invoice === 'string' ? invoice : (invoice?.id ?? null);
}
