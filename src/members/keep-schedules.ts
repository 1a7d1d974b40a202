import type { Database } from '../platform/database.ts';
import { upsertSchedules } from './memberships/store.ts';
import type { membershipSchedules } from './tables.ts';

/** One snapshot of what a membership turns into. `id`: Stripe's subscription schedule. */
export type Schedule = typeof membershipSchedules.$inferInsert;

/** Keeps the newest snapshot of each schedule, whatever came first. */
export async function keepSchedules(database: Database, snapshots: Schedule[]): Promise<void> {
  await upsertSchedules(database, snapshots);
}
