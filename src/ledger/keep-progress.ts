import type { Database } from '../platform/database.ts';
import { deleteSweep, findSweep, upsertSweep } from './store.ts';

/** @returns how far an interrupted run of this name has come; null: none was interrupted */
export function reached(database: Database, name: string): Promise<Date | null> {
  return findSweep(database, name);
}

/** Only ever moves forward. */
export function moveOn(database: Database, name: string, to: Date): Promise<void> {
  return upsertSweep(database, name, to);
}

/** It came to its end, or is to begin anew. */
export function forgetProgress(database: Database, name: string): Promise<void> {
  return deleteSweep(database, name);
}
