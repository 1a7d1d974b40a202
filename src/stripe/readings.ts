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
  /** when the money came, where Stripe was asked; null: an event tells it by its own time */
  paidAt: Instant.nullable().default(null),
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
  /** Stripe's word: draft, open, paid, uncollectible, void */
  status: z.string().default('paid'),
  amountDue: z.int().default(0),
  amountPaid: z.int(),
  /** of `amountPaid`, what came by cash, cheque or transfer */
  amountPaidOutside: z.int().default(0),
  currency: z.string(),
  paidAt: Instant.nullable(),
  attempts: z.int().default(1),
  nextAttemptAt: Instant.nullable().default(null),
  /** the giver must confirm the payment with their bank */
  needsAction: z.boolean().default(false),
  /** of a membership that was paid for before; what was kept before this was told apart counts as none */
  isRenewal: z.boolean().default(false),
  /** why it could not be made final: Stripe's code */
  problem: z.string().nullable().default(null),
});

const InvoicePaymentReading = z.strictObject({
  kind: z.literal('invoice-payment'),
  invoice: z.string(),
  paymentIntent: z.string().nullable(),
  charge: z.string().nullable().default(null),
});

/** What Stripe says when asked which invoice a payment intent, or a charge without one, pays. */
const IntentOwnerReading = z.strictObject({
  kind: z.literal('intent-owner'),
  paymentIntent: z.string(),
  /** null: none, so the payment came from outside */
  invoice: z.string().nullable(),
});

/** What Stripe says when asked how an invoice was paid, or how that was tried. */
const InvoicePaymentsReading = z.strictObject({
  kind: z.literal('invoice-payments'),
  invoice: z.string(),
  /** payment intents, and charges that have none; empty: it was paid outside Stripe */
  paymentIntents: z.array(z.string()),
});

const IntentReading = z.strictObject({
  kind: z.literal('intent'),
  id: z.string(),
  contribution: z.string().nullable(),
  /** `open`: not even tried */
  status: z.enum(['open', 'processing', 'failed', 'canceled', 'succeeded']).default('succeeded'),
  declineCode: z.string().nullable().default(null),
  /** what is asked for */
  amount: z.int().default(0),
  amountReceived: z.int(),
  currency: z.string(),
  /** when the money came, where Stripe was asked; null: an event tells it by its own time */
  paidAt: Instant.nullable().default(null),
});

const MembershipReading = z.strictObject({
  kind: z.literal('membership'),
  id: z.string(),
  contribution: z.string().nullable(),
  status: z.enum(['incomplete', 'active', 'past-due', 'paused', 'ended']),
  /** `collection`: it goes on, but is not paid for; `membership`: it stands still */
  pause: z.enum(['collection', 'membership']).nullable().default(null),
  pausedUntil: Instant.nullable().default(null),
  frequency: z.enum(FREQUENCIES).nullable(),
  amount: z.int(),
  currency: z.string(),
  startedAt: Instant,
  currentPeriodEnd: Instant,
  endsAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** why it ends, in Stripe's words: cancellation_requested, payment_failed, payment_disputed */
  endReason: z.string().nullable().default(null),
  /** what the giver chose from Stripe's list; their own words are not read */
  endFeedback: z.string().nullable().default(null),
});

/** What a membership turns into at the end of what is paid. */
const ScheduleReading = z.strictObject({
  kind: z.literal('schedule'),
  id: z.string(),
  /** null: it is to start one */
  membership: z.string().nullable(),
  /** whether it still leads the membership */
  isOpen: z.boolean(),
  /** null: nothing comes after the present phase */
  next: z
    .strictObject({
      at: Instant,
      /** false: told by the name of its price alone, so that Stripe has to be asked what it costs */
      isPriced: z.boolean(),
      amount: z.int().nullable(),
      /** null: an interval that is none of ours */
      frequency: z.enum(FREQUENCIES).nullable(),
    })
    .nullable(),
});

const ChargeReading = z.strictObject({
  kind: z.literal('charge'),
  id: z.string(),
  paymentIntent: z.string().nullable(),
  status: z.enum(['pending', 'failed', 'succeeded']),
  failureCode: z.string().nullable(),
  /** what was taken; of an attempt that took nothing, what it asked for */
  amount: z.int(),
  currency: z.string(),
  balanceTransaction: z.string().nullable(),
  createdAt: Instant,
});

const aboutCharge = { charge: z.string().nullable(), paymentIntent: z.string().nullable() };

