import { listMemberships, type Standing } from '../../members/list-memberships.ts';
import type { Database } from '../../platform/database.ts';

/** The membership that a notice is about, as it stands. @returns undefined where it is not that member's (any more) */
export async function membershipOf(
  database: Database,
  { memberId, about }: { memberId: string; about: string },
): Promise<Standing | undefined> {
  return (await listMemberships(database, memberId)).find(({ id }) => id === about);
}
