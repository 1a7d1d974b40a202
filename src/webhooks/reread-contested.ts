import { findContestedMoney } from '../ledger/find-contested.ts';
import { findContestedMemberships } from '../members/find-contested.ts';
import type { Context } from '../platform/context.ts';
import { errorCode } from '../platform/log.ts';
import { plus, SECOND } from '../platform/time.ts';
import type { WithStripe } from '../stripe/client.ts';
import { applyObservations, countApplied } from './apply.ts';
import { readObject } from './read-object.ts';

/** By then the second in which two snapshots differ is over, so that what is read now is newer than both. */
const PATIENCE = 2 * SECOND;

/**
 * Asks Stripe for whatever two snapshots of one second disagree about.
 * @returns how many were read
 */
export async function rereadContested(context: Context & WithStripe): Promise<number> {
  const before = plus(context.clock.now(), -PATIENCE);
  const contested = [
    ...(await findContestedMoney(context.database, before)),
    ...(await findContestedMemberships(context.database, before)),
  ];
  let read = 0;
  for (const object of contested) {
    try {
      const observation = await readObject(context, object);
      // Kept, it would have to be read again just the same.
      if (observation.content.kind === 'unreadable') throw new Error(observation.content.code);
      read += countApplied(await applyObservations(context, [observation]));
    } catch (error) {
      context.log.warn('object not read again', { code: errorCode(error) });
    }
  }
  return read;
}
