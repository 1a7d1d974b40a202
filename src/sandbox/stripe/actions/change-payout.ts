import type Stripe from 'stripe';
import { invalidRequest, resourceMissing } from '../errors.ts';
import { emit, emitUpdate } from '../events.ts';
import { unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';
import { moveMoney } from './move-money.ts';

type Payout = Wire<Stripe.Payout>;

export function payoutOf(world: World, id: string): Payout {
  const payout = world.store.get('payout', id);
  if (!payout) throw resourceMissing('payout', id);
  return payout;
}

export function changePayout(world: World, before: Payout, changes: Partial<Payout>): Payout {
  const after = world.store.put('payout', { ...before, ...changes });
  emitUpdate(world, 'payout.updated', before, after);
  return after;
}

/** What comes by itself: on its way, its lines can be queried, said to have arrived. Paid is expected, and may yet fail. */
export function advancePayout(world: World, id: string, to: 'in_transit' | 'reconciled' | 'paid'): void {
  const payout = payoutOf(world, id);
  if (to === 'reconciled') {
    const done = changePayout(world, payout, { reconciliation_status: 'completed' });
    emit(world, 'payout.reconciliation_completed', done);
    return;
  }
  const changed = changePayout(world, payout, { status: to });
  if (to === 'paid') emit(world, 'payout.paid', changed);
}

/** The bank sends the money back, before or after the day of arrival. */
export function failPayout(world: World, id: string): Payout {
  const payout = payoutOf(world, id);
  if (payout.status === 'failed' || payout.status === 'canceled') {
    throw invalidRequest(`This payout is ${payout.status} already.`);
  }
  const failed = takeBack(world, payout, 'payout_failure', {
    failure_code: 'account_closed',
    failure_message: 'The bank account has been closed',
    status: 'failed',
  });
  emit(world, 'payout.failed', failed);
  return failed;
}

/** @throws StripeFault for an automatic payout, and for one that is on its way. */
export function cancelPayout(world: World, id: string): Payout {
  const payout = payoutOf(world, id);
  if (payout.automatic) throw invalidRequest('Automatic payouts cannot be canceled.');
  if (payout.status !== 'pending') {
    throw invalidRequest(`Payouts can only be canceled while pending; this one is ${payout.status}.`);
  }
  const canceled = takeBack(world, payout, 'payout_cancel', { status: 'canceled' });
  emit(world, 'payout.canceled', canceled);
  return canceled;
}

function takeBack(
  world: World,
  payout: Payout,
  type: 'payout_failure' | 'payout_cancel',
  changes: Partial<Payout>,
): Payout {
  const { id, currency, amount } = payout;
  unschedule(world, `payout:${id}:in_transit`);
  unschedule(world, `payout:${id}:paid`);
  const description = type === 'payout_failure' ? 'STRIPE PAYOUT FAILURE' : 'STRIPE PAYOUT CANCEL';
  const entry = moveMoney(
    world,
    { currency, amount, source: id, type, category: 'payout_reversal', description },
    'now',
  );
  return changePayout(world, payout, { ...changes, failure_balance_transaction: entry.id });
}
