import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { amount, instant } from '../platform/columns.ts';
import { contestedIndex, register } from '../platform/register.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { FINDINGS, VARIANCE_KINDS } from './reconcile/rules.ts';
import { CHARGE_STATUSES, INTENT_STATUSES } from './rules.ts';

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
    /** true: an invoice that was paid outside Stripe, so no charge, fee or payout belongs to it; null: not known yet */
    outsideStripe: boolean('outside_stripe'),
    /** when it succeeded: the day on which it counts */
    paidAt: instant('paid_at').notNull(),
    /** when we learnt of it: what an as-of report goes by */
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [
    index('payments_paid_at').on(table.paidAt),
    index('payments_learnt_at').on(table.learntAt),
    index('payments_member').on(table.memberId),
    index('payments_contribution').on(table.contributionId),
  ],
);

/**
 * Payment intents, and charges that have none. Of those that succeeded and did not say which contribution they pay, which
 * are an invoice's and which came from outside is known by `invoice_payment.paid`, or by asking Stripe where that stays
 * away.
 */
export const paymentIntents = pgTable(
  'payment_intents',
  {
    id: text('id').primaryKey(),
    invoiceId: text('invoice_id'),
    memberId: uuid('member_id'),
    /** only moves forward: what succeeded stays so, whatever is told later of an earlier attempt */
    status: text('status', { enum: INTENT_STATUSES }),
    /** sorts attempts, byte by byte: the status's place, the second, the code; null while only an invoice was heard of */
    version: text('version'),
    /** Stripe's code for why the last attempt was declined */
    declineCode: text('decline_code'),
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
      .where(
        sql`${table.succeededAt} is not null and ${table.invoiceId} is null and ${table.bookedAt} is null`,
      ),
    index('payment_intents_invoice').on(table.invoiceId).where(sql`${table.invoiceId} is not null`),
    index('payment_intents_member').on(table.memberId),
  ],
);

/** One attempt to take money; the link between a payment and what it cost. */
export const charges = pgTable(
  'charges',
  {
    id: text('id').primaryKey(),
    paymentIntentId: text('payment_intent_id'),
    status: text('status', { enum: CHARGE_STATUSES }).notNull(),
    failureCode: text('failure_code'),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** null until Stripe has made it, for some methods days later */
    balanceTransactionId: text('balance_transaction_id'),
    createdAt: instant('created_at').notNull(),
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [index('charges_intent').on(table.paymentIntentId)],
);

/** Which charge something is about, and which payment intent where Stripe says so. */
const aboutCharge = {
  chargeId: text('charge_id'),
  paymentIntentId: text('payment_intent_id'),
};

/** Money given back, one row for each refund: a charge's `amount_refunded` is their sum and never read. */
export const refunds = pgTable(
  'refunds',
  {
    id: text('id').primaryKey(),
    ...aboutCharge,
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** Stripe's word: pending, requires_action, succeeded, failed, canceled, or one that is newer than this line */
    status: text('status').notNull(),
    reason: text('reason'),
    failureReason: text('failure_reason'),
    balanceTransactionId: text('balance_transaction_id'),
    /** brought the money back after it failed */
    failureBalanceTransactionId: text('failure_balance_transaction_id'),
    createdAt: instant('created_at').notNull(),
    ...register(),
  },
  (table) => [
    contestedIndex('refunds', table),
    index('refunds_charge').on(table.chargeId),
    index('refunds_intent').on(table.paymentIntentId),
    index('refunds_created_at').on(table.createdAt),
  ],
);

/** A payment that its giver or their bank took back. What it moved stands in `balance_transactions` under its id. */
export const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    ...aboutCharge,
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** Stripe's word: an inquiry (warning_*), needs_response, under_review, won, lost, prevented, appeal_* */
    status: text('status').notNull(),
    reason: text('reason').notNull(),
    respondBy: instant('respond_by'),
    createdAt: instant('created_at').notNull(),
    ...register(),
  },
  (table) => [
    contestedIndex('disputes', table),
    index('disputes_charge').on(table.chargeId),
    index('disputes_intent').on(table.paymentIntentId),
    index('disputes_created_at').on(table.createdAt),
  ],
);

/** A bank's word that a payment may be fraud, before it becomes a dispute. */
export const fraudWarnings = pgTable(
  'fraud_warnings',
  {
    id: text('id').primaryKey(),
    ...aboutCharge,
    fraudType: text('fraud_type').notNull(),
    /** whether a refund would still keep it from becoming a dispute */
    actionable: boolean('actionable').notNull(),
    createdAt: instant('created_at').notNull(),
    ...register(),
  },
  (table) => [contestedIndex('fraud_warnings', table), index('fraud_warnings_charge').on(table.chargeId)],
);

/** Invoices that were not simply paid: the attempts to collect a renewal. Which of them were paid, `payments` says. */
export const invoices = pgTable(
  'invoices',
  {
    id: text('id').primaryKey(),
    memberId: uuid('member_id'),
    membershipId: text('membership_id'),
    /** Stripe's word: draft, open, paid, uncollectible, void */
    status: text('status').notNull(),
    amountDue: amount('amount_due').notNull(),
    currency: text('currency').notNull(),
    attempts: smallint('attempts').notNull(),
    /** when Stripe tries again; null: it does not */
    nextAttemptAt: instant('next_attempt_at'),
    /** the giver must confirm the payment with their bank */
    needsAction: boolean('needs_action').notNull(),
    /** why Stripe could not even ask for it: Stripe's code */
    problem: text('problem'),
    ...register(),
  },
  (table) => [
    contestedIndex('invoices', table),
    index('invoices_membership').on(table.membershipId),
    index('invoices_member').on(table.memberId),
    // Renewals that did not come in are looked for each minute, among few.
    index('invoices_failing')
      .on(table.learntAt)
      .where(sql`${table.status} = 'open' and ${table.attempts} > 0`),
  ],
);

