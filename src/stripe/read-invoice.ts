import { z } from 'zod';
import { DAY, SECOND } from '../platform/time.ts';
import { contribution, optionalSeconds, optionalText, reference } from './fields.ts';
import type { Frequency } from './frequency.ts';
import { type InvoicePaymentReading, type InvoiceReading, NOBODY, type Read } from './readings.ts';

const Invoice = z.object({
  id: z.string(),
  customer: reference,
  customer_email: optionalText,
  amount_paid: z.int(),
  currency: z.string(),
  status_transitions: z.object({ paid_at: optionalSeconds }).nullish(),
  parent: z
    .object({ subscription_details: z.object({ subscription: reference, metadata: contribution }).nullish() })
    .nullish(),
  lines: z
    .object({ data: z.array(z.object({ period: z.object({ start: z.int(), end: z.int() }) })) })
    .nullish(),
});

/** invoice.paid */
export function readInvoice(object: unknown): Read<InvoiceReading> {
  const invoice = Invoice.parse(object);
  const subscription = invoice.parent?.subscription_details;
  return {
    reading: {
      kind: 'invoice',
      id: invoice.id,
      membership: subscription?.subscription ?? null,
      contribution: subscription?.metadata ?? null,
      frequency: subscription ? frequencyOfPeriods(invoice.lines?.data ?? []) : 'once',
      amountPaid: invoice.amount_paid,
      currency: invoice.currency,
      paidAt: invoice.status_transitions?.paid_at ?? null,
    },
    person: { customer: invoice.customer, address: invoice.customer_email },
  };
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
  payment: z.object({ payment_intent: reference }),
});

/** invoice_payment.paid: the only map from an invoice to its payment intents in any payload. */
export function readInvoicePayment(object: unknown): Read<InvoicePaymentReading> {
  const { invoice, payment } = InvoicePayment.parse(object);
  return {
    reading: {
      kind: 'invoice-payment',
      invoice: z.string().parse(invoice),
      paymentIntent: payment.payment_intent,
    },
    person: NOBODY,
  };
}
