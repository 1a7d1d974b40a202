import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { emit } from '../events.ts';
import { buildInvoicePayment } from '../objects/invoice.ts';
import { schedule, unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { type Attempt, createIntent, payIntent } from './pay-intent.ts';

type Invoice = Wire<Stripe.Invoice>;
type Intent = Wire<Stripe.PaymentIntent>;

/** What became of an invoice, and of the intent that pays it; null where there was nothing to pay or no attempt. */
export type Bill = { invoice: Invoice; intent: Intent | null };

const REASONS = new Map([
  ['subscription_create', 'Subscription creation'],
  ['subscription_cycle', 'Subscription update'],
  ['subscription_update', 'Subscription update'],
]);

/**
 * One attempt to have an open invoice paid.
 * @param attempt null where there is no method to try: that counts as refused.
 * @param given an intent of an earlier attempt on the same checkout.
 */
export function collect(world: World, invoice: Invoice, attempt: Attempt | null, given?: Intent): Bill {
  if (invoice.amount_due === 0) return { invoice: markPaid(world, invoice), intent: null };
  const intent = intentOf(world, invoice, given);
  const counted = world.store.put('invoice', {
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + 1,
  });
  const { customer } = invoice;
  const tried = attempt ? payIntent(world, { ...intent, customer }, attempt) : intent;
  return { invoice: settleInvoice(world, counted, tried), intent: tried };
}

function intentOf(world: World, invoice: Invoice, given?: Intent): Intent {
  const { store } = world;
  const open = store
    .all('invoice_payment')
    .findLast((one) => one.invoice === invoice.id && one.status === 'open');
  const known = store.get('payment_intent', open?.payment.payment_intent ?? '');
  if (known) return known;
  const { amount_due: amount, currency, customer } = invoice;
  const description = REASONS.get(invoice.billing_reason ?? '') ?? 'Payment for Invoice';
  const intent = given ?? createIntent(world, { amount, currency, customer, description });
  store.put('invoice_payment', buildInvoicePayment(world, invoice, intent));
  return intent;
}

/** Lets an invoice follow its payment intent: paid, refused, or still waiting for a bank. */
export function settleInvoice(world: World, invoice: Invoice, intent: Intent): Invoice {
  if (intent.status === 'succeeded') return markPaid(world, invoice, intent);
  if (intent.status === 'processing') return invoice;
  const failed = world.store.put('invoice', { ...invoice, ...nextAttempt(world, invoice) });
  if (failed.next_payment_attempt !== null) armRetry(world, failed);
  if (intent.status === 'requires_action') emit(world, 'invoice.payment_action_required', failed);
  emit(world, 'invoice.payment_failed', failed);
  return failed;
}

/** First payments are not tried again: whoever gives is still there. */
function nextAttempt(world: World, invoice: Invoice) {
  const subscription = world.store.get(
    'subscription',
    invoice.parent?.subscription_details?.subscription ?? '',
  );
  const days = world.dunning.retryAfterDays[invoice.attempt_count - 1];
  const over = days === undefined || invoice.status !== 'open' || subscription?.status === 'incomplete';
  return {
    auto_advance: !over,
    next_payment_attempt: over ? null : now(world) + (days * DAY) / 1_000,
  };
}

export function armRetry(world: World, { id, next_payment_attempt: next }: Invoice): void {
  if (world.renewals === 'by-hand' || next === null) return;
  schedule(world, { id: `retry:${id}`, at: next * 1_000, what: 'retry', invoice: id });
}

/** @param intent what paid it; without one nothing was owed, or it was paid outside Stripe. */
export function markPaid(world: World, invoice: Invoice, intent?: Intent): Invoice {
  const { store } = world;
  unschedule(world, `retry:${invoice.id}`);
  if (intent) markPayment(world, invoice, intent);
  const paid = store.put('invoice', {
    ...invoice,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now(world) },
  });
  emit(world, 'invoice.paid', paid);
  emit(world, 'invoice.payment_succeeded', paid);
  return paid;
}

function markPayment(world: World, invoice: Invoice, intent: Intent): void {
  const { store } = world;
  const payment = store
    .all('invoice_payment')
    .findLast((one) => one.invoice === invoice.id && one.payment.payment_intent === intent.id);
  if (!payment) return;
  const paid = store.put('invoice_payment', {
    ...payment,
    amount_paid: invoice.amount_due,
    status: 'paid',
    status_transitions: { ...payment.status_transitions, paid_at: now(world) },
  });
  emit(world, 'invoice_payment.paid', paid);
}
