import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

/** What one item of a subscription costs for the period that it is in. */
export function buildInvoiceLine(
  world: World,
  invoice: string,
  subscription: Wire<Stripe.Subscription>,
  item: Wire<Stripe.SubscriptionItem>,
): Wire<Stripe.InvoiceLineItem> {
  const amount = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const product = item.price.product;
  return {
    id: newId('invoice_line', world.clock.now()),
    object: 'line_item',
    amount,
    currency: subscription.currency,
    description: `${item.quantity ?? 1} × ${world.store.get('product', product)?.name ?? product}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: subscription.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period: { start: item.current_period_start, end: item.current_period_end },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: item.price.id, product },
      type: 'price_details',
      unit_amount_decimal: item.price.unit_amount_decimal,
    },
    quantity: item.quantity ?? 1,
    quantity_decimal: String(item.quantity ?? 1),
    subscription: subscription.id,
    subtotal: amount,
    taxes: [],
  } satisfies Wire<Stripe.InvoiceLineItem>;
}

/** What an invoice item costs. */
export function buildItemLine(
  world: World,
  invoice: string,
  item: Wire<Stripe.InvoiceItem>,
): Wire<Stripe.InvoiceLineItem> {
  const { amount, currency, description, period, id: itemId } = item;
  return {
    id: newId('invoice_line', world.clock.now()),
    object: 'line_item',
    amount,
    currency,
    description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: {
        invoice_item: itemId,
        proration: false,
        proration_details: null,
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: '1',
    subscription: null,
    subtotal: amount,
    taxes: [],
  } satisfies Wire<Stripe.InvoiceLineItem>;
}
