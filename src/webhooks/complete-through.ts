import { inArray, min } from 'drizzle-orm';
import { oldestUnclaimedIntent } from '../ledger/find-unexplained.ts';
import { oldestReached } from '../ledger/keep-progress.ts';
import { sweptThrough } from '../ledger/sweep.ts';
import type { Database } from '../platform/database.ts';
import { earliest } from '../platform/time.ts';
import { BACKFILLS } from './backfill.ts';
import { inbox } from './tables.ts';

/**
 * The latest instant before which nothing that Stripe told us is missing from the books: as far as its balance was swept,
 * held back by the oldest event that is not applied, by the oldest payment of which it is not known whether it is an
 * invoice's or came from outside, and by what a backfill that has not come to its end has still to take in.
 * @returns null before the first sweep
 */
export async function completeThrough(database: Database): Promise<Date | null> {
  const swept = await sweptThrough(database);
  if (swept === null) return null;
  const [unapplied] = await database
    .select({ at: min(inbox.createdAt) })
    .from(inbox)
    .where(inArray(inbox.state, ['failed', 'set-aside']));
  const unclaimed = await oldestUnclaimedIntent(database);
  const backfilled = await oldestReached(database, BACKFILLS);
  return earliest(swept, unapplied?.at ?? swept, unclaimed ?? swept, backfilled ?? swept);
}
