import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import { applyObservations, type Outcome } from './apply.ts';
import type { Observation } from './observe.ts';

const BATCH = 64;
/** More than this means that the database hangs: Stripe keeps the rest better than our memory does. */
const MOST_WAITING = 5000;

type Waiting = { observation: Observation; resolve(outcome: Outcome): void; reject(error: unknown): void };

export type Intake = {
  /** Settles once the event is committed, or rejects because it is not. */
  accept(observation: Observation): Promise<Outcome>;
};

/**
 * Group commit: events that arrive while a transaction is under way share the next one. A lone event waits for nobody;
 * a surge costs one commit for many.
 */
export function createIntake(context: Context): Intake {
  const waiting: Waiting[] = [];
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (waiting.length > 0) await commit(context, waiting.splice(0, BATCH));
    working = false;
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
