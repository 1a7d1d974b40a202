import type { Database } from '../platform/database.ts';
import { type Contribution, findContributions as find } from './store.ts';

/** What somebody set out to give, the newest first. */
export async function findContributions(database: Database, ids: string[]): Promise<Contribution[]> {
  return ids.length === 0 ? [] : find(database, ids);
}
