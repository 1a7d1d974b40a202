import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../metadata.ts';
import type { Received, Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

const TO_CARD = {
  card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
  type: 'card',
} satisfies Wire<Stripe.Refund.DestinationDetails>;

export function buildRefund(
  world: World,
  charge: Wire<Stripe.Charge>,
  order: { amount: number; status: string } & Pick<Received<'RefundCreate'>, 'reason' | 'metadata'>,
): Wire<Stripe.Refund> {
  return {
    id: newId('refund', world.clock.now()),
    object: 'refund',
    amount: order.amount,
    balance_transaction: null,
    charge: charge.id,
    created: now(world),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    ...(charge.payment_method_details?.type === 'card' ? { destination_details: TO_CARD } : {}),
    metadata: mergeMetadata({}, order.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: order.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    ...(order.status === 'pending' ? { pending_reason: 'processing' } : {}),
    status: order.status,
    transfer_reversal: null,
  } satisfies Wire<Stripe.Refund>;
}
