import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import { applyObservations, type Outcome } from './apply.ts';
import type { Observation } from './observe.ts';

const BATCH = 64;
/** More than this means that the database hangs: Stripe keeps the rest better than our memory does. */
const MOST_WAITING = 5000;

/** Milliseconds. */
const A_MOMENT = 1;

type Waiting = { observation: Observation; resolve(outcome: Outcome): void; reject(error: unknown): void };

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
  const waiting: Waiting[] = [];
  let working = false;
  /** how many shared the commit before */
  let last = 0;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (waiting.length > 0) {
      if (waiting.length * 2 < last) await pause();
      await gather();
      const batch = waiting.splice(0, BATCH);
      last = batch.length;
      await commit(context, batch);
    }
    working = false;
  }

  /** For as long as each turn of the event loop brings more. Otherwise the first of a group would have a commit to itself. */
  async function gather(): Promise<void> {
    let before = 0;
    while (before < waiting.length && waiting.length < BATCH) {
      before = waiting.length;
      await turn();
    }
  }

  return {
    accept: (observation) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MOST_WAITING)
          throw new Problem('temporarily-unavailable', { headers: { 'Retry-After': '2' } });
        waiting.push({ observation, resolve, reject });
        void work();
      }),
  };
}

async function commit(context: Context, batch: Waiting[]): Promise<void> {
  try {
    const outcomes = await applyObservations(
      context,
      batch.map(({ observation }) => observation),
    );
    for (const { observation, resolve } of batch) resolve(outcomes.get(observation.id) ?? 'duplicate');
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
