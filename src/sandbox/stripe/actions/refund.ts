import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { emit } from '../events.ts';
import { convert } from '../exchange.ts';
import { buildRefund } from '../objects/refund.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { moveMoney } from './move-money.ts';

/** Gives back all of a charge or a part of it. Stripe keeps its fee. */
export function refundCharge(
  world: World,
  charge: Wire<Stripe.Charge>,
  order: Pick<Received<'RefundCreate'>, 'amount' | 'reason' | 'metadata'>,
): Wire<Stripe.Refund> {
  const { store } = world;
  const left = charge.amount - charge.amount_refunded;
  const amount = order.amount ?? left;
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (charge.status !== 'succeeded') throw invalidRequest(`Charge ${charge.id} has not succeeded.`);
  if (amount < 1 || amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw invalidRequest(message, { param: 'amount' });
  }
  const blank = buildRefund(world, charge, { ...order, amount });
  const entry = moveMoney(world, {
    ...convert(world, -amount, charge.currency),
    source: blank.id,
    type: charge.payment_method_details?.type === 'card' ? 'refund' : 'payment_refund',
    category: 'refund',
    description: 'REFUND FOR CHARGE',
  });
  const refund = store.put('refund', { ...blank, balance_transaction: entry.id });
  const refunded = charge.amount_refunded + amount;
  const updated = store.put('charge', {
    ...charge,
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
  });
  emit(world, 'refund.created', refund);
  emit(world, 'charge.refunded', updated, { amount_refunded: charge.amount_refunded });
  return refund;
}
