import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { finalize } from './bill-period.ts';
import { markUncollectible, voidInvoice } from './close-invoice.ts';
import { expireIncomplete } from './end-subscription.ts';
import { subscriptionOf } from './pay-invoice.ts';

type Invoice = Wire<Stripe.Invoice>;

function invoiceIn(world: World, id: string, statuses: string[], what: string): Invoice {
  const invoice = world.store.get('invoice', id);
  if (!invoice) throw resourceMissing('invoice', id, 'invoice');
  if (statuses.includes(invoice.status ?? '')) return invoice;
  throw invalidRequest(`You can only ${what}. This invoice is ${invoice.status}.`, {
    code: 'invoice_not_editable',
  });
}

/** Voids an invoice. A subscription whose first one it was ends with it. */
export function voidByHand(world: World, id: string): Invoice {
  const invoice = invoiceIn(world, id, ['open', 'uncollectible'], 'void an open or uncollectible invoice');
  const voided = voidInvoice(world, invoice);
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.status === 'incomplete') expireIncomplete(world, subscription);
  return voided;
}

export function markUncollectibleByHand(world: World, id: string): Invoice {
  return markUncollectible(
    world,
    invoiceIn(world, id, ['open', 'draft'], 'mark an open invoice as uncollectible'),
  );
}

export function finalizeByHand(world: World, id: string): Invoice {
  return finalize(world, invoiceIn(world, id, ['draft'], 'finalize a draft invoice'));
}
