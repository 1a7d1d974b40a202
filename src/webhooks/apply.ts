import { resolveMembers } from '../members/resolve-members.ts';
import type { Context } from '../platform/context.ts';
import { type Database, isTransient, isUnavailable } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import { applyEffects, type Effects, noEffects } from './effects.ts';
import { type Observation, sealPerson } from './observe.ts';
import { retryAfter } from './rules.ts';
import { type InboxRow, insertReadings } from './store.ts';
import { rowOf } from './table.ts';

export type Outcome = 'applied' | 'duplicate' | 'unused' | 'failed';

/**
 * The one door. Stores observations and applies their effects in one transaction; when it returns, all of it is
 * committed. Many at once cost little more than one. Should applying any of them throw, they are taken one by one,
 * each behind a savepoint, so that one bad event keeps only itself waiting.
 * @returns what became of each, by event id
 * @throws whatever says that the database is not there; then nothing is kept
 */
export async function applyObservations(
  context: Context,
  observations: readonly Observation[],
): Promise<Map<string, Outcome>> {
  const inOrder = uniqueBy(observations, ({ id }) => id).toSorted(byId);
  try {
    return await context.database.transaction((transaction) => applyTogether(context, transaction, inOrder));
  } catch (error) {
    if (isUnavailable(error)) throw error;
  }
  const outcomes = new Map<string, Outcome>();
  for (const observation of inOrder) {
    const outcome = await context.database.transaction((transaction) =>
      applyAlone(context, transaction, observation),
    );
    outcomes.set(observation.id, outcome);
  }
  return outcomes;
}

async function applyTogether(
  context: Context,
  database: Database,
  observations: readonly Observation[],
): Promise<Map<string, Outcome>> {
  const now = context.clock.now();
  const memberIds = await resolveMembers(
    context,
    database,
    observations.map(({ person }) => person),
  );
  const rows = observations.map((observation, index) =>
    toInboxRow(context, observation, { receivedAt: now, memberId: memberIds[index] ?? null }),
  );
  const fresh = await insertReadings(database, rows);
  const effects = noEffects();
  const outcomes = new Map<string, Outcome>();
  for (const [index, observation] of observations.entries()) {
    const isNew = fresh.has(observation.id);
    outcomes.set(observation.id, isNew ? outcomeOf(observation) : 'duplicate');
    if (isNew) addEffects(effects, observation, { memberId: memberIds[index] ?? null, learntAt: now });
  }
  await applyEffects(database, effects);
  return outcomes;
}

async function applyAlone(context: Context, database: Database, observation: Observation): Promise<Outcome> {
  try {
    // A transaction within a transaction is a savepoint.
    const outcomes = await database.transaction((savepoint) =>
      applyTogether(context, savepoint, [observation]),
    );
    return outcomes.get(observation.id) ?? 'duplicate';
  } catch (error) {
    if (isTransient(error)) throw error;
    const code = errorCode(error);
    context.log.error('event kept but not applied', {
      event: observation.id,
      eventType: observation.type,
      code,
    });
    const fresh = await insertReadings(database, [toFailedRow(context, observation, code)]);
    return fresh.has(observation.id) ? 'failed' : 'duplicate';
  }
}

export function addEffects(
  effects: Effects,
  { type, createdAt, content }: Pick<Observation, 'type' | 'createdAt' | 'content'>,
  known: { memberId: string | null; learntAt: Date },
): void {
  if (content.kind === 'read') rowOf(type)?.apply(effects, content.reading, { type, createdAt, ...known });
}

function outcomeOf({ content }: Observation): Outcome {
  if (content.kind === 'read') return 'applied';
  return content.kind === 'unused' ? 'unused' : 'failed';
}

function toInboxRow(
  context: Context,
  observation: Observation,
  known: { receivedAt: Date; memberId: string | null },
): InboxRow {
  const { id, type, createdAt, apiVersion, content } = observation;
  const envelope = { id, type, createdAt, apiVersion, ...known };
  switch (content.kind) {
    case 'read':
      return { ...envelope, state: 'applied', reading: JSON.stringify(content.reading) };
    case 'unused':
      return { ...envelope, state: 'unused' };
    case 'unreadable':
      return { ...toFailedRow(context, observation, content.code), ...envelope };
  }
}

function toFailedRow(context: Context, observation: Observation, code: string): InboxRow {
  const { id, type, createdAt, apiVersion, content, person } = observation;
  const now = context.clock.now();
  return {
    id,
    type,
    createdAt,
    apiVersion,
    receivedAt: now,
    state: 'failed',
    reading: content.kind === 'read' ? JSON.stringify(content.reading) : null,
    sealedPerson: content.kind === 'read' ? sealPerson(context, id, person) : null,
    attempts: 1,
    retryAt: retryAfter(1, now),
    errorCode: code,
  };
}
