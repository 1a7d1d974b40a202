import { readIntent } from '../stripe/read-intent.ts';
import { readInvoice, readInvoicePayment } from '../stripe/read-invoice.ts';
import { readMembership } from '../stripe/read-membership.ts';
import { readFailedSession, readSession } from '../stripe/read-session.ts';
import type { Person, Reading } from '../stripe/readings.ts';
import type { Effects } from './effects.ts';
import {
  type Fact,
  onIntentSucceeded,
  onInvoicePaid,
  onInvoicePaymentPaid,
  onMembership,
  onSession,
} from './handlers.ts';

/**
 * THE TABLE: every event of Stripe's that we hear, what we read of it, and what follows. A type that is not here is
 * acknowledged and counted, and nothing of it is kept but its name.
 *
 * What each event means at Stripe: https://docs.stripe.com/api/events/types
 */
const TABLE: Record<string, Row> = {
  // A reader came back from the pay page. Paid, unless the method is a slow one: then it is processing.
  'checkout.session.completed': row(readSession, onSession),
  // The slow method's answer, days later.
  'checkout.session.async_payment_succeeded': row(readSession, onSession),
  'checkout.session.async_payment_failed': row(readFailedSession, onSession),
  // Nobody paid in time; the object says how to take it up again.
  'checkout.session.expired': row(readSession, onSession),

  // A recurring gift was paid, the first time or again. (invoice.payment_succeeded is the same fact.)
  'invoice.paid': row(readInvoice, onInvoicePaid),
  // Which payment intent an invoice was paid by: no other event says it.
  'invoice_payment.paid': row(readInvoicePayment, onInvoicePaymentPaid),
  // How payments from outside our checkout are heard of; all others are booked by the events above.
  'payment_intent.succeeded': row(readIntent, onIntentSucceeded),

  // The state of a membership: each carries the whole object, the newest wins.
  'customer.subscription.created': row(readMembership, onMembership),
  'customer.subscription.updated': row(readMembership, onMembership),
  'customer.subscription.paused': row(readMembership, onMembership),
  'customer.subscription.resumed': row(readMembership, onMembership),
  'customer.subscription.deleted': row(readMembership, onMembership),
};

/** What the webhook endpoint at Stripe has to be subscribed to. */
export const EVENT_TYPES: readonly string[] = Object.keys(TABLE);

type Row = {
  /** @throws ZodError when the object is not what Stripe's types promise */
  read(object: unknown): { reading: Reading; person: Person };
  /** Pure: adds to `effects` what follows from a reading, as it was kept. */
  apply(effects: Effects, reading: Reading, fact: Fact): void;
};

export function rowOf(eventType: string): Row | undefined {
  return Object.hasOwn(TABLE, eventType) ? TABLE[eventType] : undefined;
}

function row<Kind extends Reading>(
  read: (object: unknown) => { reading: Kind; person: Person },
  apply: (effects: Effects, reading: Kind, fact: Fact) => void,
): Row {
  return { read, apply };
}
