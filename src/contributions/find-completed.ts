import type { Database } from '../platform/database.ts';
import { findCompleted } from './store.ts';

/** Which of these checkout sessions are known to be completed and paid. */
export async function findCompletedSessions(database: Database, ids: string[]): Promise<Set<string>> {
  return new Set(ids.length === 0 ? [] : await findCompleted(database, ids));
}
