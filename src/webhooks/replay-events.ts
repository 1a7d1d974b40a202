import type { Context } from '../platform/context.ts';
import { type Database, isTransient } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import type { Observation } from './observe.ts';
import { restoreObservation } from './restore-observation.ts';
import { applyStored, failure } from './retry-events.ts';
import { findIn, findReading, type StoredRow, takeIn, updateReading } from './store.ts';

/** `missing`: there is no such event, or it is applied already, or a worker has it at this moment. */
export type Replayed = {
  id: string;
  type: string | null;
  outcome: 'applied' | 'failed' | 'missing';
  /** why it failed */
  code: string | null;
};

/** What an operator may take up again, whatever the worker thinks of it. */
const REPLAYABLE: StoredRow['state'][] = ['failed', 'set-aside', 'dismissed'];

/**
 * Tries unapplied events again at once, those too that were set aside, or dismissed where they are named.
 * @param ids null: all that failed or were set aside
 * @param dryRun applies each and takes it back, so that all stays as it is
 * @throws whatever says that the database is not there
 */
export async function replayEvents(
  context: Context & WithStripe,
  { ids, dryRun }: { ids: readonly string[] | null; dryRun: boolean },
): Promise<Replayed[]> {
  const named = ids ?? (await findIn(context.database, ['failed', 'set-aside'])).map(({ id }) => id);
  const replayed: Replayed[] = [];
  for (const id of named) replayed.push(await replayEvent(context, id, dryRun));
  return replayed;
}

async function replayEvent(context: Context & WithStripe, id: string, dryRun: boolean): Promise<Replayed> {
  const row = await findReading(context.database, id);
  if (row === undefined || !REPLAYABLE.includes(row.state))
    return { id, type: null, outcome: 'missing', code: null };
  const { type } = row;
  let observation: Observation;
  try {
    observation = await restoreObservation(context, row);
  } catch (error) {
    if (!dryRun)
      await context.database.transaction((transaction) => keepFailed(context, transaction, row, error));
    return { id, type, outcome: 'failed', code: errorCode(error) };
  }
  let replayed: Replayed = { id, type, outcome: 'missing', code: null };
  await takenBack(dryRun, context.database, async (transaction) => {
    if ((await takeIn(transaction, id, REPLAYABLE)) === undefined) return;
    try {
      await transaction.transaction((savepoint) => applyStored(context, savepoint, observation));
      replayed = { id, type, outcome: 'applied', code: null };
    } catch (error) {
      if (isTransient(error)) throw error;
      await keepFailed(context, transaction, row, error);
      replayed = { id, type, outcome: 'failed', code: errorCode(error) };
    }
  });
  return replayed;
}

/** What was dismissed stays so until it can be applied. */
async function keepFailed(
  context: Context,
  transaction: Database,
  row: StoredRow,
  error: unknown,
): Promise<void> {
  const current = await takeIn(transaction, row.id, ['failed', 'set-aside']);
  if (current !== undefined) await updateReading(transaction, row.id, failure(context, current, error));
}

/** Thrown and caught here alone. */
const TAKEN_BACK = new Error('taken back');

async function takenBack(
  dryRun: boolean,
  database: Database,
  work: (transaction: Database) => Promise<void>,
): Promise<void> {
  try {
    await database.transaction(async (transaction) => {
      await work(transaction);
      if (dryRun) throw TAKEN_BACK;
    });
  } catch (error) {
    if (error !== TAKEN_BACK) throw error;
  }
}
