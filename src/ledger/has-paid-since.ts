import type { Database } from '../platform/database.ts';
import { findPaymentSince } from './store.ts';

/** Whether any of these members has given then or later; that it was given back makes no difference. */
export async function hasPaidSince(database: Database, memberIds: string[], since: Date): Promise<boolean> {
  return memberIds.length > 0 && (await findPaymentSince(database, memberIds, since));
}
