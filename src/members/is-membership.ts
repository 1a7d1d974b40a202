import type { Database } from '../platform/database.ts';
import { findMembershipOf } from './memberships/store.ts';
import { isLiving } from './rules.ts';

/** Whether a membership came of this contribution that still lives. */
export async function isMembership(database: Database, contributionId: string): Promise<boolean> {
  const membership = await findMembershipOf(database, contributionId);
  return membership !== undefined && isLiving(membership);
}
