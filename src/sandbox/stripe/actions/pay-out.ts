import type Stripe from 'stripe';
import { DAY, HOUR } from '../../../platform/time.ts';
import { holdings } from '../account.ts';
import { invalidRequest } from '../errors.ts';
import { emit } from '../events.ts';
import { buildPayout, type PayoutOrder } from '../objects/payout.ts';
import { schedule, unschedule } from '../timers.ts';
import type { Wire } from '../wire.ts';
import { now, type World } from '../world.ts';
import { moveMoney } from './move-money.ts';

type Payout = Wire<Stripe.Payout>;

/** The timer of payouts that go out by themselves. */
export const DAILY = 'pay-out:daily';

/** Pays out at each midnight (UTC), or no more by itself. */
export function setPayoutSchedule(world: World, payouts: 'daily' | 'off'): void {
  if (payouts === 'off') unschedule(world, DAILY);
  else if (!world.store.get('timer', DAILY)) scheduleNext(world);
}

function scheduleNext(world: World): void {
  const midnight = (Math.floor(world.clock.now().getTime() / DAY) + 1) * DAY;
  schedule(world, { id: DAILY, at: midnight, what: 'pay-out' });
}

export function payOutDaily(world: World): void {
  scheduleNext(world);
  payOut(world);
}

/**
 * Pays out all that is available, one payout for each currency, as Stripe does by itself. What a currency has in debt
 * waits until more comes in.
 */
export function payOut(world: World, currency?: string): Payout[] {
  const due = [...holdings(world)].filter(
    ([held, { available }]) => available > 0 && (currency === undefined || held === currency),
  );
  return due.map(([held, { available }]) => {
    const lines = unpaidLines(world, held);
    const payout = createPayout(world, { amount: available, currency: held, automatic: true });
    for (const id of [...lines, payout.balance_transaction ?? '']) {
      world.store.put('payout_line', { id, payout: payout.id });
    }
    return payout;
  });
}

/** What is available and has gone into no automatic payout yet: a failed one comes back as such a line. */
function unpaidLines(world: World, currency: string): string[] {
  const { store } = world;
  const second = now(world);
  return store
    .all('balance_transaction')
    .filter((one) => one.currency === currency && one.available_on <= second)
    .map(({ id }) => id)
    .filter((id) => !store.get('payout_line', id));
}

/** All that is available in a currency. @throws StripeFault where there is nothing. */
export function payOutByHand(world: World, currency: string): Payout {
  const amount = holdings(world).get(currency)?.available ?? 0;
  return createPayout(world, { amount, currency, automatic: false });
}

/** @throws StripeFault for more than there is. */
export function createPayout(world: World, order: PayoutOrder): Payout {
  const { available } = holdings(world).get(order.currency) ?? { available: 0 };
  if (order.amount < 1) throw invalidRequest('Invalid positive integer', { param: 'amount' });
  if (order.amount > available) {
    throw invalidRequest('You have insufficient funds in your Stripe account for this payout.', {
      code: 'balance_insufficient',
      param: 'amount',
    });
  }
  const blank = buildPayout(world, order);
  const { amount, currency, description, id, automatic } = blank;
  const entry = moveMoney(
    world,
    { currency, amount: -amount, source: id, type: 'payout', category: 'payout', description },
    'now',
  );
  const payout = world.store.put('payout', { ...blank, balance_transaction: entry.id });
  emit(world, 'payout.created', payout);
  const at = world.clock.now().getTime();
  const step = (to: 'in_transit' | 'reconciled' | 'paid', when: number) =>
    schedule(world, { id: `payout:${id}:${to}`, at: when, what: 'payout', payout: id, to });
  step('in_transit', at + HOUR);
  if (automatic) step('reconciled', at + 2 * HOUR);
  step('paid', blank.arrival_date * 1_000);
  return payout;
}
