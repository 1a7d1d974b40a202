import type { Context } from '../../platform/context.ts';
import { fromUnixSeconds, MINUTE, plus, toUnixSeconds } from '../../platform/time.ts';
import { insertVariances } from './results/store.ts';
import type { Patience, Totals, Variance, VarianceKind } from './rules.ts';

/** Events come within seconds; the sweep of the balance, every ten minutes. */
const EVENT_PATIENCE = 5 * MINUTE;
const SWEEP_PATIENCE = 15 * MINUTE;

/** One comparison while it goes on. What it finds is written as it goes, so that its memory does not grow with it. */
export type Run = {
  id: string;
  startedAt: Date;
  totals: Totals;
  /** how many of Stripe's objects so far */
  compared: number;
  /** by currency: by how much the balance at Stripe is above ours for what was found of settled balance transactions */
  explained: Map<string, bigint>;
  /** balance transactions that were made before should all be here; a whole second */
  settledBefore: Date;
  patience(kind: VarianceKind): Patience;
  /** @returns what was not found before by this run */
  keep(found: readonly Variance[]): Promise<Variance[]>;
};

/** @param signal ends it where it next keeps something, which it does page by page */
export function startRun({ database, clock, ids }: Context, signal?: AbortSignal): Run {
  const id = ids.timeOrdered();
  const startedAt = clock.now();
  const settledBefore = fromUnixSeconds(toUnixSeconds(plus(startedAt, -SWEEP_PATIENCE)));
  return {
    id,
    startedAt,
    totals: new Map(),
    compared: 0,
    explained: new Map(),
    settledBefore,
    patience: (kind) => ({
      startedAt,
      heardOf: kind === 'balance-transaction' ? settledBefore : plus(startedAt, -EVENT_PATIENCE),
    }),
    keep: async (found) => {
      signal?.throwIfAborted();
      return insertVariances(database, id, found);
    },
  };
}
