import { readBalanceTransaction, readDispute, readPayout } from '../stripe/read-balance.ts';
import { readCharge, readFraudWarning, readRefund } from '../stripe/read-charge.ts';
import {
  readCustomer,
  readDeletedCustomer,
  readMandate,
  readPaymentMethod,
} from '../stripe/read-customer.ts';
import { readIntent } from '../stripe/read-intent.ts';
import { readInvoice, readInvoiceNeedingAction, readInvoicePayment } from '../stripe/read-invoice.ts';
import { readMembership } from '../stripe/read-membership.ts';
import { readSchedule } from '../stripe/read-schedule.ts';
import { readFailedSession, readSession } from '../stripe/read-session.ts';
import type { Read, Reading } from '../stripe/readings.ts';
import type { ObjectKind } from '../stripe/retrieve-object.ts';
import type { Effects } from './effects.ts';
import type { Fact } from './fact.ts';
import { onCustomer, onMembership, onNothing, onPaymentMethod, onSchedule, onSession } from './handlers.ts';
import { onBalanceTransaction, onDispute, onFraudWarning, onPayout, onRefund } from './money-handlers.ts';
import {
  onCharge,
  onIntent,
  onIntentOwner,
  onInvoice,
  onInvoiceAttempts,
  onInvoicePaymentPaid,
  onInvoicePayments,
  onRefusedInvoice,
} from './payment-handlers.ts';

/**
 * THE TABLE: every event of Stripe's that we hear, which object it carries, what we read of it, and what follows. A type
 * that is not here is acknowledged and counted, and nothing of it is kept but its name.
 *
 * What each event means at Stripe: https://docs.stripe.com/api/events/types
 */
const EVENTS: Record<string, Row> = {
  // A reader came back from the pay page. Paid, unless the method is a slow one: then it is processing.
  'checkout.session.completed': row('session', readSession, onSession),
  // The slow method's answer, days later.
  'checkout.session.async_payment_succeeded': row('session', readSession, onSession),
  'checkout.session.async_payment_failed': row('session', readFailedSession, onSession),
  // Nobody paid in time; the object says how to take it up again.
  'checkout.session.expired': row('session', readSession, onSession),

  // How payments from outside our checkout are heard of; all others are booked by a session or an invoice.
  'payment_intent.succeeded': row('intent', readIntent, onIntent),
  // Attempts: a bank debit under way, a card declined, an attempt given up.
  'payment_intent.processing': row('intent', readIntent, onIntent),
  'payment_intent.payment_failed': row('intent', readIntent, onIntent),
  'payment_intent.canceled': row('intent', readIntent, onIntent),

  // The link between a payment and what it cost; the balance transaction may come only with an update.
  'charge.succeeded': row('charge', readCharge, onCharge),
  'charge.updated': row('charge', readCharge, onCharge),
  'charge.failed': row('charge', readCharge, onCharge),
  // Its refunds speak for themselves: what it says of them is a sum.
  'charge.refunded': row('charge', readCharge, onCharge),

  // A recurring gift was paid, the first time or again. (invoice.payment_succeeded is the same fact.)
  'invoice.paid': row('invoice', readInvoice, onInvoice),
  // Which payment intent an invoice was paid by: no other event says it.
  'invoice_payment.paid': row('invoice-payment', readInvoicePayment, onInvoicePaymentPaid),
  // A renewal that did not come in: when it is tried again, what the giver has to do, and when Stripe gave up.
  'invoice.payment_failed': row('invoice', readInvoice, onRefusedInvoice),
  'invoice.payment_action_required': row('invoice', readInvoiceNeedingAction, onRefusedInvoice),
  'invoice.finalization_failed': row('invoice', readInvoice, onInvoice),
  'invoice.marked_uncollectible': row('invoice', readInvoice, onInvoice),
  'invoice.voided': row('invoice', readInvoice, onInvoice),

  // The state of a membership: each carries the whole object, the newest wins.
  'customer.subscription.created': row('membership', readMembership, onMembership),
  'customer.subscription.updated': row('membership', readMembership, onMembership),
  'customer.subscription.paused': row('membership', readMembership, onMembership),
  'customer.subscription.resumed': row('membership', readMembership, onMembership),
  'customer.subscription.deleted': row('membership', readMembership, onMembership),

  // What a membership turns into at the end of what is paid. Told by the names of prices: what they are is asked for.
  'subscription_schedule.created': row('schedule', readSchedule, onSchedule),
  'subscription_schedule.updated': row('schedule', readSchedule, onSchedule),
  'subscription_schedule.expiring': row('schedule', readSchedule, onSchedule),
  // From now on it leads no membership: let go, ended together with it by hand, by plan, or for want of payment.
  'subscription_schedule.released': row('schedule', readSchedule, onSchedule),
  'subscription_schedule.canceled': row('schedule', readSchedule, onSchedule),
  'subscription_schedule.completed': row('schedule', readSchedule, onSchedule),
  'subscription_schedule.aborted': row('schedule', readSchedule, onSchedule),

  // Money given back, and what became of that; a refund can fail weeks later and is then reversed.
  'refund.created': row('refund', readRefund, onRefund),
  'refund.updated': row('refund', readRefund, onRefund),
  'refund.failed': row('refund', readRefund, onRefund),

  // A payment taken back by its giver's bank, from the first inquiry to the end; the money is in its balance transactions.
  'charge.dispute.created': row('dispute', readDispute, onDispute),
  'charge.dispute.updated': row('dispute', readDispute, onDispute),
  'charge.dispute.funds_withdrawn': row('dispute', readDispute, onDispute),
  'charge.dispute.funds_reinstated': row('dispute', readDispute, onDispute),
  'charge.dispute.closed': row('dispute', readDispute, onDispute),
  // A bank suspects fraud: time to refund before it is a dispute.
  'radar.early_fraud_warning.created': row('fraud-warning', readFraudWarning, onFraudWarning),
  'radar.early_fraud_warning.updated': row('fraud-warning', readFraudWarning, onFraudWarning),

  // What reaches the bank; "paid" is expected and may still fail.
  'payout.created': row('payout', readPayout, onPayout),
  'payout.updated': row('payout', readPayout, onPayout),
  'payout.paid': row('payout', readPayout, onPayout),
  'payout.failed': row('payout', readPayout, onPayout),
  'payout.canceled': row('payout', readPayout, onPayout),
  // Its lines are settled, and can be asked for.
  'payout.reconciliation_completed': row('payout', readPayout, onPayout),

  // An address changed at Stripe proves nothing (decision 003), so that it changed is all that is kept.
  'customer.updated': row('customer', readCustomer, onCustomer),
  // From now on nothing may be asked of this customer.
  'customer.deleted': row('customer', readDeletedCustomer, onCustomer),
  // Whether the next renewal can be paid: a card's end, a method taken away, a debit no longer allowed.
  'payment_method.attached': row('payment-method', readPaymentMethod, onPaymentMethod),
  'payment_method.detached': row('payment-method', readPaymentMethod, onPaymentMethod),
  'payment_method.updated': row('payment-method', readPaymentMethod, onPaymentMethod),
  'payment_method.automatically_updated': row('payment-method', readPaymentMethod, onPaymentMethod),
  'mandate.updated': row('mandate', readMandate, onNothing),
};

