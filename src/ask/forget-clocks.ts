import type { Database } from '../platform/database.ts';
import { deleteClocksOf } from './store.ts';

/**
 * Nothing leads any more from a browser to these subjects. What such a browser was told holds for as long as its cookie is
 * valid, 31 days at most; after that it is a stranger's.
 */
export async function forgetClocks(database: Database, subjects: string[]): Promise<void> {
  if (subjects.length > 0) await deleteClocksOf(database, subjects);
}
