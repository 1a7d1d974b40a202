import type { Variance } from '../ledger/reconcile/rules.ts';
import { type Minor, toJson } from '../platform/money.ts';

/** A variance as it is written: amounts in minor units beside their currency. */
export type VarianceRow = Omit<Variance, 'ours' | 'theirs' | 'difference'> & {
  ours: ReturnType<typeof toJson> | null;
  stripe: ReturnType<typeof toJson> | null;
  /** ours less Stripe's */
  difference: ReturnType<typeof toJson>;
};

export function toVarianceRow({ ours, theirs, difference, ...rest }: Variance): VarianceRow {
  const { currency } = rest;
  const written = (amount: Minor | null) => (amount === null ? null : toJson({ amount, currency }));
  return {
    ...rest,
    ours: written(ours),
    stripe: written(theirs),
    difference: toJson({ amount: difference, currency }),
  };
}
