import type Stripe from 'stripe';
import { emit } from '../events.ts';
import { buildInvoice, finalized } from '../objects/invoice.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { markUncollectible, voidInvoice } from './close-invoice.ts';
import { type Bill, collect } from './collect.ts';
import type { Attempt } from './pay-intent.ts';

type Invoice = Wire<Stripe.Invoice>;
type Subscription = Wire<Stripe.Subscription>;

/** Invoices the period that `subscription` is in and makes one attempt to have it paid, unless collection is paused. */
export function billPeriod(
  world: World,
  subscription: Subscription,
  bill: {
    reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
    invoiced: { start: number; end: number };
    attempt: Attempt | null;
    /** An intent of an earlier attempt on the same checkout. */
    intent?: Wire<Stripe.PaymentIntent>;
    /** Stripe cannot finalise it: it stays a draft that nobody collects. */
    finalizationFails?: boolean;
  },
): Bill {
  const draft = world.store.put('invoice', buildInvoice(world, subscription, bill.reason, bill.invoiced));
  emit(world, 'invoice.created', draft);
  if (bill.finalizationFails) return { invoice: failFinalization(world, draft), intent: null };
  const held = holdBack(world, subscription, draft);
  if (held) return { invoice: held, intent: null };
  return collect(world, finalize(world, draft), bill.attempt, bill.intent);
}

export function finalize(world: World, draft: Invoice): Invoice {
  const open = world.store.put('invoice', { ...finalized(world, draft), last_finalization_error: null });
  emit(world, 'invoice.finalized', open);
  return open;
}

/** What a paused collection does with its invoices; one that is unpaid for good leaves them as drafts too. */
function holdBack(world: World, subscription: Subscription, draft: Invoice): Invoice | null {
  const unpaid = subscription.status === 'unpaid' ? 'keep_as_draft' : null;
  switch (subscription.pause_collection?.behavior ?? unpaid) {
    case 'void':
      return voidInvoice(world, finalize(world, draft));
    case 'mark_uncollectible':
      return markUncollectible(world, finalize(world, draft));
    case 'keep_as_draft':
      return world.store.put('invoice', { ...draft, auto_advance: false });
    default:
      return null;
  }
}

function failFinalization(world: World, draft: Invoice): Invoice {
  const failed = world.store.put('invoice', {
    ...draft,
    auto_advance: false,
    last_finalization_error: {
      code: 'customer_tax_location_invalid',
      message: "The customer's location isn't recognized. Set a valid customer address.",
      type: 'invalid_request_error',
    },
  });
  emit(world, 'invoice.finalization_failed', failed);
  return failed;
}
