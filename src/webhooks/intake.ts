import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import { oneAfterAnother } from '../platform/in-rounds.ts';
import { applyObservations, type Outcome } from './apply.ts';
import type { Observation } from './observe.ts';

const BATCH = 64;
/** More than this means that the database hangs: Stripe keeps the rest better than our memory does. */
const MOST_HELD = 5000;

/** Milliseconds. */
const A_MOMENT = 1;

export type Intake = {
  /** Settles once the event is committed, or rejects because it is not. */
  accept(observation: Observation): Promise<Outcome>;
};

/**
 * Group commit: events that arrive while a transaction is under way share the next one. A lone event waits for nobody;
 * a surge costs one commit for many.
 * @param pause how long the first few of a surge wait for the others, since most of what a commit costs is the same for
 *   one event as for many
 */
export function createIntake(context: Context, pause: () => Promise<unknown> = () => wait(A_MOMENT)): Intake {
  let held = 0;
  /** how many shared the commit before */
  let last = 0;

  const commit = oneAfterAnother(
    BATCH,
    async (batch: Observation[]) => {
      last = batch.length;
      const outcomes = await applyObservations(context, batch);
      return ({ id }): Outcome => outcomes.get(id) ?? 'duplicate';
    },
    async (waiting) => {
      if (waiting.length * 2 < last) await pause();
      await untilNoMoreCome(waiting);
    },
  );

  return {
    accept: async (observation) => {
      if (held >= MOST_HELD)
        throw new Problem('temporarily-unavailable', { headers: { 'Retry-After': '2' } });
      held += 1;
      try {
        return await commit(observation);
      } finally {
        held -= 1;
      }
    },
  };
}

/** For as long as each turn of the event loop brings more. Otherwise the first of a group would have a commit to itself. */
async function untilNoMoreCome(waiting: { readonly length: number }): Promise<void> {
  let before = 0;
  while (before < waiting.length && waiting.length < BATCH) {
    before = waiting.length;
    await turn();
  }
}
