import { resolveMembers } from '../members/resolve-members.ts';
import type { Context } from '../platform/context.ts';
import { type Database, isTransient } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import { Reading } from '../stripe/readings.ts';
import { readEvent } from '../stripe/verify-event.ts';
import { addEffects } from './apply.ts';
import { applyEffects, noEffects } from './effects.ts';
import { type Observation, observe, unsealPerson } from './observe.ts';
import { MAXIMUM_ATTEMPTS, retryAfter } from './rules.ts';
import { countUnapplied, findDue, type StoredRow, takeFailed, updateReading } from './store.ts';

const AT_A_TIME = 100;

/**
 * Tries again what could not be applied; after eight tries an event is set aside. Each event has a transaction of its
 * own, so that one that fails leaves the others alone.
 * @returns how many were applied
 */
export async function retryEvents(context: Context & WithStripe): Promise<number> {
  let applied = 0;
  for (const id of await findDue(context.database, context.clock.now(), AT_A_TIME)) {
    if (await retryEvent(context, id)) applied += 1;
  }
  await measureUnapplied(context);
  return applied;
}

export async function measureUnapplied(context: Context): Promise<void> {
  const { failed, setAside } = await countUnapplied(context.database);
  context.metrics.unappliedEvents.set({ state: 'failed' }, failed);
  context.metrics.unappliedEvents.set({ state: 'set-aside' }, setAside);
}

async function retryEvent(context: Context & WithStripe, id: string): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const row = await takeFailed(transaction, id);
    if (row === undefined) return false;
    try {
      const observation = await restore(context, row);
      await transaction.transaction((savepoint) => applyStored(context, savepoint, observation));
      return true;
    } catch (error) {
      if (isTransient(error)) throw error;
      await postpone(context, transaction, row, errorCode(error));
      return false;
    }
  });
}

/** From the inbox; what could not be read at all is asked for again, for as long as Stripe keeps it (30 days). */
async function restore(context: Context & WithStripe, row: StoredRow): Promise<Observation> {
  if (row.reading === null) return observe(readEvent(await context.stripe.events.retrieve(row.id)));
  const reading = Reading.parse(JSON.parse(row.reading));
  return {
    ...row,
    person: unsealPerson(context, row.id, row.sealedPerson),
    content: { kind: 'read', reading },
  };
}

async function applyStored(context: Context, database: Database, observation: Observation): Promise<void> {
  if (observation.content.kind === 'unreadable') throw new Error(observation.content.code);
  const [memberId = null] = await resolveMembers(context, database, [observation.person]);
  const effects = noEffects();
  addEffects(effects, observation, { memberId, learntAt: context.clock.now() });
  await applyEffects(database, effects);
  const { content } = observation;
  await updateReading(database, observation.id, {
    ...(content.kind === 'read' && { reading: JSON.stringify(content.reading) }),
    state: content.kind === 'read' ? 'applied' : 'unused',
    memberId,
    sealedPerson: null,
    retryAt: null,
    errorCode: null,
  });
}

async function postpone(context: Context, database: Database, row: StoredRow, code: string): Promise<void> {
  const attempts = row.attempts + 1;
  const setAside = attempts >= MAXIMUM_ATTEMPTS;
  const about = { event: row.id, eventType: row.type, attempt: attempts, code };
  context.log[setAside ? 'error' : 'warn'](setAside ? 'event set aside' : 'event failed again', about);
  await updateReading(database, row.id, {
    attempts,
    state: setAside ? 'set-aside' : 'failed',
    retryAt: setAside ? null : retryAfter(attempts, context.clock.now()),
    errorCode: code,
  });
}
