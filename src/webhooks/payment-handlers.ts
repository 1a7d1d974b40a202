import { INTENT_STATUSES } from '../ledger/rules.ts';
import { minor } from '../platform/money.ts';
import { versionOf } from '../platform/register.ts';
import type {
  ChargeReading,
  IntentOwnerReading,
  IntentReading,
  InvoicePaymentReading,
  InvoicePaymentsReading,
  InvoiceReading,
} from '../stripe/readings.ts';
import type { Effects } from './effects.ts';
import { date, dateOrNull, type Fact } from './fact.ts';

/**
 * The payment of a recurring gift, the first as well as renewals. Any other state of an invoice is an attempt to collect;
 * of one over nothing, nothing came in.
 */
export function onInvoice(effects: Effects, reading: InvoiceReading, fact: Fact): void {
  if (wasRefused(reading)) failRenewal(effects, reading, fact);
  if (reading.status !== 'paid' || reading.amountPaid === 0) keepInvoice(effects, reading, fact);
  else {
    effects.payments.push({
      id: reading.id,
      memberId: fact.memberId,
      membershipId: reading.membership,
      contributionId: reading.contribution,
      frequency: reading.frequency,
      amount: minor(reading.amountPaid),
      currency: reading.currency,
      outsideStripe: reading.amountPaidOutside > 0 ? true : null,
      paidAt: reading.paidAt === null ? fact.createdAt : date(reading.paidAt),
      learntAt: fact.learntAt,
    });
  }
}

/** The same, of an event that says that the payment was refused, or that the giver's bank asks for them first. */
export function onRefusedInvoice(effects: Effects, reading: InvoiceReading, fact: Fact): void {
  onInvoice(effects, reading, fact);
  failRenewal(effects, reading, fact);
}

/**
 * What an invoice has come to may tell, too, that it was refused. One open after a first attempt need not have been: a
 * debit may be under way.
 */
function wasRefused({ status, attempts, nextAttemptAt }: InvoiceReading): boolean {
  if (status === 'paid') return attempts > 1;
  if (status === 'open') return attempts > 1 || (attempts === 1 && nextAttemptAt !== null);
  return attempts > 0;
}

function failRenewal(effects: Effects, reading: InvoiceReading, fact: Fact): void {
  const { id, membership, isRenewal, amountDue, currency, paidAt } = reading;
  if (!isRenewal || membership === null || amountDue === 0) return;
  effects.failedRenewals.push({
    id,
    memberId: fact.memberId,
    membershipId: membership,
    amount: minor(amountDue),
    currency,
    failedAt: dateOrNull(paidAt) ?? fact.createdAt,
    learntAt: fact.learntAt,
  });
}

function keepInvoice(effects: Effects, reading: InvoiceReading, fact: Fact): void {
  const { id, membership, status, amountDue, currency, attempts, nextAttemptAt, needsAction, problem } =
    reading;
  effects.invoices.push({
    id,
    memberId: fact.memberId,
    membershipId: membership,
    status,
    amountDue: minor(amountDue),
    currency,
    attempts,
    nextAttemptAt: dateOrNull(nextAttemptAt),
    needsAction,
    problem,
    version: versionOf(fact.trueAt, fact.rank, [
      attempts.toString().padStart(5, '0'),
      status,
      nextAttemptAt,
      amountDue.toString(),
      needsAction.toString(),
      problem,
    ]),
    learntAt: fact.learntAt,
  });
}

/** This intent, or charge without one, is an invoice's, and so not a payment of its own. */
export function onInvoicePaymentPaid(effects: Effects, reading: InvoicePaymentReading, fact: Fact): void {
  const id = reading.paymentIntent ?? reading.charge;
  if (id !== null) effects.claims.push({ id, invoiceId: reading.invoice, learntAt: fact.learntAt });
}

/** The answer to: how was this invoice paid? */
export function onInvoicePayments(effects: Effects, reading: InvoicePaymentsReading, fact: Fact): void {
  const { invoice: invoiceId, paymentIntents } = reading;
  if (paymentIntents.length === 0) effects.outsideInvoices.push({ id: invoiceId });
  for (const id of paymentIntents) effects.claims.push({ id, invoiceId, learntAt: fact.learntAt });
}

/** The answer to: which attempts were there to have this invoice paid? */
export function onInvoiceAttempts(effects: Effects, reading: InvoicePaymentsReading, fact: Fact): void {
  const { invoice: invoiceId, paymentIntents } = reading;
  for (const id of paymentIntents) effects.claims.push({ id, invoiceId, learntAt: fact.learntAt });
}

/** The answer to: which invoice does this payment intent pay? */
export function onIntentOwner(
  effects: Effects,
  { paymentIntent: id, invoice }: IntentOwnerReading,
  fact: Fact,
): void {
  if (invoice === null) effects.outsideIntents.push({ id, learntAt: fact.learntAt });
  else effects.claims.push({ id, invoiceId: invoice, learntAt: fact.learntAt });
}

/**
 * Fires for every payment there is. Those of our checkout say so and are booked by their session; of the others, one
 * without a customer can be no invoice's and came from outside; the rest wait to be claimed.
 */
export function onIntent(effects: Effects, reading: IntentReading, fact: Fact): void {
  const { id, contribution, status, declineCode, currency } = reading;
  if (status === 'open') return;
  const succeeded = status === 'succeeded';
  const amount = minor(succeeded ? reading.amountReceived : reading.amount);
  const waits = succeeded && contribution === null && fact.memberId !== null;
  const paidAt = dateOrNull(reading.paidAt) ?? fact.createdAt;
  const place = INTENT_STATUSES.indexOf(status).toString();
  effects.intents.push({
    id,
    memberId: fact.memberId,
    status,
    version: `${place}|${versionOf(fact.trueAt, 1, [declineCode])}`,
    declineCode: status === 'failed' ? declineCode : null,
    amount,
    currency,
    succeededAt: waits ? paidAt : null,
    learntAt: fact.learntAt,
  });
  if (succeeded && contribution === null && fact.memberId === null) {
    bookOutside(effects, { id, amount: reading.amountReceived, currency, paidAt }, fact);
  }
}

/** Nobody's invoice and nobody's checkout: a payment made in Stripe's dashboard or by another integration. */
function bookOutside(
  effects: Effects,
  { amount, ...payment }: { id: string; amount: number; currency: string; paidAt: Date },
  { memberId, learntAt }: Fact,
): void {
  effects.payments.push({
    ...payment,
    amount: minor(amount),
    memberId,
    membershipId: null,
    contributionId: null,
    frequency: 'once',
    outsideStripe: null,
    learntAt,
  });
}

/**
 * An attempt to take money: the link to what it cost. Only one without a payment intent, as old integrations make them, is
 * a payment that nothing else tells of; should an invoice claim it, the invoice counts instead.
 */
export function onCharge(effects: Effects, reading: ChargeReading, fact: Fact): void {
  const { id, status, failureCode, amount, currency, paymentIntent, balanceTransaction, createdAt } = reading;
  effects.charges.push({
    id,
    paymentIntentId: paymentIntent,
    status,
    failureCode,
    amount: minor(amount),
    currency,
    balanceTransactionId: balanceTransaction,
    createdAt: date(createdAt),
    learntAt: fact.learntAt,
  });
  if (paymentIntent === null && status === 'succeeded') {
    bookOutside(effects, { id, amount, currency, paidAt: date(createdAt) }, fact);
  }
}
