import type { Database } from '../../platform/database.ts';
import { type Double, findDoublesOfAll } from './store.ts';

const AT_ONCE = 200;

/**
 * Members who have, or had, two memberships where one was meant; the newest first.
 * @param asked.before those found before then: to read on
 */
export async function listDoubles(
  database: Database,
  asked: { state?: 'open' | 'settled'; before?: Date },
): Promise<{ doubles: Double[]; hasMore: boolean }> {
  const found = await findDoublesOfAll(database, { ...asked, limit: AT_ONCE + 1 });
  return { doubles: found.slice(0, AT_ONCE), hasMore: found.length > AT_ONCE };
}
