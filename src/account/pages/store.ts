import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { ChangeKind } from '../changes/rules.ts';
import { membershipChanges } from '../tables.ts';

export type KnownChange = Pick<typeof membershipChanges.$inferSelect, 'membershipId' | 'kind' | 'state'>;

const SHOWN = {
  membershipId: membershipChanges.membershipId,
  kind: membershipChanges.kind,
  state: membershipChanges.state,
};

/** What became of the last change of a kind that somebody asked for. */
export async function findLastChange(
  database: Database,
  memberId: string,
  kind: ChangeKind,
): Promise<KnownChange | undefined> {
  const [found] = await database
    .select(SHOWN)
    .from(membershipChanges)
    .where(and(eq(membershipChanges.memberId, memberId), eq(membershipChanges.kind, kind)))
    .orderBy(desc(membershipChanges.requestedAt))
    .limit(1);
  return found;
}
