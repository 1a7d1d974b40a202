import type Stripe from 'stripe';
import { stepOf } from '../../../platform/money.ts';
import { invalidRequest } from '../errors.ts';
import { emit } from '../events.ts';
import { convert } from '../exchange.ts';
import { buildRefund } from '../objects/refund.ts';
import { refundCourse } from '../objects/test-methods.ts';
import { schedule } from '../timers.ts';
import type { Received, Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { refuseDisputed } from './dispute.ts';
import { moveMoney } from './move-money.ts';
import { settleWarnings } from './warn-of-fraud.ts';

/** How a refund goes: at once, after a while, not after all, or not before the donor has said where to. */
export type RefundCourse = 'succeed' | 'pending' | 'fail' | 'action';

export type RefundOrder = Pick<Received<'RefundCreate'>, 'amount' | 'reason' | 'metadata'> & {
  /** Without it the card decides, as Stripe's test cards do. */
  course?: RefundCourse;
};

const STATUS = { succeed: 'succeeded', pending: 'pending', fail: 'succeeded', action: 'requires_action' };

/** Gives back all of a charge or a part of it, at the exchange rate of this moment. Stripe keeps its fee. */
export function refundCharge(
  world: World,
  charge: Wire<Stripe.Charge>,
  order: RefundOrder,
): Wire<Stripe.Refund> {
  const { store } = world;
  refuseDisputed(world, charge);
  const amount = checkAmount(charge, order.amount);
  const course = order.course ?? refundCourse(charge.payment_method_details?.card?.last4);
  const blank = buildRefund(world, charge, { ...order, amount, status: STATUS[course] });
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
  settleWarnings(world, updated);
  if (course === 'pending' || course === 'fail') {
    const at = world.clock.now().getTime() + world.settleDelayedAfterMs;
    const outcome = course === 'fail' ? 'fail' : 'succeed';
    schedule(world, { id: `refund:${refund.id}`, at, what: 'refund', refund: refund.id, outcome });
  }
  return refund;
}

/** Half of what is left of a charge, or all of what cannot be halved. */
export function refundHalf(world: World, charge: Wire<Stripe.Charge>): Wire<Stripe.Refund> {
  const step = stepOf(charge.currency);
  const left = charge.amount - charge.amount_refunded;
  const half = Math.floor(left / 2 / step) * step;
  return refundCharge(world, charge, { amount: half || left });
}

function checkAmount(charge: Wire<Stripe.Charge>, asked: number | undefined): number {
  const left = charge.amount - charge.amount_refunded;
  const amount = asked ?? left;
  if (charge.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (charge.status !== 'succeeded') throw invalidRequest(`Charge ${charge.id} has not succeeded.`);
  if (amount >= 1 && amount <= left) return amount;
  const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
  throw invalidRequest(message, { param: 'amount' });
}
