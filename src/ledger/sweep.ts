import type { Database } from '../platform/database.ts';
import { findSweep, upsertSweep } from './store.ts';

const NAME = 'balance';

/** @returns the instant before which all that moved on the balance at Stripe is here; null: never swept */
export function sweptThrough(database: Database): Promise<Date | null> {
  return findSweep(database, NAME);
}

/** Only ever moves forward. */
export function moveSweep(database: Database, through: Date): Promise<void> {
  return upsertSweep(database, NAME, through);
}
