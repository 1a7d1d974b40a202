import type Stripe from 'stripe';
import { type Holding, holdings } from '../account.ts';
import { payoutOf } from '../actions/change-payout.ts';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { asOfNow } from '../objects/balance-transaction.ts';
import { route } from '../route.ts';
import type { World } from '../world.ts';

function balance(world: World): Stripe.Balance {
  const held = [...holdings(world)];
  const amounts = (part: keyof Holding) =>
    held.map(([currency, { [part]: amount }]) => ({ amount, currency, source_types: { card: amount } }));
  return {
    object: 'balance',
    available: amounts('available'),
    livemode: false,
    pending: amounts('pending'),
  } satisfies Stripe.Balance;
}

export const BALANCE = [
  route('get', '/balance', 'BalanceRetrieve', ({ world }) => balance(world)),

  route('get', '/balance_transactions', 'BalanceTransactionList', ({ world, params }) => {
    const { store } = world;
    const { payout } = params;
    if (payout !== undefined && !payoutOf(world, payout).automatic) {
      const message = 'Balance transaction history can only be filtered on automatic payouts, not manual.';
      throw invalidRequest(message, { param: 'payout' });
    }
    const page = listAnswer(
      world,
      'balance_transaction',
      '/v1/balance_transactions',
      params,
      ({ id, currency, source, type }) =>
        same(params.currency, currency) &&
        same(params.source, source) &&
        same(params.type, type) &&
        same(payout, payout && store.get('payout_line', id)?.payout),
    );
    return { ...page, data: page.data.map((transaction) => asOfNow(world, transaction)) };
  }),

  route('get', '/balance_transactions/:id', 'Retrieve', ({ world, id }) => {
    const transaction = world.store.get('balance_transaction', id);
    if (!transaction) throw resourceMissing('balance_transaction', id);
    return asOfNow(world, transaction);
  }),
];
