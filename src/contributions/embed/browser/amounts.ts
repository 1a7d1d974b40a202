import type { Locale } from '../../../platform/locale.ts';

/** A currency as the service describes it: Stripe's minor units, and the smallest step between two amounts. */
export type Currency = { readonly currency: string; readonly decimals: number; readonly step: number };

/** For a reader's eyes: `$5`, `$5.46`, `5,46 $`. Whole amounts go without decimals. @param amount minor units */
export function write(amount: number, { currency, decimals }: Currency, locale: Locale): string {
  const units = amount / 10 ** decimals;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: units % 1 ? decimals : 0,
    maximumFractionDigits: decimals,
  }).format(units);
}

/** What a person typed, in minor units: `7`, `7.5`, `7,50`. @returns undefined for what is no amount in this currency */
export function read(text: string, { decimals, step }: Currency): number | undefined {
  const [typed, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (typed === undefined || fraction.length > decimals) return undefined;
  const amount = Number(whole + fraction.padEnd(decimals, '0'));
  return amount % step ? undefined : amount;
}
