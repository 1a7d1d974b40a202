import type { Database } from '../platform/database.ts';
import { findRemindersOf } from './store.ts';

/** @returns when the mail comes that this addressee has confirmed; null where none is waiting */
export async function findPromise(database: Database, addresseeId: string): Promise<Date | null> {
  const found = await findRemindersOf(database, [addresseeId]);
  return found.find(({ state }) => state === 'waiting')?.remindAt ?? null;
}
