import { decimalsOf, stepOf } from '../../platform/money.ts';
import { invalidRequest, StripeFault } from './errors.ts';

/**
 * The currencies that the sandbox takes. `usd` is what a unit is worth in US dollars: made up once and kept, so that a
 * test can reckon with it; close to life, so that a demonstration looks right. `least` is the least charge in minor
 * units where Stripe publishes one (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
 */
const CURRENCIES: Record<string, { usd: number; least?: number }> = {
  aed: { usd: 0.2723, least: 200 },
  aud: { usd: 0.66, least: 50 },
  bhd: { usd: 2.65 },
  brl: { usd: 0.18, least: 50 },
  cad: { usd: 0.73, least: 50 },
  chf: { usd: 1.12, least: 50 },
  clp: { usd: 0.00105 },
  czk: { usd: 0.043, least: 1500 },
  dkk: { usd: 0.145, least: 250 },
  eur: { usd: 1.08, least: 50 },
  gbp: { usd: 1.27, least: 30 },
  ghs: { usd: 0.068 },
  hkd: { usd: 0.128, least: 400 },
  huf: { usd: 0.0027, least: 17500 },
  idr: { usd: 0.000062 },
  ils: { usd: 0.27 },
  inr: { usd: 0.012, least: 50 },
  isk: { usd: 0.0072 },
  jod: { usd: 1.41 },
  jpy: { usd: 0.0067, least: 50 },
  kes: { usd: 0.0077 },
  krw: { usd: 0.00073 },
  kwd: { usd: 3.25 },
  kzt: { usd: 0.0021 },
  mxn: { usd: 0.055, least: 1000 },
  myr: { usd: 0.22, least: 200 },
  nok: { usd: 0.093, least: 300 },
  nzd: { usd: 0.61, least: 50 },
  omr: { usd: 2.6 },
  php: { usd: 0.0175 },
  pln: { usd: 0.25, least: 200 },
  ron: { usd: 0.217, least: 200 },
  rsd: { usd: 0.0092 },
  sar: { usd: 0.2666 },
  sek: { usd: 0.095, least: 300 },
  sgd: { usd: 0.74, least: 50 },
  thb: { usd: 0.028, least: 1000 },
  tnd: { usd: 0.32 },
  try: { usd: 0.03 },
  twd: { usd: 0.031 },
  uah: { usd: 0.024 },
  ugx: { usd: 0.00027 },
  usd: { usd: 1, least: 50 },
  vnd: { usd: 0.00004 },
  xof: { usd: 0.00165 },
  zar: { usd: 0.054 },
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
  return Number(((CURRENCIES[currency]?.usd ?? 1) * scale).toPrecision(8));
}

export function leastCharge(currency: string): number {
  const halfDollar = (0.5 / (CURRENCIES[currency]?.usd ?? 1)) * 10 ** decimalsOf(currency);
  const step = stepOf(currency);
  return CURRENCIES[currency]?.least ?? Math.ceil(halfDollar / step) * step;
}

/** The currency as Stripe keeps it. @throws StripeFault for one that nobody can be charged in. */
export function readCurrency(currency: string, param: string): string {
  const lower = currency.toLowerCase();
  if (Object.hasOwn(CURRENCIES, lower)) return lower;
  const known = Object.keys(CURRENCIES).join(', ');
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
