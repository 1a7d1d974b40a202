import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import type { WithStripe } from '../stripe/client.ts';
import type { StripeEvent } from '../stripe/verify-event.ts';
import { applyObservations } from './apply.ts';
import { type Found, found } from './backfill-tally.ts';
import { type Observation, observe } from './observe.ts';
import { readHinted } from './restore-observation.ts';
import { findKnownIds } from './store.ts';
import { EVENT_TYPES } from './table.ts';

const HEARD = new Set(EVENT_TYPES);

/**
 * Takes in what of a page of events was not told yet.
 * @param apply false: only looks
 * @throws StripeError, and whatever says that the database is not there
 */
export async function backfillEvents(
  context: Context & WithStripe,
  events: StripeEvent[],
  { apply }: { apply: boolean },
): Promise<Found[]> {
  const heard = events.filter(({ type }) => HEARD.has(type));
  const known = await findKnownIds(
    context.database,
    heard.map(({ id }) => id),
  );
  const fresh = heard.filter(({ id }) => !known.has(id));
  if (apply) {
    const observations: Observation[] = [];
    for (const event of fresh) observations.push(await restored(context, event));
    await applyObservations(context, observations);
  }
  return heard.map(({ id, type }) => found(type, !known.has(id)));
}

/** One in another API version is read by its object at once; where that fails, the worker tries again. */
async function restored(context: Context & WithStripe, event: StripeEvent): Promise<Observation> {
  const observation = observe(event);
  if (observation.content.kind !== 'hint') return observation;
  try {
    return await readHinted(context, event);
  } catch (error) {
    context.log.warn('object not read', {
      event: event.id,
      eventType: event.type,
      code: errorCode(error),
    });
    return observation;
  }
}
