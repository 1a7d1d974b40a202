import { z } from 'zod';
import { DAY, SECOND } from '../platform/time.ts';
import { contribution, optionalSeconds, optionalText, reference } from './fields.ts';
import type { Frequency } from './frequency.ts';
import { type InvoicePaymentReading, type InvoiceReading, NOBODY, type Read } from './readings.ts';

const Invoice = z.object({
  id: z.string(),
  customer: reference,
  customer_email: optionalText,
  status: optionalText,
  billing_reason: optionalText,
  amount_due: z.int(),
  amount_paid: z.int(),
  amount_paid_off_stripe: z.int().nullish(),
  currency: z.string(),
  attempt_count: z.int().nullish(),
  next_payment_attempt: optionalSeconds,
  last_finalization_error: z.object({ code: optionalText, type: optionalText }).nullish(),
  status_transitions: z.object({ paid_at: optionalSeconds }).nullish(),
  parent: z
    .object({ subscription_details: z.object({ subscription: reference, metadata: contribution }).nullish() })
    .nullish(),
  lines: z
    .object({ data: z.array(z.object({ period: z.object({ start: z.int(), end: z.int() }) })) })
    .nullish(),
});

/** Whatever asks for a membership after its first payment; a change of frequency is billed as an update. */
const RENEWALS = new Set(['subscription_cycle', 'subscription_update', 'subscription_threshold']);

/** invoice.* */
export function readInvoice(object: unknown): Read<InvoiceReading> {
  const invoice = Invoice.parse(object);
  const subscription = invoice.parent?.subscription_details;
  const isPaid = invoice.status === 'paid';
  const error = invoice.last_finalization_error;
  return {
    reading: {
      kind: 'invoice',
      id: invoice.id,
      membership: subscription?.subscription ?? null,
      contribution: subscription?.metadata ?? null,
      frequency: subscription ? frequencyOfPeriods(invoice.lines?.data ?? []) : 'once',
      status: invoice.status ?? 'draft',
      amountDue: invoice.amount_due,
      amountPaid: invoice.amount_paid,
      amountPaidOutside: invoice.amount_paid_off_stripe ?? 0,
      currency: invoice.currency,
      paidAt: invoice.status_transitions?.paid_at ?? null,
      attempts: invoice.attempt_count ?? 0,
      nextAttemptAt: invoice.next_payment_attempt,
      needsAction: false,
      isRenewal: RENEWALS.has(invoice.billing_reason ?? ''),
      problem: error ? (error.code ?? error.type) : null,
    },
    // Whoever did not pay has given us nothing, their address least of all.
    person: { customer: invoice.customer, address: isPaid ? invoice.customer_email : null },
  };
}

/** invoice.payment_action_required: only the event's type says so. */
export function readInvoiceNeedingAction(object: unknown): Read<InvoiceReading> {
  const { reading, person } = readInvoice(object);
  return { reading: { ...reading, needsAction: reading.status === 'open' }, person };
}

/**
 * An invoice's line says for which time it pays, not at which interval it recurs. A calendar month has 28 to 31 days
 * and a year 365 or 366; anything else is an interval that is none of ours.
 */
function frequencyOfPeriods(lines: { period: { start: number; end: number } }[]): Frequency | null {
  const longest = Math.max(0, ...lines.map(({ period }) => period.end - period.start));
  const days = Math.round((longest * SECOND) / DAY);
  if (days >= 28 && days <= 31) return 'monthly';
  return days === 365 || days === 366 ? 'annual' : null;
}

const InvoicePayment = z.object({
  invoice: reference,
  payment: z.object({ payment_intent: reference, charge: reference }),
});

/** invoice_payment.paid: the only map from an invoice to its payment intents in any payload. */
export function readInvoicePayment(object: unknown): Read<InvoicePaymentReading> {
  const { invoice, payment } = InvoicePayment.parse(object);
  return {
    reading: {
      kind: 'invoice-payment',
      invoice: z.string().parse(invoice),
      paymentIntent: payment.payment_intent,
      charge: payment.charge,
    },
    person: NOBODY,
  };
}
