import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import type { Settled } from '../fees.ts';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

/** Stripe's usual wait in the United States: two days. */
const AVAILABLE_AFTER = (2 * DAY) / 1_000;

/** Moves `settled.amount` into the balance, or out of it where negative, less the fee. */
export function createBalanceTransaction(
  world: World,
  entry: {
    settled: Settled;
    source: string;
    type: 'charge' | 'payment' | 'refund' | 'payment_refund';
    description: string | null;
  },
): Wire<Stripe.BalanceTransaction> {
  const { settled, source, type, description } = entry;
  const { amount, currency, fee, exchangeRate } = settled;
  return world.store.put('balance_transaction', {
    id: newId('balance_transaction', world.clock.now()),
    object: 'balance_transaction',
    amount,
    available_on: now(world) + AVAILABLE_AFTER,
    balance_type: 'payments',
    created: now(world),
    currency,
    description,
    exchange_rate: exchangeRate,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(fee, currency)],
    net: amount - fee,
    reporting_category: type === 'charge' || type === 'payment' ? 'charge' : 'refund',
    source,
    status: 'pending',
    type,
  } satisfies Wire<Stripe.BalanceTransaction>);
}

function feeDetail(amount: number, currency: string) {
  return {
    amount,
    application: null,
    currency,
    description: 'Stripe processing fees',
    type: 'stripe_fee',
  } satisfies Stripe.BalanceTransaction.FeeDetail;
}

/** As it shows now: pending until the day on which it becomes available. */
export function asOfNow(
  world: World,
  transaction: Wire<Stripe.BalanceTransaction>,
): Wire<Stripe.BalanceTransaction> {
  return { ...transaction, status: transaction.available_on <= now(world) ? 'available' : 'pending' };
}
