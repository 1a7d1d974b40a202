import { z } from 'zod';
import { FREQUENCIES } from './frequency.ts';

/**
 * What we read of Stripe's objects, in our words. These are what the inbox keeps: plain JSON, with no field that names
 * a person. Amounts are minor units as Stripe counts them; instants are ISO 8601.
 */
const Instant = z.iso.datetime();

const SessionReading = z.strictObject({
  kind: z.literal('session'),
  id: z.string(),
  contribution: z.string().nullable(),
  state: z.enum(['open', 'expired', 'processing', 'failed', 'complete']),
  frequency: z.enum(['once', 'recurring']),
  paymentIntent: z.string().nullable(),
  amount: z.int().nullable(),
  currency: z.string().nullable(),
  expiresAt: Instant,
  /** where an expired checkout can be taken up again */
  recoveryUrl: z.string().nullable(),
});

const InvoiceReading = z.strictObject({
  kind: z.literal('invoice'),
  id: z.string(),
  membership: z.string().nullable(),
  contribution: z.string().nullable(),
  /** null: an interval that is none of ours */
  frequency: z.enum(FREQUENCIES).nullable(),
  amountPaid: z.int(),
  currency: z.string(),
  paidAt: Instant.nullable(),
});

const InvoicePaymentReading = z.strictObject({
  kind: z.literal('invoice-payment'),
  invoice: z.string(),
  paymentIntent: z.string().nullable(),
});

const IntentReading = z.strictObject({
  kind: z.literal('intent'),
  id: z.string(),
  contribution: z.string().nullable(),
  amountReceived: z.int(),
  currency: z.string(),
});

const MembershipReading = z.strictObject({
  kind: z.literal('membership'),
  id: z.string(),
  contribution: z.string().nullable(),
  status: z.enum(['incomplete', 'active', 'past-due', 'paused', 'ended']),
  frequency: z.enum(FREQUENCIES).nullable(),
  amount: z.int(),
  currency: z.string(),
  startedAt: Instant,
  currentPeriodEnd: Instant,
  endsAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});

export const Reading = z.discriminatedUnion('kind', [
  SessionReading,
  InvoiceReading,
  InvoicePaymentReading,
  IntentReading,
  MembershipReading,
]);

export type Reading = z.output<typeof Reading>;
export type SessionReading = z.output<typeof SessionReading>;
export type InvoiceReading = z.output<typeof InvoiceReading>;
export type InvoicePaymentReading = z.output<typeof InvoicePaymentReading>;
export type IntentReading = z.output<typeof IntentReading>;
export type MembershipReading = z.output<typeof MembershipReading>;

/** Whom an object is about; kept apart from the reading, because it names somebody. */
export const Person = z.strictObject({ customer: z.string().nullable(), address: z.string().nullable() });
export type Person = z.output<typeof Person>;

export const NOBODY: Person = { customer: null, address: null };

export type Read<Kind extends Reading> = { reading: Kind; person: Person };
