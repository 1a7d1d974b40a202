import { cancelPayout, changePayout, payoutOf } from '../actions/change-payout.ts';
import { createPayout } from '../actions/pay-out.ts';
import { readCurrency } from '../currencies.ts';
import { refuseUnserved } from '../errors.ts';
import { inRange, listAnswer, same } from '../list.ts';
import { mergeMetadata } from '../metadata.ts';
import { route } from '../route.ts';

const PATH = '/payouts';

export const PAYOUTS = [
  route('post', PATH, 'PayoutCreate', ({ world, params }) => {
    refuseUnserved(params, 'amount currency description metadata statement_descriptor');
    const currency = readCurrency(params.currency, 'currency');
    return createPayout(world, { ...params, currency, automatic: false });
  }),

  route('get', PATH, 'PayoutList', ({ world, params }) =>
    listAnswer(
      world,
      'payout',
      `/v1${PATH}`,
      params,
      (payout) =>
        same(params.status, payout.status) &&
        same(params.destination, payout.destination) &&
        inRange(payout.arrival_date, params.arrival_date),
    ),
  ),

  route('get', `${PATH}/:id`, 'Retrieve', ({ world, id }) => payoutOf(world, id)),

  route('post', `${PATH}/:id`, 'PayoutUpdate', ({ world, params, id }) => {
    const payout = payoutOf(world, id);
    return changePayout(world, payout, { metadata: mergeMetadata(payout.metadata ?? {}, params.metadata) });
  }),

  route('post', `${PATH}/:id/cancel`, 'Retrieve', ({ world, id }) => cancelPayout(world, id)),
];
