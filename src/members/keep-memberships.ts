import { moveQuiet } from '../ask/keep-quiet.ts';
import type { Database } from '../platform/database.ts';
import { byId, compare, uniqueBy } from '../platform/order.ts';
import type { Membership } from './membership.ts';
import { quietUntil } from './rules.ts';
import { upsertMemberships } from './store.ts';

/**
 * Keeps the newest snapshot of each membership, whatever came first, and tells the browsers that were promised quiet.
 */
export async function keepMemberships(database: Database, snapshots: Membership[]): Promise<void> {
  if (snapshots.length === 0) return;
  const newest = uniqueBy(
    snapshots,
    ({ id }) => id,
    (kept, other) => (compare(kept.version, other.version) >= 0 ? kept : other),
  );
  const changed = new Set(await upsertMemberships(database, newest.toSorted(byId)));
  const words = newest.flatMap((membership) =>
    membership.contributionId !== null && changed.has(membership.id)
      ? [{ subject: membership.contributionId, quietUntil: quietUntil(membership) }]
      : [],
  );
  await moveQuiet(database, words);
}