/**
 * A renewal that was refused at least once: a fact, whatever becomes of the invoice. That it was won back, `payments` says;
 * that it was lost, the state of its invoice and membership.
 */
export const failedRenewals = pgTable(
  'failed_renewals',
  {
    /** the invoice's id */
    id: text('id').primaryKey(),
    memberId: uuid('member_id'),
    membershipId: text('membership_id').notNull(),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** the first time that it was refused, as far as we have heard: only ever moves back */
    failedAt: instant('failed_at').notNull(),
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [
    index('failed_renewals_failed_at').on(table.failedAt),
    index('failed_renewals_membership').on(table.membershipId),
    // For whoever turns out to be somebody known, is erased, or asks for their data.
    index('failed_renewals_member').on(table.memberId),
  ],
);

/** Money on its way to the bank. */
export const payouts = pgTable(
  'payouts',
  {
    id: text('id').primaryKey(),
    amount: amount('amount').notNull(),
    currency: text('currency').notNull(),
    /** Stripe's word: pending, in_transit, paid, failed (also after paid), canceled */
    status: text('status').notNull(),
    /** made by Stripe on a schedule: only of these Stripe knows the lines */
    automatic: boolean('automatic').notNull(),
    /** Stripe has settled which balance transactions it pays out */
    reconciled: boolean('reconciled').notNull(),
    failureCode: text('failure_code'),
    balanceTransactionId: text('balance_transaction_id'),
    failureBalanceTransactionId: text('failure_balance_transaction_id'),
    arrivesAt: instant('arrives_at').notNull(),
    createdAt: instant('created_at').notNull(),
    ...register(),
    /** when its lines were read from Stripe */
    linesReadAt: instant('lines_read_at'),
  },
  (table) => [contestedIndex('payouts', table), index('payouts_created_at').on(table.createdAt)],
);

/**
 * What moved on the balance at Stripe, in settlement currency: what a payment brought and cost. Inserted once and never
 * changed; only the payout that carries it is learnt later.
 */
export const balanceTransactions = pgTable(
  'balance_transactions',
  {
    id: text('id').primaryKey(),
    /** Stripe's word, an open list: charge, payment, refund, adjustment, payout, stripe_fee … */
    type: text('type').notNull(),
    /** Stripe's word, an open list: charge, refund, dispute, dispute_reversal, payout, fee … */
    category: text('category').notNull(),
    /** what it is of: a charge, refund, dispute, payout; null for what is of nothing else */
    sourceId: text('source_id'),
    /** signed: into the balance is positive; `net` is `amount` less `fee` */
    amount: amount('amount').notNull(),
    fee: amount('fee').notNull(),
    net: amount('net').notNull(),
    currency: text('currency').notNull(),
    /** what one minor unit of the presentment currency was taken for, as a decimal; null where nothing was exchanged */
    exchangeRate: text('exchange_rate'),
    availableAt: instant('available_at').notNull(),
    payoutId: text('payout_id'),
    createdAt: instant('created_at').notNull(),
    learntAt: instant('learnt_at').notNull(),
  },
  (table) => [
    index('balance_transactions_source').on(table.sourceId),
    index('balance_transactions_payout').on(table.payoutId),
    index('balance_transactions_created_at').on(table.createdAt),
  ],
);

/** How far the balance at Stripe has been swept: all that was made before it is here. */
export const sweeps = pgTable('sweeps', {
  name: text('name').primaryKey(),
  completeThrough: instant('complete_through').notNull(),
});

/** Comparisons of the books with Stripe. Days are Stripe's: in UTC, by when it made something; both inclusive. */
export const reconciliations = pgTable(
  'reconciliations',
  {
    id: uuid('id').primaryKey(),
    fromDay: date('from_day', { mode: 'string' }).notNull(),
    toDay: date('to_day', { mode: 'string' }).notNull(),
    startedAt: instant('started_at').notNull(),
    /** null: under way, or interrupted; then what it found counts for nothing */
    endedAt: instant('ended_at'),
    /** how many objects of Stripe's were compared, and how many variances there were without those on their way */
    compared: integer('compared').notNull().default(0),
    variances: integer('variances').notNull().default(0),
    pending: integer('pending').notNull().default(0),
    /** JSON: by day, kind and currency what they come to here and at Stripe */
    totals: text('totals').notNull().default('[]'),
  },
  (table) => [index('reconciliations_to_day').on(table.toDay)],
);

/** What the books and Stripe do not agree about: of each day, and of the balance, what the last comparison found. */
export const variances = pgTable(
  'variances',
  {
    runId: uuid('run_id').notNull(),
    kind: text('kind', { enum: VARIANCE_KINDS }).notNull(),
    /** Stripe's id of what it is about; of the balance, its currency */
    id: text('id').notNull(),
    /** null: of the balance as a whole */
    day: date('day', { mode: 'string' }),
    finding: text('finding', { enum: FINDINGS }).notNull(),
    ours: amount('ours'),
    theirs: amount('theirs'),
    /** ours less Stripe's */
    difference: amount('difference').notNull(),
    currency: text('currency').notNull(),
    /** so young that it may be on its way: it does not count */
    pending: boolean('pending').notNull(),
    note: text('note').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.kind, table.id] }),
    index('variances_day').on(table.day),
  ],
);
