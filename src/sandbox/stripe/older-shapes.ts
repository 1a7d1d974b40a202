import type Stripe from 'stripe';
import { isJson, type Json, type Wire } from './wire.ts';
import type { World } from './world.ts';

type Event = Wire<Stripe.EventBase>;

/** The version that moved these things about: invoices lost their payment, subscriptions their period. */
const MOVED = '2025-03-31';

/** Types that an endpoint of this version does not know. */
export function knows(version: string | null, type: string): boolean {
  return version === null || version >= MOVED || !type.startsWith('invoice_payment.');
}

/**
 * The event as another version of the API tells it. Versions before the spring of 2025 had invoices, subscriptions,
 * payment intents and charges in another shape: whoever reads such an event as one of today misreads it.
 */
export function inVersion(world: World, event: Event, version: string | null): Event {
  if (version === null) return event;
  if (version >= MOVED) return { ...event, api_version: version };
  const { object, previous_attributes: previous } = event.data;
  return {
    ...event,
    api_version: version,
    data: {
      object: isJson(object) ? olderShape(world, object) : object,
      ...(isJson(previous) ? { previous_attributes: olderPrevious(previous) } : {}),
    },
  };
}

function olderShape(world: World, object: Json): Json {
  switch (object.object) {
    case 'invoice':
      return olderInvoice(world, object);
    case 'subscription':
      return olderSubscription(object);
    case 'payment_intent':
      return { ...object, invoice: invoiceOf(world, object.id) };
    case 'charge':
      return { ...object, invoice: invoiceOf(world, object.payment_intent) };
    default:
      return object;
  }
}

function invoiceOf({ store }: World, intent: unknown): string | null {
  const payment = store.all('invoice_payment').findLast((one) => one.payment.payment_intent === intent);
  return payment?.invoice ?? null;
}

function olderInvoice({ store }: World, invoice: Json): Json {
  const { parent, confirmation_secret: _, amount_overpaid: __, total_taxes: ___, ...rest } = invoice;
  const details = isJson(parent) && isJson(parent.subscription_details) ? parent.subscription_details : null;
  const payment = store.all('invoice_payment').findLast((one) => one.invoice === invoice.id);
  const intent = store.get('payment_intent', payment?.payment.payment_intent ?? '');
  const paid = invoice.status === 'paid';
  return {
    ...rest,
    charge: intent?.latest_charge ?? null,
    paid,
    paid_out_of_band: paid && payment?.status !== 'paid' && invoice.amount_paid !== 0,
    payment_intent: intent?.id ?? null,
    subscription: details?.subscription ?? null,
    subscription_details: { metadata: details?.metadata ?? null },
    tax: null,
  };
}

function olderSubscription(subscription: Json): Json {
  const { billing_mode: _, status_details: __, billing_schedules: ___, ...rest } = subscription;
  const { items } = subscription;
  if (!isJson(items) || !Array.isArray(items.data)) return rest;
  const first: unknown = items.data[0];
  return { ...rest, ...periodOf(first), items: { ...items, data: items.data.map(withoutPeriod) } };
}

function periodOf(item: unknown): Json {
  if (!isJson(item)) return {};
  const { current_period_end: end, current_period_start: start } = item;
  return { current_period_end: end, current_period_start: start };
}

function withoutPeriod(item: unknown): unknown {
  if (!isJson(item)) return item;
  const { current_period_end: _, current_period_start: __, ...rest } = item;
  return rest;
}

function olderPrevious(previous: Json): Json {
  const { items } = previous;
  if (!isJson(items) || !Array.isArray(items.data)) return previous;
  return {
    ...previous,
    ...periodOf(items.data[0]),
    items: { ...items, data: items.data.map(withoutPeriod) },
  };
}
