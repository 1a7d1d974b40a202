import { refundCharge } from '../actions/refund.ts';
import { invalidRequest, missingParameter, refuseUnserved, resourceMissing } from '../errors.ts';
import { emitUpdate } from '../events.ts';
import { listAnswer, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { route } from '../route.ts';
import type { Received } from '../wire.ts';
import type { World } from '../world.ts';

function chargeOf(world: World, id: string, param = 'id') {
  const charge = world.store.get('charge', id);
  if (!charge) throw resourceMissing('charge', id, param);
  return charge;
}

function refundedCharge(world: World, params: Received<'RefundCreate'>) {
  if (params.charge !== undefined) return chargeOf(world, params.charge, 'charge');
  if (params.payment_intent === undefined) throw missingParameter('payment_intent');
  const intent = world.store.get('payment_intent', params.payment_intent);
  if (!intent) throw resourceMissing('payment_intent', params.payment_intent, 'payment_intent');
  const charge = world.store.get('charge', intent.latest_charge ?? '');
  if (charge) return charge;
  const message = 'This PaymentIntent does not have a successful charge to refund.';
  throw invalidRequest(message, { param: 'payment_intent' });
}

export const CHARGES_AND_REFUNDS = [
  route('get', '/charges', 'ChargeList', ({ world, params }) =>
    listAnswer(
      world,
      'charge',
      '/v1/charges',
      params,
      (charge) =>
        same(params.customer, charge.customer) && same(params.payment_intent, charge.payment_intent),
    ),
  ),

  route('get', '/charges/:id', 'Retrieve', ({ world, id }) => chargeOf(world, id)),

  route('post', '/charges/:id', 'ChargeUpdate', ({ world, params, id }) => {
    refuseUnserved(params, 'description metadata');
    const charge = chargeOf(world, id);
    const changed = world.store.put('charge', {
      ...charge,
      description: params.description ?? charge.description,
      metadata: mergeMetadata(charge.metadata, params.metadata),
    });
    emitUpdate(world, 'charge.updated', charge, changed);
    return changed;
  }),

  route('post', '/refunds', 'RefundCreate', ({ world, params }) => {
    refuseUnserved(params, 'amount charge metadata payment_intent reason');
    return refundCharge(world, refundedCharge(world, params), params);
  }),

  route('get', '/refunds', 'RefundList', ({ world, params }) =>
    listAnswer(
      world,
      'refund',
      '/v1/refunds',
      params,
      (refund) => same(params.charge, refund.charge) && same(params.payment_intent, refund.payment_intent),
    ),
  ),

  route('get', '/refunds/:id', 'Retrieve', ({ world, id }) => {
    const refund = world.store.get('refund', id);
    if (!refund) throw resourceMissing('refund', id);
    return refund;
  }),
];
