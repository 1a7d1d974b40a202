import Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { dateOf, type Retrieved } from './retrieve-object.ts';

/** `action`: the bank wants its customer to confirm. `under-way`: the answer comes later, as of a bank debit. */
export type PayOutcome = 'paid' | 'under-way' | 'refused' | 'action';
export type PayAnswer = { outcome: PayOutcome; invoice: Retrieved };

/**
 * Tries now to have an invoice paid.
 * @param idempotencyKey the same key is the same attempt
 * @returns what came of it, with the invoice as it then is
 * @throws StripeError
 */
export async function payInvoice(
  stripe: StripeClient,
  invoice: string,
  idempotencyKey: string,
): Promise<PayAnswer> {
  try {
    await stripe.invoices.pay(invoice, {}, { idempotencyKey });
  } catch (error) {
    const outcome = refusalOf(error);
    if (outcome === null) throw error;
    return { outcome, invoice: await retrieve(stripe, invoice) };
  }
  // What is replayed under the same key is the answer of its time.
  const now = await retrieve(stripe, invoice);
  return { outcome: now.isPaid ? 'paid' : 'under-way', invoice: now };
}

function refusalOf(error: unknown): PayOutcome | null {
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'invoice_already_paid')
    return 'paid';
  if (!(error instanceof Stripe.errors.StripeCardError)) return null;
  const asks = ['invoice_payment_intent_requires_action', 'authentication_required'];
  return asks.includes(error.code ?? '') ? 'action' : 'refused';
}

async function retrieve(stripe: StripeClient, id: string): Promise<Retrieved & { isPaid: boolean }> {
  const invoice = await stripe.invoices.retrieve(id);
  return { object: invoice, readAt: dateOf(invoice), isPaid: invoice.status === 'paid' };
}

/**
 * The page at Stripe on which an invoice can be paid, and a bank be answered. Whoever has its address may look at the
 * invoice: it is asked for when it is needed, and never kept.
 * @returns null where there is none
 * @throws StripeError
 */
export async function findInvoicePage(stripe: StripeClient, id: string): Promise<string | null> {
  const { hosted_invoice_url: url, status } = await stripe.invoices.retrieve(id);
  return status === 'open' || status === 'uncollectible' ? (url ?? null) : null;
}
