import type { Context } from '../platform/context.ts';
import type { Heed } from '../stripe/heed.ts';
import { applyObservations } from './apply.ts';
import { toObservation } from './read-object.ts';

/** The one door, for what Stripe answered to a change that we asked for. */
export function createHeed(context: Context): Heed {
  return async ({ kind, id, object, readAt }) => {
    await applyObservations(context, [toObservation({ kind, id }, { object, readAt })]);
  };
}
