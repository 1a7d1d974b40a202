import type { Database } from '../platform/database.ts';
import { findContested } from './store.ts';

const KINDS = ['invoice', 'refund', 'dispute', 'fraud-warning', 'payout'] as const;

/** What of money two snapshots of one second disagree about, learnt of before `before`. */
export async function findContestedMoney(
  database: Database,
  before: Date,
): Promise<{ kind: (typeof KINDS)[number]; id: string }[]> {
  const found = [];
  for (const kind of KINDS) {
    for (const id of await findContested(database, kind, before)) found.push({ kind, id });
  }
  return found;
}
