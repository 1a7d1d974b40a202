import { resolveMember } from '../members/resolve-members.ts';
import type { Context } from '../platform/context.ts';
import { type Database, isTransient } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import { isStripeAway, type WithStripe } from '../stripe/client.ts';
import { addEffects } from './apply.ts';
import { applyEffects, noEffects } from './effects.ts';
import type { Observation } from './observe.ts';
import { restoreObservation } from './restore-observation.ts';
import { MAXIMUM_ATTEMPTS, retryAfter } from './rules.ts';
import { countUnapplied, findDue, type StoredRow, takeIn, updateReading } from './store.ts';
import { withoutLinks } from './without-links.ts';

const AT_A_TIME = 100;

/**
 * Tries again what could not be applied; after eight tries an event is set aside. Each event has a transaction of its
 * own, so that one that fails leaves the others alone; what has to be asked for is asked for before it.
 * @returns how many were applied
 */
export async function retryEvents(context: Context & WithStripe): Promise<number> {
  let applied = 0;
  for (const row of await findDue(context.database, context.clock.now(), AT_A_TIME)) {
    if (await retryEvent(context, row)) applied += 1;
  }
  return applied;
}

/** Tells the metrics what waits to be applied, and what was set aside. */
export async function measureUnapplied(context: Context): Promise<void> {
  const { failed, setAside } = await countUnapplied(context.database);
  context.metrics.unappliedEvents.set({ state: 'failed' }, failed);
  context.metrics.unappliedEvents.set({ state: 'set-aside' }, setAside);
}

/** @returns whether it was applied */
export async function retryEvent(context: Context & WithStripe, row: StoredRow): Promise<boolean> {
  let observation: Observation;
  try {
    observation = await restoreObservation(context, row);
  } catch (error) {
    await postpone(context, row, error);
    return false;
  }
  return context.database.transaction(async (transaction) => {
    const current = await takeIn(transaction, row.id, ['failed']);
    if (current === undefined) return false;
    try {
      await transaction.transaction((savepoint) => applyStored(context, savepoint, observation));
      return true;
    } catch (error) {
      if (isTransient(error)) throw error;
      await updateReading(transaction, row.id, failure(context, current, error));
      return false;
    }
  });
}

/** @throws whatever its effects, or the lack of a reading, throw */
export async function applyStored(
  context: Context,
  database: Database,
  observation: Observation,
): Promise<void> {
  const { content, person, readAt } = observation;
  if (content.kind === 'unreadable') throw new Error(content.code);
  const now = context.clock.now();
  const { memberId, isErased } = await resolveMember(context, database, person);
  const effects = noEffects();
  const customer = isErased ? null : person.customer;
  addEffects(effects, observation, { memberId, customer, learntAt: now });
  await applyEffects(database, effects);
  await updateReading(database, observation.id, {
    ...(content.kind === 'read' && { reading: JSON.stringify(withoutLinks(content.reading)) }),
    state: content.kind === 'read' ? 'applied' : 'unused',
    appliedAt: now,
    readAt,
    memberId,
    sealedPerson: null,
    retryAt: null,
    errorCode: null,
    dismissal: null,
  });
}

async function postpone(context: Context, row: StoredRow, error: unknown): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const current = await takeIn(transaction, row.id, ['failed']);
    if (current !== undefined) await updateReading(transaction, row.id, failure(context, current, error));
  });
}

/** What becomes of an event that failed. That Stripe does not answer is not its fault: it waits, however long that lasts. */
export function failure(context: Context, { id, type, attempts }: StoredRow, error: unknown) {
  const code = errorCode(error);
  const tried = isStripeAway(error) ? attempts : attempts + 1;
  const setAside = tried >= MAXIMUM_ATTEMPTS;
  const about = { event: id, eventType: type, attempt: tried, code };
  context.log[setAside ? 'error' : 'warn'](setAside ? 'event set aside' : 'event failed again', about);
  return {
    attempts: tried,
    state: setAside ? ('set-aside' as const) : ('failed' as const),
    retryAt: setAside ? null : retryAfter(Math.max(tried, 1), context.clock.now()),
    errorCode: code,
  };
}
