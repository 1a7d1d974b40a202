import { z } from 'zod';
import { isUuid } from '../platform/ids.ts';
import { DAY, fromUnixSeconds, SECOND } from '../platform/time.ts';
import type { Frequency } from './frequency.ts';
import {
  type IntentReading,
  type InvoicePaymentReading,
  type InvoiceReading,
  type MembershipReading,
  NOBODY,
  type Read,
  type SessionReading,
} from './readings.ts';

/**
 * From Stripe's words to ours, by the types of stripe 23.1.0 (API 2026-10-28.endive). Each reader names just the fields
 * that we need; everything else in the object is never looked at, and so never kept.
 */
const reference = z
  .union([z.string(), z.object({ id: z.string() })])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value : (value?.id ?? null)));
const seconds = z.int().transform((value) => fromUnixSeconds(value).toISOString());
const optionalSeconds = seconds.nullish().transform((value) => value ?? null);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
/** Our random id; metadata that is not ours, or not a UUID, tells us nothing. */
const contribution = z
  .object({ contribution: z.string().optional().catch(undefined) })
  .nullish()
  .transform((metadata) =>
    metadata?.contribution && isUuid(metadata.contribution) ? metadata.contribution : null,
  );

const Session = z.object({
  id: z.string(),
  metadata: contribution,
  mode: z.string(),
  status: optionalText,
  payment_status: z.string(),
  payment_intent: reference,
  customer: reference,
  customer_details: z.object({ email: optionalText }).nullish(),
  customer_email: optionalText,
  amount_total: z.int().nullish(),
  currency: optionalText,
  expires_at: seconds,
  after_expiration: z.object({ recovery: z.object({ url: optionalText }).nullish() }).nullish(),
});

/** checkout.session.completed, .async_payment_succeeded, .expired; and what the API answers. */
export function readSession(object: unknown): Read<SessionReading> {
  const session = Session.parse(object);
  const state = stateOf(session);
  // Whoever did not pay has given us nothing, their address least of all.
  const gave = state === 'complete' || state === 'processing';
  return {
    reading: {
      kind: 'session',
      id: session.id,
      contribution: session.metadata,
      state,
      frequency: session.mode === 'subscription' ? 'recurring' : 'once',
      paymentIntent: session.payment_intent,
      amount: session.amount_total ?? null,
      currency: session.currency,
      expiresAt: session.expires_at,
      recoveryUrl: session.after_expiration?.recovery?.url ?? null,
    },
    person: gave
      ? { customer: session.customer, address: session.customer_details?.email ?? session.customer_email }
      : NOBODY,
  };
}

/** checkout.session.async_payment_failed: only the event's type says so, the object reads like one still processing. */
export function readFailedSession(object: unknown): Read<SessionReading> {
  const read = readSession(object);
  return { reading: { ...read.reading, state: 'failed' }, person: NOBODY };
}

/** Completed is not paid: a bank debit is `complete` and `unpaid` for days. */
function stateOf(session: z.output<typeof Session>): SessionReading['state'] {
  if (session.status === 'expired') return 'expired';
  if (session.status === 'open') return 'open';
  return session.payment_status === 'unpaid' ? 'processing' : 'complete';
}

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

const Intent = z.object({
  id: z.string(),
  metadata: contribution,
  customer: reference,
  amount_received: z.int(),
  currency: z.string(),
});

/** payment_intent.succeeded */
export function readIntent(object: unknown): Read<IntentReading> {
  const intent = Intent.parse(object);
  return {
    reading: {
      kind: 'intent',
      id: intent.id,
      contribution: intent.metadata,
      amountReceived: intent.amount_received,
      currency: intent.currency,
    },
    person: { customer: intent.customer, address: null },
  };
}

const Subscription = z.object({
  id: z.string(),
  metadata: contribution,
  customer: reference,
  status: z.string(),
  currency: z.string(),
  start_date: seconds,
  cancel_at: optionalSeconds,
  cancel_at_period_end: z.boolean().nullish(),
  ended_at: optionalSeconds,
  pause_collection: z.unknown().optional(),
  items: z.object({
    data: z
      .array(
        z.object({
          current_period_end: z.int(),
          quantity: z.int().nullish(),
          price: z.object({
            unit_amount: z.int().nullish(),
            unit_amount_decimal: z.coerce.number().nullish(),
            recurring: z.object({ interval: z.string(), interval_count: z.int() }).nullish(),
          }),
        }),
      )
      .min(1),
  }),
});
type Subscription = z.output<typeof Subscription>;

/** customer.subscription.* */
export function readMembership(object: unknown): Read<MembershipReading> {
  const subscription = Subscription.parse(object);
  const items = subscription.items.data;
  const periodEnd = fromUnixSeconds(
    Math.max(0, ...items.map((item) => item.current_period_end)),
  ).toISOString();
  return {
    reading: {
      kind: 'membership',
      id: subscription.id,
      contribution: subscription.metadata,
      status: statusOf(subscription),
      frequency: frequencyOf(items),
      amount: Math.round(items.reduce((sum, item) => sum + amountOf(item), 0)),
      currency: subscription.currency,
      startedAt: subscription.start_date,
      currentPeriodEnd: periodEnd,
      endsAt: subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null),
      endedAt: subscription.ended_at,
    },
    person: { customer: subscription.customer, address: null },
  };
}

type Item = Subscription['items']['data'][number];

/** A price in fractions of a minor unit has only its decimal form. */
function amountOf({ price, quantity }: Item): number {
  return (price.unit_amount ?? price.unit_amount_decimal ?? 0) * (quantity ?? 1);
}

/** Items that recur differently have no interval in common. */
function frequencyOf(items: Item[]): Frequency | null {
  const frequencies = new Set(items.map(({ price }) => frequencyOfInterval(price.recurring)));
  const [only = null] = frequencies;
  return frequencies.size === 1 ? only : null;
}

/** Stripe's enums are open: a status that we do not know yet is taken for a live one, and shows up as such. */
function statusOf({ status, pause_collection }: Subscription): MembershipReading['status'] {
  switch (status) {
    case 'incomplete':
      return 'incomplete';
    case 'canceled':
    case 'incomplete_expired':
      return 'ended';
    case 'past_due':
    case 'unpaid':
      return 'past-due';
    case 'paused':
      return 'paused';
    default:
      return pause_collection ? 'paused' : 'active';
  }
}

function frequencyOfInterval(recurring: { interval: string; interval_count: number } | null | undefined) {
  if (recurring?.interval_count !== 1) return null;
  if (recurring.interval === 'month') return 'monthly';
  return recurring.interval === 'year' ? 'annual' : null;
}
