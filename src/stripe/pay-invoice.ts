import Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { idOf, isGone } from './payment-method.ts';
import { dateOf, type Retrieved } from './retrieve-object.ts';

/** `action`: the bank wants its customer to confirm. `under-way`: the answer comes later, as of a bank debit. */
export type PayOutcome = 'paid' | 'under-way' | 'refused' | 'action';
/** `outcome`: null where there is nothing to be paid any more */
export type PayAnswer = { outcome: PayOutcome | null; invoice: Retrieved };

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
    if (outcome === null && !isNotAsked(error)) throw error;
    const now = await retrieve(stripe, invoice);
    return { outcome: outcome ?? (await whyNotAsked(stripe, now)), invoice: now };
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

/** Stripe would not even try: its codes for why are few, so that it is looked for. */
function isNotAsked(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && !isGone(error);
}

/** It was paid or given up meanwhile, a debit is under way, or there is nothing to pay it with. */
async function whyNotAsked(stripe: StripeClient, { object, isPaid }: Invoice): Promise<PayOutcome | null> {
  if (isPaid) return 'paid';
  if (object.status !== 'open' && object.status !== 'uncollectible') return null;
  for await (const { payment } of stripe.invoicePayments.list({ invoice: object.id, status: 'open' })) {
    const id = idOf(payment.payment_intent ?? null);
    const intent = id === null ? null : await stripe.paymentIntents.retrieve(id);
    if (intent?.status === 'processing') return 'under-way';
  }
  return 'refused';
}

type Invoice = Retrieved & { object: Stripe.Invoice; isPaid: boolean };

async function retrieve(stripe: StripeClient, id: string): Promise<Invoice> {
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
