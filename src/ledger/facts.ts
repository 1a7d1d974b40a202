import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import type { IntentStatus } from './rules.ts';
import type {
  balanceTransactions,
  charges,
  disputes,
  failedRenewals,
  fraudWarnings,
  invoices,
  payouts,
  refunds,
} from './tables.ts';

/** Something was paid. `id`: the payment intent of a one-off gift, the invoice of a recurring one. */
export type Payment = {
  id: string;
  memberId: string | null;
  membershipId: string | null;
  contributionId: string | null;
  frequency: Frequency | null;
  amount: Minor;
  currency: string;
  /** null: not known */
  outsideStripe: boolean | null;
  paidAt: Date;
  learntAt: Date;
};

/** What a payment intent, or a charge without one, has come to. */
export type Intent = {
  id: string;
  memberId: string | null;
  status: IntentStatus;
  version: string;
  declineCode: string | null;
  amount: Minor;
  currency: string;
  /** null: it has not, or it says itself which contribution it pays and so waits for nobody */
  succeededAt: Date | null;
  learntAt: Date;
};

/** A payment intent, or a charge without one, turns out to pay an invoice. */
export type IntentClaim = { id: string; invoiceId: string; learntAt: Date };

/** A payment intent of which Stripe says that it pays no invoice: it came from outside. */
export type OutsideIntent = { id: string; learntAt: Date };

/** An invoice was found to have been paid outside Stripe. */
export type OutsideInvoice = { id: string };

export type Charge = typeof charges.$inferInsert;
/** A renewal was refused. `id`: the invoice's. */
export type FailedRenewal = typeof failedRenewals.$inferInsert;
export type Refund = typeof refunds.$inferInsert;
export type Dispute = typeof disputes.$inferInsert;
export type FraudWarning = typeof fraudWarnings.$inferInsert;
export type Invoice = typeof invoices.$inferInsert;
export type Payout = typeof payouts.$inferInsert;
export type BalanceTransaction = typeof balanceTransactions.$inferInsert;
