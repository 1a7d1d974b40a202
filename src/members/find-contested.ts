import type { Database } from '../platform/database.ts';
import { findContested } from './store.ts';

/** Memberships of which two snapshots of one second disagree, learnt of before `before`. */
export async function findContestedMemberships(
  database: Database,
  before: Date,
): Promise<{ kind: 'membership'; id: string }[]> {
  const ids = await findContested(database, before);
  return ids.map((id) => ({ kind: 'membership', id }));
}
