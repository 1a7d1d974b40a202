import { type Minor, minor, stepOf } from '../platform/money.ts';

/** What a payment processor takes from a charge: a share in hundredths of a percent, and a fixed sum in minor units. */
export type ProcessingCost = { basisPoints: number; fixed: Minor };

const WHOLE = 10_000n;

/** The processor's cut of a charge of `gross`, rounded half up as Stripe does. */
export function costOf(gross: Minor, { basisPoints, fixed }: ProcessingCost): Minor {
  return minor((gross * BigInt(basisPoints) + WHOLE / 2n) / WHOLE + fixed);
}

/**
 * The least charge of which `net` is left after the processor's cut: not net + cost(net), because the cut is taken from
 * what covers it, too. Always a sum that Stripe takes in that currency.
 */
export function grossUp(net: Minor, currency: string, cost: ProcessingCost): Minor {
  const step = BigInt(stepOf(currency));
  const share = WHOLE - BigInt(cost.basisPoints);
  const exact = ((net + cost.fixed) * WHOLE + share - 1n) / share;
  // One step below the exact answer, then up: rounding of the cut can make either enough.
  let gross = minor(((exact + step - 1n) / step - 1n) * step);
  while (gross - costOf(gross, cost) < net) gross = minor(gross + step);
  return gross;
}

export type Limits = { minimum: Minor; maximum: Minor };
export type AmountFault = 'amount-below-minimum' | 'amount-above-maximum' | 'amount-not-payable';

/** @returns why this amount cannot be given in this currency, or null */
export function faultOf(amount: Minor, currency: string, { minimum, maximum }: Limits): AmountFault | null {
  if (amount < minimum) return 'amount-below-minimum';
  if (amount > maximum) return 'amount-above-maximum';
  return amount % BigInt(stepOf(currency)) === 0n ? null : 'amount-not-payable';
}
