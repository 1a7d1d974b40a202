import type { Database } from '../platform/database.ts';
import { findUnreadPayouts, markLinesRead } from './store.ts';

const AT_A_TIME = 20;

/** Payouts whose lines Stripe has settled and that were not read yet; in any order. */
export function unreadPayouts(database: Database): Promise<string[]> {
  return findUnreadPayouts(database, AT_A_TIME);
}

/** All its lines are here. */
export function finishPayout(database: Database, id: string, readAt: Date): Promise<void> {
  return markLinesRead(database, id, readAt);
}
