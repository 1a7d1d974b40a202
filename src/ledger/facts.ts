import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';

/** Something was paid. `id`: the payment intent of a one-off gift, the invoice of a recurring one. */
export type Payment = {
  id: string;
  memberId: string | null;
  membershipId: string | null;
  contributionId: string | null;
  frequency: Frequency | null;
  amount: Minor;
  currency: string;
  paidAt: Date;
  learntAt: Date;
};

/** A payment intent that did not say what it pays. */
export type SucceededIntent = {
  id: string;
  memberId: string | null;
  amount: Minor;
  currency: string;
  succeededAt: Date;
  learntAt: Date;
};

/** A payment intent turns out to pay an invoice. */
export type IntentClaim = { id: string; invoiceId: string; learntAt: Date };
