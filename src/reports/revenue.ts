import { type Money, minor } from '../platform/money.ts';
import type { RevenueSum } from './store.ts';

/** In one currency. `net` is `gross` less `fees`, `refunds` and `disputes`. */
export type Settlement = Record<'gross' | 'fees' | 'refunds' | 'disputes' | 'net', Money> & {
  currency: string;
};

export type RevenueRow = {
  key: string | null;
  /** what was given, before any exchange */
  currency: string;
  count: number;
  gross: Money;
  refunds: Money;
  disputes: Money;
  /** null: a fee is not known yet, or was taken in another currency */
  fees: Money | null;
  net: Money | null;
  /** payments and refunds of which Stripe's balance is not known yet */
  feesPending: number;
  /** what is known of the balance at Stripe, each settlement currency for itself */
  settlement: Settlement[];
};

/** Sums into rows: one for each key and currency, never two currencies added. */
export function toRevenueRows(sums: readonly RevenueSum[]): RevenueRow[] {
  const groups = new Map<string, RevenueSum[]>();
  for (const sum of sums) {
    const key = JSON.stringify([sum.key, sum.currency]);
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return [...groups.values()].flatMap(([first, ...rest]) => (first ? [toRow(first, [first, ...rest])] : []));
}

function toRow({ key, currency }: RevenueSum, sums: RevenueSum[]): RevenueRow {
  const total = (name: 'gross' | 'refunds' | 'disputes') =>
    sums.reduce((sum, one) => sum + BigInt(one[name]), 0n);
  const feesPending = sums.reduce((sum, { pending }) => sum + pending, 0);
  const settlement = sums.flatMap(toSettlement);
  const money = (amount: bigint): Money => ({ amount: minor(amount), currency });
  const isPlain = feesPending === 0 && settlement.every((one) => one.currency === currency);
  const fees = isPlain ? settlement.reduce((sum, one) => sum + one.fees.amount, 0n) : null;
  return {
    key,
    currency,
    count: sums.reduce((sum, { count }) => sum + count, 0),
    gross: money(total('gross')),
    refunds: money(total('refunds')),
    disputes: money(total('disputes')),
    fees: fees === null ? null : money(fees),
    net: fees === null ? null : money(total('gross') - fees - total('refunds') - total('disputes')),
    feesPending,
    settlement,
  };
}

function toSettlement({ settlement: currency, ...sum }: RevenueSum): Settlement[] {
  if (currency === null) return [];
  const money = (amount: bigint): Money => ({ amount: minor(amount), currency });
  const gross = BigInt(sum.settledGross);
  const fees = BigInt(sum.settledFees);
  const refunds = BigInt(sum.settledRefunds);
  const disputes = BigInt(sum.settledDisputes);
  return [
    {
      currency,
      gross: money(gross),
      fees: money(fees),
      refunds: money(refunds),
      disputes: money(disputes),
      net: money(gross - fees - refunds - disputes),
    },
  ];
}
