import type { Database } from '../../platform/database.ts';
import type { ChangeKind } from './rules.ts';
import { findWaiting } from './store.ts';

/** A change that is on its way: asked for, and not answered by Stripe yet. */
export type Waiting = { membershipId: string; kind: ChangeKind; requestedAt: Date };

/** Of memberships, because whoever asked may have turned out to be somebody else since. */
export async function listWaitingChanges(database: Database, membershipIds: string[]): Promise<Waiting[]> {
  if (membershipIds.length === 0) return [];
  const rows = await findWaiting(database, membershipIds);
  return rows.map(({ membershipId, kind, requestedAt }) => ({ membershipId, kind, requestedAt }));
}
