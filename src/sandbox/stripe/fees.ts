import { type Converted, convert } from './exchange.ts';
import type { Instrument } from './objects/payment-method.ts';
import type { World } from './world.ts';

/** Shares in hundredths of a percent, fixed parts and limits in minor units of the settlement currency. */
type Fee = { share: number; fixed: number; least?: number; most?: number };

/**
 * Stripe's published prices (stripe.com/pricing, and its pages for Germany and the United Kingdom), by settlement
 * currency: cards of the account's own region, cards from elsewhere, and bank debits.
 */
const FEES: Record<string, { home: string[]; card: Fee; foreignCard: Fee; debit: Fee }> = {
  usd: {
    home: ['US'],
    card: { share: 290, fixed: 30 },
    foreignCard: { share: 440, fixed: 30 },
    debit: { share: 80, fixed: 0, most: 500 },
  },
  eur: {
    home: 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
      ' ',
    ),
    card: { share: 150, fixed: 25 },
    foreignCard: { share: 325, fixed: 25 },
    debit: { share: 0, fixed: 35 },
  },
  gbp: {
    home: ['GB'],
    card: { share: 150, fixed: 20 },
    foreignCard: { share: 325, fixed: 20 },
    debit: { share: 100, fixed: 0, least: 20, most: 400 },
  },
};

/** Stripe's published price of a dispute, by settlement currency, in minor units. */
const DISPUTE_FEES: Record<string, number> = { usd: 1_500, eur: 2_000, gbp: 2_000 };

export function disputeFee(currency: string): number {
  return DISPUTE_FEES[currency] ?? 0;
}

/** Stripe's published 1 % where the charge is in another currency than the one that is settled. */
const CONVERSION_SHARE = 100;

export type Settled = Converted & { fee: number };

/** What of a charge reaches the account's balance, and what Stripe keeps of it, in minor units. */
export function settle(world: World, amount: number, currency: string, instrument: Instrument): Settled {
  const settled = convert(world, amount, currency);
  return { ...settled, fee: feeOf(settled, instrument) };
}

function feeOf({ amount, currency, exchangeRate: rate }: Converted, instrument: Instrument): number {
  const prices = FEES[currency];
  if (!prices) return 0;
  const { share, fixed, least = 0, most = Number.POSITIVE_INFINITY } = priceOf(prices, instrument);
  const conversion = rate === null ? 0 : CONVERSION_SHARE;
  const fee = Math.round((amount * (share + conversion)) / 10_000) + fixed;
  return Math.min(Math.max(fee, least), most);
}

function priceOf(
  prices: { home: string[]; card: Fee; foreignCard: Fee; debit: Fee },
  instrument: Instrument,
) {
  if (instrument.type !== 'card') return prices.debit;
  return prices.home.includes(instrument.country) ? prices.card : prices.foreignCard;
}
