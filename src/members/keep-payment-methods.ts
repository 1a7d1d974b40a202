import type { Database } from '../platform/database.ts';
import { upsertPaymentMethods } from './store.ts';
import type { paymentMethods } from './tables.ts';

/** What a member pays with, as far as it matters: whether it is still theirs, and until when a card works. */
export type PaymentMethod = typeof paymentMethods.$inferInsert;

export async function keepPaymentMethods(database: Database, snapshots: PaymentMethod[]): Promise<void> {
  await upsertPaymentMethods(database, snapshots);
}
