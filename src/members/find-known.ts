import type { Database } from '../platform/database.ts';
import { findMembershipIds } from './memberships/store.ts';

/** Which of these memberships are known. */
export async function findKnownMemberships(database: Database, ids: string[]): Promise<Set<string>> {
  return new Set(ids.length === 0 ? [] : await findMembershipIds(database, ids));
}
