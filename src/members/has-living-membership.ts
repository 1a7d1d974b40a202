import type { Database } from '../platform/database.ts';
import { countLivingMemberships } from './memberships/store.ts';

/** Whether any of these members gives regularly: also one who is behind, or pauses. */
export async function hasLivingMembership(database: Database, memberIds: string[]): Promise<boolean> {
  return memberIds.length > 0 && (await countLivingMemberships(database, memberIds)) > 0;
}