/** Objects that are read from Stripe's API enter by the same door as events, under these names. */
const OBJECTS: Record<string, Row> = {
  'read.session': row('session', readSession, onSession),
  'read.intent': row('intent', readIntent, onIntent),
  'read.charge': row('charge', readCharge, onCharge),
  'read.invoice': row('invoice', readInvoice, onInvoice),
  'read.invoice-payment': row('invoice-payment', readInvoicePayment, onInvoicePaymentPaid),
  'read.membership': row('membership', readMembership, onMembership),
  'read.schedule': row('schedule', readSchedule, onSchedule),
  'read.refund': row('refund', readRefund, onRefund),
  'read.dispute': row('dispute', readDispute, onDispute),
  'read.fraud-warning': row('fraud-warning', readFraudWarning, onFraudWarning),
  'read.payout': row('payout', readPayout, onPayout),
  // The sweep of the balance.
  'read.balance-transaction': row('balance-transaction', readBalanceTransaction, onBalanceTransaction),
};

/** So do its answers to what we ask about a payment that nothing explains. */
const ANSWERS: Record<string, Pick<Row, 'apply'>> = {
  'read.intent-owner': answer(onIntentOwner),
  'read.invoice-payments': answer(onInvoicePayments),
  'read.invoice-attempts': answer(onInvoiceAttempts),
};

/** What the webhook endpoint at Stripe has to be subscribed to. */
export const EVENT_TYPES: readonly string[] = Object.keys(EVENTS);

type Row = {
  /** what to ask Stripe for, where what we were told is not enough */
  object: ObjectKind;
  /** @throws ZodError when the object is not what Stripe's types promise */
  read(object: unknown): Read<Reading>;
  /** Pure: adds to `effects` what follows from a reading, as it was kept. */
  apply(effects: Effects, reading: Reading, fact: Fact): void;
};

/** How to read what an event carries, or an object that was asked for; undefined: a type that we do not hear. */
export function rowOf(type: string): Row | undefined {
  return find(EVENTS, type) ?? find(OBJECTS, type);
}

/** What follows from a reading that came under this name. */
export function effectOf(type: string): Row['apply'] | undefined {
  return (rowOf(type) ?? find(ANSWERS, type))?.apply;
}

function find<Entry>(table: Record<string, Entry>, type: string): Entry | undefined {
  return Object.hasOwn(table, type) ? table[type] : undefined;
}

function row<Kind extends Reading>(
  object: ObjectKind,
  read: (object: unknown) => Read<Kind>,
  apply: (effects: Effects, reading: Kind, fact: Fact) => void,
): Row {
  return { object, read, apply };
}

function answer<Kind extends Reading>(
  apply: (effects: Effects, reading: Kind, fact: Fact) => void,
): Pick<Row, 'apply'> {
  return { apply };
}
