import type { Database } from '../platform/database.ts';
import { findMembershipOf } from './memberships/store.ts';
import { quietUntil } from './rules.ts';

/** @returns until when whoever started this contribution is not asked, or null where no membership came of it yet */
export async function findQuiet(database: Database, contributionId: string): Promise<Date | null> {
  const membership = await findMembershipOf(database, contributionId);
  return membership ? quietUntil(membership) : null;
}
