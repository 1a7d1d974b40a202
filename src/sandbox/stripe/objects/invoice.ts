import type Stripe from 'stripe';
import { newId, newSecret } from '../ids.ts';
import { listOf } from '../list.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { buildInvoiceLine, buildItemLine } from './invoice-line.ts';

type Period = { start: number; end: number };

/** The draft of what `subscription` owes for the period that its items are in. */
export function buildInvoice(
  world: World,
  subscription: Wire<Stripe.Subscription>,
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update',
  invoiced: Period,
): Wire<Stripe.Invoice> {
  const id = newId('invoice', world.clock.now());
  const lines = subscription.items.data.map((item) => buildInvoiceLine(world, id, subscription, item));
  return assemble(world, {
    id,
    customer: subscription.customer,
    currency: subscription.currency,
    lines,
    reason,
    period: invoiced,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
  });
}

/** The draft of what a customer owes for items that nothing else accounts for. */
export function buildManualInvoice(
  world: World,
  customer: string,
  items: readonly Wire<Stripe.InvoiceItem>[],
): Wire<Stripe.Invoice> {
  const id = newId('invoice', world.clock.now());
  const second = now(world);
  return assemble(world, {
    id,
    customer,
    currency: items[0]?.currency ?? 'usd',
    lines: items.map((item) => buildItemLine(world, id, item)),
    reason: 'manual',
    period: { start: second, end: second },
    parent: null,
  });
}

function assemble(
  world: World,
  order: {
    id: string;
    customer: string;
    currency: string;
    lines: Wire<Stripe.InvoiceLineItem>[];
    reason: string;
    period: Period;
    parent: Wire<Stripe.Invoice>['parent'];
  },
): Wire<Stripe.Invoice> {
  const { id, currency, lines, reason, period, parent } = order;
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const customer = world.store.get('customer', order.customer);
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Stripe sandbox',
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: reason,
    collection_method: 'charge_automatically',
    created: now(world),
    currency,
    custom_fields: null,
    customer: order.customer,
    customer_account: null,
    customer_address: customer?.address ?? null,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    customer_phone: customer?.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(`/v1/invoices/${id}/lines`, lines),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  } satisfies Wire<Stripe.Invoice>;
}

/** Finalised: the amount stands, there is a number, a page and something to pay. */
export function finalized(world: World, invoice: Wire<Stripe.Invoice>): Wire<Stripe.Invoice> {
  const page = `${world.publicUrl()}/invoices/${invoice.id}`;
  return {
    ...invoice,
    confirmation_secret: { client_secret: newSecret(`${invoice.id}_secret_`, 25), type: 'payment_intent' },
    effective_at: now(world),
    ending_balance: 0,
    hosted_invoice_url: page,
    invoice_pdf: `${page}.pdf`,
    number: `${newSecret('', 8).toUpperCase()}-0001`,
    status: 'open',
    status_transitions: { ...invoice.status_transitions, finalized_at: now(world) },
  } satisfies Wire<Stripe.Invoice>;
}

export function buildInvoicePayment(
  world: World,
  invoice: Wire<Stripe.Invoice>,
  intent: Wire<Stripe.PaymentIntent>,
): Wire<Stripe.InvoicePayment> {
  return {
    id: newId('invoice_payment', world.clock.now()),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now(world),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  } satisfies Wire<Stripe.InvoicePayment>;
}
