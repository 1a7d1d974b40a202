import { moveSweep, sweptThrough } from '../ledger/sweep.ts';
import type { Context } from '../platform/context.ts';
import { DAY, earliest, MINUTE, plus, SECOND } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import { type BalancePage, beforeFirstMovement, listBalance } from '../stripe/list-balance.ts';
import { NOBODY } from '../stripe/readings.ts';
import { applyObservations, countApplied } from './apply.ts';
import type { Observation } from './observe.ts';

/** What Stripe has just made may not be in its lists yet: it is left to the next sweep, which begins a little earlier. */
const UNSETTLED = 5 * SECOND;
const OVERLAP = 10 * MINUTE;
/** After a long silence, and the first time, a sweep that was stopped goes on from the last such step. */
const AT_A_TIME = 7 * DAY;

/**
 * Reads what has moved on the balance at Stripe since the last sweep, the first time since the account began: fees, and
 * what they are the fees of.
 * @returns how many movements were new
 * @throws StripeError
 */
export async function sweepBalance(context: Context & WithStripe): Promise<number> {
  const end = plus(context.clock.now(), -UNSETTLED);
  let through = (await sweptThrough(context.database)) ?? (await beforeFirstMovement(context.stripe, end));
  let found = 0;
  while (through < end) {
    const to = earliest(end, plus(through, AT_A_TIME));
    for await (const page of listBalance(context.stripe, { from: plus(through, -OVERLAP), to }))
      found += await applyPage(context, page);
    await moveSweep(context.database, to);
    through = to;
  }
  return found;
}

/** @returns how many of a page were new */
export async function applyPage(context: Context, page: BalancePage): Promise<number> {
  return countApplied(await applyObservations(context, toObservations(page)));
}

/** A movement never changes, so that what was read once tells nothing new; but its payout is learnt later. */
export function toObservations({ readings, readAt }: BalancePage): Observation[] {
  return readings.map((reading) => ({
    id: ['read', reading.id, reading.payout ?? []].flat().join(':'),
    type: 'read.balance-transaction',
    createdAt: new Date(reading.createdAt),
    apiVersion: null,
    readAt,
    person: NOBODY,
    content: { kind: 'read', reading },
  }));
}
