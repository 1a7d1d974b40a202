import { desc, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { membershipChanges } from '../tables.ts';

export type KnownChange = Pick<typeof membershipChanges.$inferSelect, 'membershipId' | 'kind' | 'state'>;

const SHOWN = {
  membershipId: membershipChanges.membershipId,
  kind: membershipChanges.kind,
  state: membershipChanges.state,
};

/** What became of the last change that somebody asked for. */
export async function findLastChange(database: Database, memberId: string): Promise<KnownChange | undefined> {
  const [found] = await database
    .select(SHOWN)
    .from(membershipChanges)
    .where(eq(membershipChanges.memberId, memberId))
    .orderBy(desc(membershipChanges.requestedAt), desc(membershipChanges.id))
    .limit(1);
  return found;
}
