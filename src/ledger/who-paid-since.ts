import type { Database } from '../platform/database.ts';
import { findPayersSince } from './store.ts';

/** The members whose gifts we have learnt of since then, whenever they were made. */
export function whoPaidSince(database: Database, learntSince: Date): Promise<string[]> {
  return findPayersSince(database, learntSince);
}
