import type Stripe from 'stripe';
import { type Clock, toUnixSeconds } from '../../platform/time.ts';
import type { MovableClock } from './movable-clock.ts';
import type { Store } from './store.ts';

export const API_VERSION = '2026-10-28.endive' satisfies Stripe.LatestApiVersion;

/** What follows a refused renewal: attempts after so many days each, and then? */
export type Dunning = { retryAfterDays: readonly number[]; atLast: 'cancel' | 'unpaid' | 'past_due' };

/** What every action of the sandbox is handed. */
export type World = {
  /** Stripe's time, as all objects and events have it. */
  clock: MovableClock;
  /** The time in which deliveries travel: moving Stripe's clock makes no wire faster. */
  wire: Clock;
  store: Store;
  /** Where the pay page is reached, without a slash at the end. */
  publicUrl: () => string;
  settleDelayedAfterMs: number;
  /** Charges succeed without their balance transactions, which follow when they are asked for. */
  lateBalances: boolean;
  /** Whether the clock renews subscriptions and tries refused payments again, or only the controls do. */
  renewals: 'automatic' | 'by-hand';
  dunning: Dunning;
  /** The version that the account has by default, which events are recorded in. */
  accountVersion: string;
  /** The request that events are said to come from; null for what happens on the pay page or by itself. */
  cause: Stripe.Event.Request | null;
  /** When the first timer is due, milliseconds since 1970; only a hint, so that nobody looks through them in vain. */
  nextTimer: number;
};

/** Whole seconds since 1970, as Stripe counts. */
export function now(world: World): number {
  return toUnixSeconds(world.clock.now());
}
