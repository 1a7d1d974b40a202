import { findMembers } from '../members/resolve-members.ts';
import type { Context } from '../platform/context.ts';
import { type Database, isTransient, isUnavailable } from '../platform/database.ts';
import { errorCode } from '../platform/log.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import { together } from '../platform/statements.ts';
import { applyEffects, type Effects, noEffects } from './effects.ts';
import { type Fact, rankOf } from './fact.ts';
import { type Observation, sealPerson } from './observe.ts';
import { retryAfter } from './rules.ts';
import { findKnownIds, type InboxRow, insertReadings } from './store.ts';
import { effectOf } from './table.ts';
import { withoutLinks } from './without-links.ts';

export type Outcome = 'applied' | 'duplicate' | 'unused' | 'hint' | 'failed';

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

export function countApplied(outcomes: ReadonlyMap<string, Outcome>): number {
  return [...outcomes.values()].filter((outcome) => outcome === 'applied').length;
}

async function applyTogether(
  context: Context,
  database: Database,
  observations: readonly Observation[],
): Promise<Map<string, Outcome>> {
  const now = context.clock.now();
  // Told already, an event is nobody's news: whoever it is about may have been forgotten since.
  const { members, isMerging, isSettled, keep } = await findMembers(
    context,
    database,
    observations.map(({ person }) => person),
    {
      // Told twice at the same moment, an event waits for its person, or else for itself.
      names: observations.flatMap(({ id, person }) => (isNobody(person) ? id : [])),
      ask: () => whichAreTold(database, observations),
    },
  );
  const rows: InboxRow[] = [];
  const effects = noEffects();
  for (const [index, observation] of observations.entries()) {
    if (isSettled(index)) continue;
    const { memberId = null, isErased = false } = members[index] ?? {};
    const customer = isErased ? null : observation.person.customer;
    rows.push(toInboxRow(context, observation, { now, memberId }));
    addEffects(effects, observation, { memberId, customer, learntAt: now });
  }
  const kept = keep();
  // Whose payments go over to somebody is settled before this batch touches any.
  if (isMerging) await kept;
  const inserted = insertReadings(database, rows);
  await together<unknown>([kept, inserted, applyEffects(database, effects)]);
  const fresh = await inserted;
  return new Map(
    observations.map((one) => [one.id, fresh.has(one.id) ? outcomeOf(one) : 'duplicate'] as const),
  );
}

/** Whom nothing is locked for. */
function isNobody({ customer, address, mentioned }: Observation['person']): boolean {
  return customer === null && (mentioned || address === null);
}

async function whichAreTold(
  database: Database,
  observations: readonly Observation[],
): Promise<(index: number) => boolean> {
  const ids = observations.map(({ id }) => id);
  const known = await findKnownIds(database, ids);
  return (index) => known.has(ids[index] ?? '');
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

/** What follows from one observation, added to what follows from others. */
export function addEffects(
  effects: Effects,
  { type, createdAt, readAt, content }: Pick<Observation, 'type' | 'createdAt' | 'readAt' | 'content'>,
  known: Pick<Fact, 'memberId' | 'customer' | 'learntAt'>,
): void {
  if (content.kind !== 'read') return;
  const trueAt = readAt ?? createdAt;
  effectOf(type)?.(effects, content.reading, { createdAt, trueAt, rank: rankOf({ type, readAt }), ...known });
}

function outcomeOf({ content }: Observation): Outcome {
  if (content.kind === 'read') return 'applied';
  return content.kind === 'unreadable' ? 'failed' : content.kind;
}

function toInboxRow(
  context: Context,
  observation: Observation,
  { now, memberId }: { now: Date; memberId: string | null },
): InboxRow {
  const { content } = observation;
  switch (content.kind) {
    case 'read':
      return {
        ...envelopeOf(observation, now),
        memberId,
        state: 'applied',
        appliedAt: now,
        reading: JSON.stringify(withoutLinks(content.reading)),
      };
    case 'unused':
      return { ...envelopeOf(observation, now), state: 'unused' };
    case 'hint':
      // Not a failure: the next run of the job asks Stripe for the object.
      return {
        ...envelopeOf(observation, now),
        state: 'failed',
        retryAt: now,
        errorCode: 'other-api-version',
      };
    case 'unreadable':
      return toFailedRow(context, observation, content.code);
  }
}

function toFailedRow(context: Context, observation: Observation, code: string): InboxRow {
  const { id, content, person } = observation;
  const now = context.clock.now();
  return {
    ...envelopeOf(observation, now),
    state: 'failed',
    reading: content.kind === 'read' ? JSON.stringify(content.reading) : null,
    sealedPerson: content.kind === 'read' ? sealPerson(context, id, person) : null,
    attempts: 1,
    retryAt: retryAfter(1, now),
    errorCode: code,
  };
}

function envelopeOf({ id, type, createdAt, apiVersion, readAt }: Observation, receivedAt: Date) {
  return { id, type, createdAt, apiVersion, readAt, receivedAt };
}
