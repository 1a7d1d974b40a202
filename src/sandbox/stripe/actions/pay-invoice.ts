import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { attemptFor, defaultMethod } from './attempt.ts';
import { finalize } from './bill-period.ts';
import { callOff } from './close-invoice.ts';
import { type Bill, collect, markPaid } from './collect.ts';
import { followBill } from './follow-bill.ts';
import type { Outcome } from './pay-intent.ts';

type Invoice = Wire<Stripe.Invoice>;

export type InvoicePayment = {
  /** Which method is charged; otherwise the default one. */
  method?: string | undefined;
  /** What to pretend the bank said. */
  outcome?: Outcome | undefined;
  outOfBand?: boolean | undefined;
};

/** Has an invoice paid now: by hand, on its own page, or because it is time to try again. */
export function payInvoice(
  world: World,
  id: string,
  { method, outcome, outOfBand }: InvoicePayment = {},
): Bill {
  const invoice = payable(world, id);
  const open = invoice.status === 'draft' ? finalize(world, invoice) : invoice;
  const subscription = subscriptionOf(world, invoice);
  const { customer, currency } = invoice;
  if (customer === null) throw invalidRequest('This invoice has no customer.');
  const payer = subscription ?? { customer, default_payment_method: null };
  const attempt = attemptFor(
    world,
    { customer, currency, method: method ?? defaultMethod(world, payer) },
    outcome,
  );
  if (outOfBand) callOff(world, open);
  const bill = outOfBand ? { invoice: markPaid(world, open), intent: null } : collect(world, open, attempt);
  if (subscription) followBill(world, subscription, bill);
  return bill;
}

function payable(world: World, id: string): Invoice {
  const invoice = world.store.get('invoice', id);
  if (!invoice) throw resourceMissing('invoice', id, 'invoice');
  if (invoice.status === 'paid')
    throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' });
  if (invoice.status === 'void') throw invalidRequest('Invoice is void and can no longer be paid');
  if (isUnderWay(world, invoice)) throw invalidRequest('A payment of this invoice is processing.');
  return invoice;
}

function isUnderWay({ store }: World, { id }: Invoice): boolean {
  return store
    .all('invoice_payment')
    .some(
      ({ invoice, payment }) =>
        invoice === id && store.get('payment_intent', payment.payment_intent ?? '')?.status === 'processing',
    );
}

export function subscriptionOf(world: World, { parent }: Invoice): Wire<Stripe.Subscription> | undefined {
  return world.store.get('subscription', parent?.subscription_details?.subscription ?? '');
}
