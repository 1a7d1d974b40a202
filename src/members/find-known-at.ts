import type { Database } from '../platform/database.ts';
import { trueAtOf } from '../platform/register.ts';
import { findVersions } from './memberships/store.ts';

/** @returns the second of Stripe's clock in which the newest was true that is known of a membership; null: nothing is */
export async function findKnownAt(database: Database, membershipId: string): Promise<Date | null> {
  const newest = (await findVersions(database, membershipId)).toSorted().at(-1);
  return newest === undefined ? null : trueAtOf(newest);
}
