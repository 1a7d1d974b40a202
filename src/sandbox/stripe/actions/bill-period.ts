import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { emit } from '../events.ts';
import { buildInvoice, buildInvoicePayment, finalized } from '../objects/invoice.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { type Attempt, createIntent, payIntent } from './pay-intent.ts';

type Invoice = Wire<Stripe.Invoice>;
type Subscription = Wire<Stripe.Subscription>;

const REASONS = {
  subscription_create: 'Subscription creation',
  subscription_cycle: 'Subscription update',
} as const;

/** Stripe's first retry in its default schedule; the sandbox itself does not retry yet. */
const RETRY_AFTER = (3 * DAY) / 1_000;

/** Invoices the period that `subscription` is in and makes one attempt to have it paid. */
export function billPeriod(
  world: World,
  subscription: Subscription,
  bill: {
    reason: keyof typeof REASONS;
    invoiced: { start: number; end: number };
    attempt: Attempt;
    /** An intent of an earlier attempt on the same checkout. */
    intent?: Wire<Stripe.PaymentIntent>;
  },
): { invoice: Invoice; intent: Wire<Stripe.PaymentIntent> } {
  const { store } = world;
  const draft = store.put('invoice', buildInvoice(world, subscription, bill.reason, bill.invoiced));
  emit(world, 'invoice.created', draft);
  const open = store.put('invoice', finalized(world, draft));
  emit(world, 'invoice.finalized', open);
  const { customer } = subscription;
  const description = REASONS[bill.reason];
  const intent =
    bill.intent ??
    createIntent(world, { amount: open.amount_due, currency: open.currency, customer, description });
  store.put('invoice_payment', buildInvoicePayment(world, open, intent));
  const tried = payIntent(world, { ...intent, customer }, bill.attempt);
  return { invoice: settleInvoice(world, open, tried), intent: tried };
}

/** Lets an invoice follow its payment intent: paid, refused, or still waiting for a bank. */
export function settleInvoice(world: World, invoice: Invoice, intent: Wire<Stripe.PaymentIntent>): Invoice {
  if (intent.status === 'succeeded') return markPaid(world, invoice, intent);
  if (intent.status === 'processing')
    return world.store.put('invoice', { ...invoice, attempted: true, attempt_count: 1 });
  const failed = world.store.put('invoice', {
    ...invoice,
    attempted: true,
    attempt_count: Math.max(1, invoice.attempt_count),
    next_payment_attempt: now(world) + RETRY_AFTER,
  });
  emit(world, 'invoice.payment_failed', failed);
  return failed;
}

function markPaid(world: World, invoice: Invoice, intent: Wire<Stripe.PaymentIntent>): Invoice {
  const { store } = world;
  const payment = store
    .all('invoice_payment')
    .findLast((one) => one.invoice === invoice.id && one.payment.payment_intent === intent.id);
  if (payment) {
    const paid = store.put('invoice_payment', {
      ...payment,
      amount_paid: invoice.amount_due,
      status: 'paid',
      status_transitions: { ...payment.status_transitions, paid_at: now(world) },
    });
    emit(world, 'invoice_payment.paid', paid);
  }
  const paid = store.put('invoice', {
    ...invoice,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    attempt_count: Math.max(1, invoice.attempt_count),
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now(world) },
  });
  emit(world, 'invoice.paid', paid);
  emit(world, 'invoice.payment_succeeded', paid);
  return paid;
}
