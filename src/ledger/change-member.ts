import type { Database } from '../platform/database.ts';
import {
  changeMemberOfFailedRenewals,
  changeMemberOfIntents,
  changeMemberOfInvoices,
  changeMemberOfPayments,
} from './store.ts';

/**
 * Somebody turned out to be somebody already known: their payments follow. Intents first: whoever is just booking one
 * as a payment holds its row, and is waited for before the payments are looked at.
 */
export async function changeMember(database: Database, from: string, to: string): Promise<void> {
  await changeMemberOfIntents(database, from, to);
  await changeMemberOfPayments(database, from, to);
  await changeMemberOfInvoices(database, from, to);
  await changeMemberOfFailedRenewals(database, from, to);
}
