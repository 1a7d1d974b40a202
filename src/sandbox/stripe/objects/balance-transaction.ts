import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

/** What is said of money that moves. Amounts in minor units; the fee is taken besides the amount. */
export type Movement = {
  currency: string;
  /** Into the balance, or out of it where negative. */
  amount: number;
  fee?: number;
  feeDescription?: string;
  exchangeRate?: number | null;
  source: string | null;
  type: Stripe.BalanceTransaction.Type;
  category: string;
  description: string | null;
};

export function buildBalanceTransaction(
  world: World,
  { currency, amount, fee = 0, feeDescription, ...movement }: Movement,
  availableOn: number,
): Wire<Stripe.BalanceTransaction> {
  return {
    id: newId('balance_transaction', world.clock.now()),
    object: 'balance_transaction',
    amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: now(world),
    currency,
    description: movement.description,
    exchange_rate: movement.exchangeRate ?? null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(fee, currency, feeDescription)],
    net: amount - fee,
    reporting_category: movement.category,
    source: movement.source,
    status: availableOn <= now(world) ? 'available' : 'pending',
    type: movement.type,
  } satisfies Wire<Stripe.BalanceTransaction>;
}

function feeDetail(amount: number, currency: string, description = 'Stripe processing fees') {
  return {
    amount,
    application: null,
    currency,
    description,
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
