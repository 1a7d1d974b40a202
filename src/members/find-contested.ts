import type { Database } from '../platform/database.ts';
import { findContested } from './memberships/store.ts';
import { membershipSchedules, memberships } from './tables.ts';

/**
 * Memberships, and what they turn into, of which two snapshots of one second disagree; and what was told without what it
 * costs. Learnt of before `before`.
 */
export async function findContestedMemberships(
  database: Database,
  before: Date,
): Promise<{ kind: 'membership' | 'schedule'; id: string }[]> {
  const changed = await findContested(database, memberships, before);
  const scheduled = await findContested(database, membershipSchedules, before);
  return [
    ...changed.map((id) => ({ kind: 'membership' as const, id })),
    ...scheduled.map((id) => ({ kind: 'schedule' as const, id })),
  ];
}
