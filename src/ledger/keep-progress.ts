import type { Database } from '../platform/database.ts';
import { deleteSweep, deleteSweepsFrom, findOldestSweep, findSweep, upsertSweep } from './store.ts';

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

/** @returns how far the interrupted run has come that came least far of those whose names begin so; null: there is none */
export function oldestReached(database: Database, beginning: string): Promise<Date | null> {
  return findOldestSweep(database, beginning);
}

/** The same of all whose names begin so and, from this name on, come later: what they were for is done. */
export function forgetProgressFrom(
  database: Database,
  names: { beginning: string; from: string },
): Promise<void> {
  return deleteSweepsFrom(database, names);
}
