import type Stripe from 'stripe';
import { emitUpdate } from '../events.ts';
import { settle } from '../fees.ts';
import { instrumentOf } from '../objects/payment-method.ts';
import { bypassesPending } from '../objects/test-methods.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { moveMoney } from './move-money.ts';

type Charge = Wire<Stripe.Charge>;

/** What a charge brings and costs, told in an update of its own, as Stripe tells it. */
export function settleCharge(world: World, charge: Charge): Charge {
  const method = world.store.get('payment_method', charge.payment_method ?? '');
  if (!method) return charge;
  const instrument = instrumentOf(method);
  const movement = {
    ...settle(world, charge.amount, charge.currency, instrument),
    source: charge.id,
    type: method.type === 'card' ? 'charge' : 'payment',
    category: 'charge',
    description: charge.description,
  };
  const entry = moveMoney(world, movement, bypassesPending(instrument) ? 'now' : 'later');
  const settled = world.store.put('charge', { ...charge, balance_transaction: entry.id });
  emitUpdate(world, 'charge.updated', charge, settled);
  return settled;
}

/** For charges that were left without, all at once. */
export function settleLateCharges(world: World): Charge[] {
  return world.store
    .all('charge')
    .filter(({ status, balance_transaction: entry }) => status === 'succeeded' && entry === null)
    .map((charge) => settleCharge(world, charge));
}
