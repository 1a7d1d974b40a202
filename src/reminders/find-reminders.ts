import type { Database } from '../platform/database.ts';
import { findRemindersOf, type Reminder } from './store.ts';

/** What these addressees are to be reminded of. */
export async function findReminders(database: Database, addresseeIds: string[]): Promise<Reminder[]> {
  return addresseeIds.length === 0 ? [] : findRemindersOf(database, addresseeIds);
}
