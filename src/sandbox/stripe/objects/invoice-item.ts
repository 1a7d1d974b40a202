import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

/** Something owed apart from any subscription; it waits for an invoice. */
export function buildInvoiceItem(
  world: World,
  order: { customer: string; amount: number; currency: string; description: string | null },
): Wire<Stripe.InvoiceItem> {
  const second = now(world);
  return {
    id: newId('invoiceitem', world.clock.now()),
    object: 'invoiceitem',
    amount: order.amount,
    currency: order.currency,
    customer: order.customer,
    customer_account: null,
    date: second,
    description: order.description,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: null,
    period: { start: second, end: second },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
  } satisfies Wire<Stripe.InvoiceItem>;
}
