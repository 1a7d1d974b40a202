import { inArray, max, min } from 'drizzle-orm';
import { oldestUnclaimedIntent } from '../ledger/book-outside-intents.ts';
import type { Database } from '../platform/database.ts';
import { earliest } from '../platform/time.ts';
import { inbox } from './tables.ts';

/**
 * The latest instant before which nothing that Stripe told us is missing from the books: the newest event heard of, held
 * back by the oldest that is not applied, or not yet known to be an invoice's or a payment from outside.
 * @returns null before the first event
 */
export async function completeThrough(database: Database): Promise<Date | null> {
  const [newest] = await database.select({ at: max(inbox.createdAt) }).from(inbox);
  if (!newest?.at) return null;
  const [unapplied] = await database
    .select({ at: min(inbox.createdAt) })
    .from(inbox)
    .where(inArray(inbox.state, ['failed', 'set-aside']));
  const unclaimed = await oldestUnclaimedIntent(database);
  return earliest(newest.at, unapplied?.at ?? newest.at, unclaimed ?? newest.at);
}
