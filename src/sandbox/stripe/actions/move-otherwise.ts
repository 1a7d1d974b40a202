import type Stripe from 'stripe';
import { book } from '../account.ts';
import { readCurrency, settlementOf } from '../currencies.ts';
import { invalidRequest } from '../errors.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { moveMoney } from './move-money.ts';

type Transaction = Wire<Stripe.BalanceTransaction>;

/** Money that moves for no payment of anybody's; amounts in minor units of a currency that is paid out. */
type Otherwise = { amount: number; currency: string };

function held(currency: string): string {
  const known = readCurrency(currency, 'currency');
  if (settlementOf(known) === known) return known;
  throw invalidRequest(`Nothing is held in ${known}: it is converted.`, { param: 'currency' });
}

function move(
  world: World,
  { amount, currency }: Otherwise,
  as: Pick<Transaction, 'type' | 'description'> & { category: string },
): Transaction {
  return moveMoney(world, { currency: held(currency), amount, source: null, ...as }, 'now');
}

/** A bill of Stripe's for something else than payments. */
export function chargeStripeFee(world: World, { amount, currency }: Otherwise): Transaction {
  const as = { type: 'stripe_fee', category: 'fee', description: 'Billing - Usage Fee' } as const;
  return move(world, { amount: -amount, currency }, as);
}

/** Withheld by Stripe for a card network: out of the balance, and back with a negative amount. */
export function holdReserve(world: World, { amount, currency }: Otherwise): Transaction {
  const type = amount > 0 ? 'payment_network_reserve_hold' : 'payment_network_reserve_release';
  const as = { type, category: 'risk_reserved_funds', description: 'Reserve' } as const;
  return move(world, { amount: -amount, currency }, as);
}

/** Any movement that nobody foresaw, of any type, known or not. */
export function adjust(world: World, { type = 'adjustment', ...moved }: Otherwise & { type?: string }) {
  return move(world, moved, { type, category: 'other_adjustment', description: 'Adjustment' });
}

/** A fault by switch: the account changes, and no transaction tells why. */
export function misbook(world: World, { amount, currency }: Otherwise): void {
  book(world, held(currency), amount, now(world));
}
