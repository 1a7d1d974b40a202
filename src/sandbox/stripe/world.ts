import type Stripe from 'stripe';
import { type Clock, toUnixSeconds } from '../../platform/time.ts';
import type { Store } from './store.ts';

export const API_VERSION = '2026-10-28.endive' satisfies Stripe.LatestApiVersion;

/** What every action of the sandbox is handed. */
export type World = {
  clock: Clock;
  store: Store;
  /** Where the pay page is reached, without a slash at the end. */
  publicUrl: () => string;
  settleDelayedAfterMs: number;
  /** Charges succeed without their balance transactions, which follow when they are asked for. */
  lateBalances: boolean;
  /** The request that events are said to come from; null for what happens on the pay page or by itself. */
  cause: Stripe.Event.Request | null;
  /** When the first timer is due, milliseconds since 1970; only a hint, so that nobody looks through them in vain. */
  nextTimer: number;
};

/** Whole seconds since 1970, as Stripe counts. */
export function now(world: World): number {
  return toUnixSeconds(world.clock.now());
}
