import type { QuietWord } from '../ask/keep-quiet.ts';
import type { Database } from '../platform/database.ts';
import type { Membership } from './membership.ts';
import { upsertMemberships } from './memberships/store.ts';
import { quietUntil } from './rules.ts';

/**
 * Keeps the newest snapshot of each membership, whatever came first.
 * @returns until when whoever holds those that changed is not asked
 */
export async function keepMemberships(database: Database, snapshots: Membership[]): Promise<QuietWord[]> {
  const standing = await upsertMemberships(database, snapshots);
  return standing.flatMap((membership) =>
    membership.contributionId
      ? [{ subject: membership.contributionId, quietUntil: quietUntil(membership) }]
      : [],
  );
}
