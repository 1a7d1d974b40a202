import { sql } from 'drizzle-orm';
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { amount, instant } from '../platform/columns.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';

/**
 * Money facts. A payment is inserted once, by the id under which Stripe knows what was paid: the payment intent of a
 * one-off gift, the invoice of a recurring one.
 */
export const payments = pgTable(
  'payments',
  {
    id: text('id').primaryKey(),
    /** pseudonym; null where Stripe knows no customer */
    memberId: uuid('member_id'),
    /** Stripe's subscription id; null for a one-off gift */
    membershipId: text('membership_id'),
    /** the checkout of ours that it came through; null or unknown to us: source `outside` */
    contributionId: uuid('contribution_id'),
    /** null: an interval that is none of ours (a weekly price made in Stripe's dashboard) */
    frequency: text('frequency', { enum: FREQUENCIES }),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** when it succeeded: the day on which it counts */
    paidAt: instant('paid_at').notNull(),
    /** when we learnt of it: what an as-of report goes by */
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [
    index('payments_paid_at').on(table.paidAt),
    index('payments_member').on(table.memberId),
    index('payments_contribution').on(table.contributionId),
  ],
);

/**
 * Payment intents that did not say which contribution they pay: an invoice's, or a payment from outside. Which of the
 * two is known by `invoice_payment.paid`, or by asking Stripe where that stays away.
 */
export const paymentIntents = pgTable(
  'payment_intents',
  {
    id: text('id').primaryKey(),
    invoiceId: text('invoice_id'),
    memberId: uuid('member_id'),
    amount: amount('amount'),
    currency: text('currency'),
    succeededAt: instant('succeeded_at'),
    learntAt: instant('learnt_at').notNull(),
    /** when it was found to be nobody's invoice, and booked as a payment from outside */
    bookedAt: instant('booked_at'),
  },
  (table) => [
    index('payment_intents_unclaimed')
      .on(table.learntAt)
      .where(sql`${table.invoiceId} is null and ${table.bookedAt} is null`),
    index('payment_intents_member').on(table.memberId),
  ],
);
