import type { Database } from '../../platform/database.ts';
import type { Days } from './reconcile.ts';
import { findStanding } from './results/store.ts';
import type { Variance } from './rules.ts';

/**
 * What the books and Stripe do not agree about, by the last comparison of each day, the balance as a whole with it; or what
 * one comparison found. By day, then kind; those of the balance last.
 */
export function findVariances(
  database: Database,
  of: Days | { runId: string },
  limit?: number,
): Promise<Variance[]> {
  return findStanding(database, of, limit);
}
