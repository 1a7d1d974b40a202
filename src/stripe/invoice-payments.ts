import type { StripeClient } from './client.ts';
import type { IntentOwnerReading, InvoicePaymentsReading } from './readings.ts';
import { dateOf } from './retrieve-object.ts';

/** Stripe's answer to a question, and when it was true by Stripe's clock. */
export type Answer<Kind> = { reading: Kind; readAt: Date };

/** Which invoice does this payment intent pay? @throws StripeError */
export async function askIntentOwner(
  stripe: StripeClient,
  paymentIntent: string,
): Promise<Answer<IntentOwnerReading>> {
  const list = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: paymentIntent },
    limit: 1,
  });
  const invoice = idOf(list.data[0]?.invoice);
  return { reading: { kind: 'intent-owner', paymentIntent, invoice }, readAt: dateOf(list) };
}

/** How was this invoice paid? @throws StripeError */
export async function askInvoicePayments(
  stripe: StripeClient,
  invoice: string,
): Promise<Answer<InvoicePaymentsReading>> {
  const list = await stripe.invoicePayments.list({ invoice, status: 'paid', limit: 100 });
  const paymentIntents = list.data.flatMap(
    ({ payment }) => idOf(payment.payment_intent) ?? idOf(payment.charge) ?? [],
  );
  return { reading: { kind: 'invoice-payments', invoice, paymentIntents }, readAt: dateOf(list) };
}

/** By which payment intents was it tried to have this invoice paid, with or without success? @throws StripeError */
export async function askInvoiceAttempts(
  stripe: StripeClient,
  invoice: string,
): Promise<Answer<InvoicePaymentsReading>> {
  const list = await stripe.invoicePayments.list({ invoice, limit: 100 });
  const paymentIntents = list.data.flatMap(({ payment }) => idOf(payment.payment_intent) ?? []);
  return { reading: { kind: 'invoice-payments', invoice, paymentIntents }, readAt: dateOf(list) };
}

function idOf(reference: string | { id: string } | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
