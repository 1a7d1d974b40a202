import { decimalsOf, stepOf } from '../../platform/money.ts';
import { invalidRequest, StripeFault } from './errors.ts';

/**
 * What a unit of each currency that the sandbox takes is worth in US dollars. Made up once and kept, so that a test
 * can reckon with them; close to life, so that a demonstration looks right.
 */
const USD_PER_UNIT: Record<string, number> = {
  ...{ aed: 0.2723, aud: 0.66, bhd: 2.65, brl: 0.18, cad: 0.73, chf: 1.12, clp: 0.00105, czk: 0.043 },
  ...{ dkk: 0.145, eur: 1.08, gbp: 1.27, ghs: 0.068, hkd: 0.128, huf: 0.0027, idr: 0.000062, ils: 0.27 },
  ...{ inr: 0.012, isk: 0.0072, jod: 1.41, jpy: 0.0067, kes: 0.0077, krw: 0.00073, kwd: 3.25, kzt: 0.0021 },
  ...{ mxn: 0.055, myr: 0.22, nok: 0.093, nzd: 0.61, omr: 2.6, php: 0.0175, pln: 0.25, ron: 0.217 },
  ...{ rsd: 0.0092, sar: 0.2666, sek: 0.095, sgd: 0.74, thb: 0.028, tnd: 0.32, try: 0.03, twd: 0.031 },
  ...{ uah: 0.024, ugx: 0.00027, usd: 1, vnd: 0.00004, xof: 0.00165, zar: 0.054 },
};

/** The least charge where Stripe publishes one (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const LEAST: Record<string, number> = {
  ...{ aed: 200, aud: 50, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400 },
  ...{ huf: 17500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200, sek: 300 },
  ...{ sgd: 50, thb: 1000, usd: 50 },
};

const MOST = 99_999_999;

/** Currencies that this account is paid out in; all others are converted into US dollars. */
const SETTLED = new Set(['usd', 'eur', 'gbp']);

export function settlementOf(currency: string): string {
  return SETTLED.has(currency) ? currency : 'usd';
}

/** How many minor units of the settlement currency a minor unit is worth; null where nothing is converted. */
export function exchangeRate(currency: string): number | null {
  if (SETTLED.has(currency)) return null;
  const scale = 10 ** (decimalsOf('usd') - decimalsOf(currency));
  return Number(((USD_PER_UNIT[currency] ?? 1) * scale).toPrecision(8));
}

export function leastCharge(currency: string): number {
  const halfDollar = (0.5 / (USD_PER_UNIT[currency] ?? 1)) * 10 ** decimalsOf(currency);
  const step = stepOf(currency);
  return LEAST[currency] ?? Math.ceil(halfDollar / step) * step;
}

/** The currency as Stripe keeps it. @throws StripeFault for one that nobody can be charged in. */
export function readCurrency(currency: string, param: string): string {
  const lower = currency.toLowerCase();
  if (lower in USD_PER_UNIT) return lower;
  const known = Object.keys(USD_PER_UNIT).join(', ');
  throw invalidRequest(`Invalid currency: ${lower}. Stripe currently supports these currencies: ${known}`, {
    param,
  });
}

/** @throws StripeFault for an amount that this currency cannot have. */
export function checkUnitAmount(amount: number, currency: string, param: string): void {
  if (amount < 0) {
    const message = 'This value must be greater than or equal to 0.';
    throw invalidRequest(message, { code: 'parameter_invalid_integer', param });
  }
  if (amount > MOST) {
    const message = `Amount must be no more than ${MOST} in ${currency}`;
    throw invalidRequest(message, { code: 'amount_too_large', param });
  }
  const step = stepOf(currency);
  if (amount % step !== 0) {
    throw invalidRequest(`Invalid amount: in ${currency} it must be divisible by ${step}.`, { param });
  }
}

/** @throws StripeFault for less than the least charge, 0.50 USD or its like. */
export function checkCharge(amount: number, currency: string, what: string, param?: string): void {
  const least = leastCharge(currency);
  if (amount >= least) return;
  throw new StripeFault(400, {
    type: 'invalid_request_error',
    code: 'amount_too_small',
    doc_url: 'https://stripe.com/docs/error-codes/amount-too-small',
    message: `${what} must be at least ${least} in ${currency}, the like of 50 cents of a US dollar.`,
    ...(param === undefined ? {} : { param }),
  });
}
