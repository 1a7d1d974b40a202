import { cancelRefund, changeRefund, refundOf } from '../actions/change-refund.ts';
import { chargeOf, chargeOfIntent } from '../actions/find-charge.ts';
import { refundCharge } from '../actions/refund.ts';
import { missingParameter, refuseUnserved } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { route } from '../route.ts';

const PATH = '/refunds';

export const REFUNDS = [
  route('post', PATH, 'RefundCreate', ({ world, params }) => {
    refuseUnserved(params, 'amount charge metadata payment_intent reason');
    const { charge, payment_intent: intent, amount, reason, metadata } = params;
    if (charge === undefined && intent === undefined) throw missingParameter('payment_intent');
    const given =
      charge === undefined ? chargeOfIntent(world, intent ?? '') : chargeOf(world, charge, 'charge');
    return refundCharge(world, given, { amount, reason, metadata });
  }),

  route('get', PATH, 'RefundList', ({ world, params }) =>
    listAnswer(
      world,
      'refund',
      `/v1${PATH}`,
      params,
      (refund) => same(params.charge, refund.charge) && same(params.payment_intent, refund.payment_intent),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => refundOf(world, id)),

  route('post', `${PATH}/:id`, 'RefundUpdate', ({ world, params, id }) => {
    const refund = refundOf(world, id);
    return changeRefund(world, refund, { metadata: mergeMetadata(refund.metadata ?? {}, params.metadata) });
  }),

  route('post', `${PATH}/:id/cancel`, 'Retrieve', ({ world, id }) => cancelRefund(world, id)),
];