const RefundReading = z.strictObject({
  kind: z.literal('refund'),
  id: z.string(),
  ...aboutCharge,
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  failureReason: z.string().nullable(),
  balanceTransaction: z.string().nullable(),
  failureBalanceTransaction: z.string().nullable(),
  createdAt: Instant,
});

/** What moved on the balance, signed, in settlement currency. */
const balanceTransaction = {
  id: z.string(),
  type: z.string(),
  category: z.string(),
  source: z.string().nullable(),
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  currency: z.string(),
  exchangeRate: z.string().nullable(),
  availableAt: Instant,
  createdAt: Instant,
};

const BalanceTransactionReading = z.strictObject({
  kind: z.literal('balance-transaction'),
  ...balanceTransaction,
  /** the payout among whose lines it was found */
  payout: z.string().nullable(),
});

const DisputeReading = z.strictObject({
  kind: z.literal('dispute'),
  id: z.string(),
  ...aboutCharge,
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  reason: z.string(),
  respondBy: Instant.nullable(),
  balanceTransactions: z.array(z.strictObject(balanceTransaction)),
  createdAt: Instant,
});

const FraudWarningReading = z.strictObject({
  kind: z.literal('fraud-warning'),
  id: z.string(),
  ...aboutCharge,
  fraudType: z.string(),
  actionable: z.boolean(),
  createdAt: Instant,
});

const PayoutReading = z.strictObject({
  kind: z.literal('payout'),
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  automatic: z.boolean(),
  reconciled: z.boolean(),
  failureCode: z.string().nullable(),
  balanceTransaction: z.string().nullable(),
  failureBalanceTransaction: z.string().nullable(),
  arrivesAt: Instant,
  createdAt: Instant,
});

/** A customer's id names somebody: it is in the person beside the reading. */
const CustomerReading = z.strictObject({ kind: z.literal('customer'), deleted: z.boolean() });

const PaymentMethodReading = z.strictObject({
  kind: z.literal('payment-method'),
  id: z.string(),
  /** Stripe's word: card, sepa_debit … */
  type: z.string(),
  /** the last month in which a card works, as 2026-11 */
  expires: z.string().nullable(),
  attached: z.boolean(),
});

const MandateReading = z.strictObject({
  kind: z.literal('mandate'),
  id: z.string(),
  paymentMethod: z.string().nullable(),
  status: z.string(),
});

export const Reading = z.discriminatedUnion('kind', [
  SessionReading,
  InvoiceReading,
  InvoicePaymentReading,
  InvoicePaymentsReading,
  IntentReading,
  IntentOwnerReading,
  MembershipReading,
  ScheduleReading,
  ChargeReading,
  RefundReading,
  DisputeReading,
  FraudWarningReading,
  BalanceTransactionReading,
  PayoutReading,
  CustomerReading,
  PaymentMethodReading,
  MandateReading,
]);

export type Reading = z.output<typeof Reading>;
export type SessionReading = z.output<typeof SessionReading>;
export type InvoiceReading = z.output<typeof InvoiceReading>;
export type InvoicePaymentReading = z.output<typeof InvoicePaymentReading>;
export type IntentReading = z.output<typeof IntentReading>;
export type MembershipReading = z.output<typeof MembershipReading>;
export type ScheduleReading = z.output<typeof ScheduleReading>;
export type InvoicePaymentsReading = z.output<typeof InvoicePaymentsReading>;
export type IntentOwnerReading = z.output<typeof IntentOwnerReading>;
export type ChargeReading = z.output<typeof ChargeReading>;
export type RefundReading = z.output<typeof RefundReading>;
export type DisputeReading = z.output<typeof DisputeReading>;
export type FraudWarningReading = z.output<typeof FraudWarningReading>;
export type BalanceTransactionReading = z.output<typeof BalanceTransactionReading>;
export type PayoutReading = z.output<typeof PayoutReading>;
export type CustomerReading = z.output<typeof CustomerReading>;
export type PaymentMethodReading = z.output<typeof PaymentMethodReading>;
export type MandateReading = z.output<typeof MandateReading>;

/** Whom an object is about; kept apart from the reading, because it names somebody. */
export const Person = z.strictObject({
  customer: z.string().nullable(),
  address: z.string().nullable(),
  /** the object tells of a customer, but of no gift: nobody becomes a member by it */
  mentioned: z.literal(true).optional(),
});
export type Person = z.output<typeof Person>;

export const NOBODY: Person = { customer: null, address: null };

export type Read<Kind extends Reading> = { reading: Kind; person: Person };
