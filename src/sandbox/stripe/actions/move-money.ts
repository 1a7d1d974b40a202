import type Stripe from 'stripe';
import { DAY } from '../../../platform/time.ts';
import { book } from '../account.ts';
import { buildBalanceTransaction, type Movement } from '../objects/balance-transaction.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';

const A_DAY = DAY / 1_000;

/** Stripe's usual wait in the United States: midnight (UTC) of the second day after. */
function inTwoDays(world: World): number {
  return (Math.floor(now(world) / A_DAY) + 2) * A_DAY;
}

/**
 * The one way in which the balance changes: the account is booked and the transaction listed, each for itself.
 * @param when `later` for what passes through the card networks, `now` for what stays inside Stripe.
 */
export function moveMoney(
  world: World,
  movement: Movement,
  when: 'now' | 'later' = 'later',
): Wire<Stripe.BalanceTransaction> {
  const availableOn = when === 'now' ? now(world) : inTwoDays(world);
  book(world, movement.currency, movement.amount - (movement.fee ?? 0), availableOn);
  return world.store.put('balance_transaction', buildBalanceTransaction(world, movement, availableOn));
}
