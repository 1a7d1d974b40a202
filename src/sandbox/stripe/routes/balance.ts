import type Stripe from 'stripe';
import { resourceMissing } from '../errors.ts';
import { listAnswer, same } from '../list.ts';
import { asOfNow } from '../objects/balance-transaction.ts';
import { route } from '../route.ts';
import { now, type World } from '../world.ts';

function balance(world: World): Stripe.Balance {
  const pending = new Map<string, number>();
  const available = new Map<string, number>();
  for (const { currency, net, available_on: from } of world.store.each('balance_transaction')) {
    const part = from <= now(world) ? available : pending;
    pending.set(currency, pending.get(currency) ?? 0);
    available.set(currency, available.get(currency) ?? 0);
    part.set(currency, (part.get(currency) ?? 0) + net);
  }
  return { object: 'balance', available: amounts(available), livemode: false, pending: amounts(pending) };
}

function amounts(sums: Map<string, number>): Stripe.Balance.Available[] {
  return [...sums].map(
    ([currency, amount]) =>
      ({ amount, currency, source_types: { card: amount } }) satisfies Stripe.Balance.Available,
  );
}

export const BALANCE = [
  route('get', '/balance', 'BalanceRetrieve', ({ world }) => balance(world)),

  route('get', '/balance_transactions', 'BalanceTransactionList', ({ world, params }) => {
    const page = listAnswer(
      world,
      'balance_transaction',
      '/v1/balance_transactions',
      params,
      ({ currency, source, type }) =>
        same(params.currency, currency) && same(params.source, source) && same(params.type, type),
    );
    return { ...page, data: page.data.map((transaction) => asOfNow(world, transaction)) };
  }),

  route('get', '/balance_transactions/:id', 'Retrieve', ({ world, id }) => {
    const transaction = world.store.get('balance_transaction', id);
    if (!transaction) throw resourceMissing('balance_transaction', id);
    return asOfNow(world, transaction);
  }),
];
