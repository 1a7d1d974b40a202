import type { StripeClient } from './client.ts';

/** Kinds of Stripe's objects that can be asked for by their id. */
export type ObjectKind =
  | 'session'
  | 'intent'
  | 'charge'
  | 'invoice'
  | 'invoice-payment'
  | 'membership'
  | 'schedule'
  | 'refund'
  | 'dispute'
  | 'fraud-warning'
  | 'payout'
  | 'balance-transaction'
  | 'customer'
  | 'payment-method'
  | 'mandate';

/**
 * Whoever asks for a schedule, or changes one and heeds the answer, expands these: a phase names its prices alone. See
 * `readSchedule`.
 */
export const SCHEDULE_EXPANDED = ['phases.items.price'];

export type Retrieved = {
  /** Stripe's object in our API version, not read yet */
  object: unknown;
  /** when it was true, by Stripe's clock */
  readAt: Date;
};

/**
 * Asks Stripe for an object as it is now.
 * @throws StripeError
 */
export async function retrieveObject(stripe: StripeClient, kind: ObjectKind, id: string): Promise<Retrieved> {
  const object = await retrieve(stripe, kind, id);
  return { object, readAt: dateOf(object) };
}

type WithHeaders = { lastResponse: { headers: Record<string, string> } };

/** By the answer's own header: our clock may differ from Stripe's, whose seconds its events carry. */
export function dateOf({ lastResponse }: WithHeaders): Date {
  return new Date(Date.parse(lastResponse.headers.date ?? ''));
}

/**
 * Whether this is what Stripe answered when the key was first used: its date is of now, and what it says is of then.
 * https://docs.stripe.com/error-low-level#idempotency
 */
export function isReplayed({ lastResponse }: WithHeaders): boolean {
  return lastResponse.headers['idempotent-replayed'] === 'true';
}

function retrieve(stripe: StripeClient, kind: ObjectKind, id: string) {
  switch (kind) {
    case 'session':
      return stripe.checkout.sessions.retrieve(id, {
        expand: ['payment_intent.latest_charge.balance_transaction'],
      });
    case 'intent':
      return stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.balance_transaction'] });
    case 'charge':
      return stripe.charges.retrieve(id);
    case 'invoice':
      return stripe.invoices.retrieve(id);
    case 'invoice-payment':
      return stripe.invoicePayments.retrieve(id);
    case 'membership':
      return stripe.subscriptions.retrieve(id);
    case 'schedule':
      // Without this it names prices, and does not say what they are.
      return stripe.subscriptionSchedules.retrieve(id, { expand: SCHEDULE_EXPANDED });
    case 'refund':
      return stripe.refunds.retrieve(id);
    case 'dispute':
      return stripe.disputes.retrieve(id);
    case 'fraud-warning':
      return stripe.radar.earlyFraudWarnings.retrieve(id);
    case 'payout':
      return stripe.payouts.retrieve(id);
    case 'balance-transaction':
      return stripe.balanceTransactions.retrieve(id);
    case 'customer':
      return stripe.customers.retrieve(id);
    case 'payment-method':
      return stripe.paymentMethods.retrieve(id);
    case 'mandate':
      return stripe.mandates.retrieve(id);
  }
}
