import { exchangeRate, readCurrency, settlementOf } from './currencies.ts';
import { invalidRequest } from './errors.ts';
import type { World } from './world.ts';

export type Converted = { currency: string; amount: number; exchangeRate: number | null };

/** What an amount is worth to the account at this moment, in its settlement currency; minor units. */
export function convert(world: World, amount: number, currency: string): Converted {
  const usual = exchangeRate(currency);
  if (usual === null) return { currency: settlementOf(currency), amount, exchangeRate: null };
  const rate = world.store.get('exchange_rate', currency)?.rate ?? usual;
  // the same to the cent in both directions
  const settled = Math.sign(amount) * Math.round(Math.abs(amount) * rate);
  return { currency: settlementOf(currency), amount: settled, exchangeRate: rate };
}

/**
 * Moves the rate from now on. What was converted keeps its own.
 * @param rate minor units of the settlement currency for one minor unit.
 */
export function setExchangeRate(world: World, currency: string, rate: number): void {
  const id = readCurrency(currency, 'currency');
  if (exchangeRate(id) === null) throw invalidRequest(`${id} is paid out as it is: it has no rate.`);
  if (!(rate > 0 && Number.isFinite(rate))) throw invalidRequest('A rate is a number above 0.');
  world.store.put('exchange_rate', { id, rate });
}
