/**
 * Money as Stripe counts it: an integer number of minor units beside a lower-case ISO 4217 code.
 * Never a float, never two currencies in one sum.
 */
declare const minorUnits: unique symbol;

/** An integer number of minor units, in Stripe's sense of the word (docs.stripe.com/currencies). */
export type Minor = bigint & { readonly [minorUnits]: true };

export type Money = { readonly amount: Minor; readonly currency: string };

/** Currencies whose smallest unit is the unit itself: 500 is 500 yen. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
/** Currencies with three decimals, of which Stripe takes only amounts whose last digit is 0. */
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
/** Sent to Stripe with two decimals for old times' sake, although only whole units exist. */
const WHOLE_UNITS_OF_TWO_DECIMALS = new Set(['isk', 'ugx']);

function isMinor(value: bigint): value is Minor {
  return typeof value === 'bigint';
}

/** @throws RangeError when `value` is a number that is not a safe integer. */
export function minor(value: bigint | number): Minor {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError('not an integer amount');
  const whole = BigInt(value);
  if (!isMinor(whole)) throw new RangeError('not an integer amount');
  return whole;
}

export function money(amount: bigint | number, currency: string): Money {
  return { amount: minor(amount), currency };
}

/** How many decimals the currency's amounts have at Stripe: 0, 2 or 3. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** The smallest step between two amounts that Stripe takes, in minor units: 1, 10 (three decimals) or 100 (ISK, UGX). */
export function stepOf(currency: string): 1 | 10 | 100 {
  if (THREE_DECIMAL.has(currency)) return 10;
  return WHOLE_UNITS_OF_TWO_DECIMALS.has(currency) ? 100 : 1;
}

/** `1250 usd` → `"12.50"`, `-5 kwd` → `"-0.005"`, `500 jpy` → `"500"`: for people and spreadsheets, exact. */
export function toDecimal({ amount, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * What a person typed as an amount, in minor units: `"7"`, `"7.5"`, `"7,50"`.
 * @returns null for anything else: letters, signs, thousands separators, more decimals than the currency has.
 */
export function parseDecimal(text: string, currency: string): Minor | null {
  const match = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (fraction.length > decimals) return null;
  return minor(BigInt(whole + fraction.padEnd(decimals, '0')));
}

/** For a reader's eyes, in their language: `$5`, `$5.46`, `5,46 $`. Whole amounts go without decimals. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const decimals = decimalsOf(currency);
  const whole = amount % 10n ** BigInt(decimals) === 0n;
  return formatterOf(locale, currency, whole ? 0 : decimals).format(Number(toDecimal({ amount, currency })));
}

/** For accounts, in a reader's language: `15.00 USD`, `15,00 USD`. All decimals, and the code, which no two currencies share. */
export function formatAccounts({ amount, currency }: Money, locale: string): string {
  const decimals = decimalsOf(currency);
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return `${number.format(Number(toDecimal({ amount, currency })))}\u00a0${currency.toUpperCase()}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** To make one costs more than a thousand uses; there are as many as languages, currencies and two kinds of decimals. */
function formatterOf(locale: string, currency: string, decimals: number): Intl.NumberFormat {
  const name = `${locale} ${currency} ${decimals}`;
  const formatter =
    formatters.get(name) ??
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: currency.toUpperCase(),
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  formatters.set(name, formatter);
  return formatter;
}

/** The wire form: `{ "amount": 500, "currency": "usd" }`. @throws RangeError past 2^53. */
export function toJson({ amount, currency }: Money): { amount: number; currency: string } {
  const whole = Number(amount);
  if (!Number.isSafeInteger(whole)) throw new RangeError('amount too large for JSON');
  return { amount: whole, currency };
}
