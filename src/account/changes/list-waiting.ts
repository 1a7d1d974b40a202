import type { Database } from '../../platform/database.ts';
import type { ChangeKind } from './rules.ts';
import { findWaitingOfMember } from './store.ts';

/** A change that is on its way: asked for, and not answered by Stripe yet. */
export type Waiting = { membershipId: string; kind: ChangeKind; requestedAt: Date };

export async function listWaitingChanges(database: Database, memberId: string): Promise<Waiting[]> {
  const rows = await findWaitingOfMember(database, memberId);
  return rows.map(({ membershipId, kind, requestedAt }) => ({ membershipId, kind, requestedAt }));
}
