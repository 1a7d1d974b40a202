import type { Database } from '../../platform/database.ts';
import { DAY, earliest, plus } from '../../platform/time.ts';
import type { Days } from './reconcile.ts';
import { findRuns } from './results/store.ts';
import { dayOf } from './rules.ts';

/**
 * Through when every day from the first of a range on was compared with Stripe, at most to the end of the range.
 * @returns null where not even its first day was
 */
export async function findComparedThrough(database: Database, { from, to }: Days): Promise<Date | null> {
  const end = plus(new Date(to), DAY);
  let through: Date | null = null;
  for (const { fromDay, toDay, startedAt } of await findRuns(database, { from, to })) {
    if (fromDay > dayOf(through ?? new Date(from))) break;
    const reached = earliest(plus(new Date(toDay), DAY), startedAt, end);
    if (through === null || reached > through) through = reached;
  }
  return through;
}
