import type { Database } from '../platform/database.ts';
import { changeMemberOfIntents, changeMemberOfPayments } from './store.ts';

/** Somebody turned out to be somebody already known: their payments follow. */
export async function changeMember(database: Database, from: string, to: string): Promise<void> {
  await changeMemberOfPayments(database, from, to);
  await changeMemberOfIntents(database, from, to);
}
