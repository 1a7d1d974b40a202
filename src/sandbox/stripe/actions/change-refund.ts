import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { moveMoney } from './move-money.ts';

type Refund = Wire<Stripe.Refund>;

export function refundOf(world: World, id: string): Refund {
  const refund = world.store.get('refund', id);
  if (!refund) throw resourceMissing('refund', id);
  return refund;
}

/** Keeps a changed refund, and tells of it under both names that Stripe has for that. */
export function changeRefund(world: World, before: Refund, changes: Partial<Refund>): Refund {
  const after = world.store.put('refund', { ...before, ...changes });
  emitUpdate(world, 'refund.updated', before, after);
  emitUpdate(world, 'charge.refund.updated', before, after);
  return after;
}

/** The bank's answer to a refund. One that had succeeded may still fail, days later. */
export function settleRefund(world: World, id: string, outcome: 'succeed' | 'fail'): Refund {
  const refund = refundOf(world, id);
  if (outcome === 'fail') return failRefund(world, id);
  if (refund.status !== 'pending') throw invalidRequest(`This refund is ${refund.status}, not pending.`);
  unschedule(world, `refund:${id}`);
  const { pending_reason: _over, ...settled } = refund;
  const after = world.store.put('refund', { ...settled, status: 'succeeded' });
  emitUpdate(world, 'refund.updated', refund, after);
  emitUpdate(world, 'charge.refund.updated', refund, after);
  return after;
}

/** The money comes back, at the rate at which it went, and the charge counts as not refunded by as much. */
export function failRefund(world: World, id: string): Refund {
  const refund = refundOf(world, id);
  if (refund.status === 'failed' || refund.status === 'canceled') {
    throw invalidRequest(`This refund is ${refund.status} already.`);
  }
  const failed = takeBack(world, refund, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
  emit(world, 'refund.failed', failed);
  return failed;
}

/** @throws StripeFault for all but a refund that waits for the donor. */
export function cancelRefund(world: World, id: string): Refund {
  const refund = refundOf(world, id);
  if (refund.status === 'requires_action') return takeBack(world, refund, { status: 'canceled' });
  throw invalidRequest(
    `Refund with id ${id} is in status ${refund.status} and cannot be canceled: only refunds that require action can.`,
  );
}

function takeBack(world: World, refund: Refund, changes: Partial<Refund>): Refund {
  const { store } = world;
  unschedule(world, `refund:${refund.id}`);
  const gone = store.get('balance_transaction', refund.balance_transaction ?? '');
  const charge = store.get('charge', refund.charge ?? '');
  if (!gone || !charge) throw invalidRequest('This refund moved no money.');
  const entry = moveMoney(world, {
    currency: gone.currency,
    amount: -gone.amount,
    exchangeRate: gone.exchange_rate,
    source: refund.id,
    type: 'refund_failure',
    category: 'refund_failure',
    description: 'REFUND FAILURE',
  });
  store.put('charge', {
    ...charge,
    amount_refunded: charge.amount_refunded - refund.amount,
    refunded: false,
  });
  return changeRefund(world, refund, { ...changes, failure_balance_transaction: entry.id });
}
