import type { Context } from '../platform/context.ts';
import type { WithStripe } from '../stripe/client.ts';
import type { BalancePage } from '../stripe/list-balance.ts';
import type { ListedKind, ObjectPage } from '../stripe/list-objects.ts';
import { applyObservations } from './apply.ts';
import { type Found, found } from './backfill-tally.ts';
import { findNew } from './find-new.ts';
import type { Observation } from './observe.ts';
import { toObservation } from './read-object.ts';
import { toObservations } from './sweep-balance.ts';

type How = {
  /** false: only looks */
  apply: boolean;
  /** nothing that happened before it is taken in, unless it is known already and may have changed since */
  since: Date;
};

/**
 * Takes in a page of objects, as they are now, as what they tell happened.
 * @throws whatever says that the database is not there
 */
export async function backfillObjects(
  context: Context & WithStripe,
  kind: ListedKind | 'membership',
  { objects, readAt }: ObjectPage,
  how: How,
): Promise<Found[]> {
  const read = objects.map(({ id, object, happenedAt, older }) => ({
    observation: toObservation({ kind, id, createdAt: happenedAt }, { object, readAt }),
    before: older && happenedAt < how.since,
  }));
  const fresh = await findNew(
    context.database,
    read.map(({ observation }) => observation),
  );
  const wanted = read.filter(({ observation, before }) => !(before && fresh.has(observation)));
  return take(
    context,
    wanted.map(({ observation }) => observation),
    { fresh, ...how },
  );
}

/** The same for what moved on the balance. */
export async function backfillBalance(
  context: Context & WithStripe,
  page: BalancePage,
  how: How,
): Promise<Found[]> {
  const observations = toObservations(page);
  return take(context, observations, { fresh: await findNew(context.database, observations), ...how });
}

async function take(
  context: Context,
  observations: Observation[],
  { fresh, apply }: How & { fresh: ReadonlySet<Observation> },
): Promise<Found[]> {
  if (apply) await applyObservations(context, observations);
  return observations.map((observation) => found(observation.type, fresh.has(observation)));
}
