import { findContributions } from '../../contributions/find-contributions.ts';
import { contributionsPaidBy } from '../../ledger/find-giving.ts';
import { listMemberships, type Standing } from '../../members/list-memberships.ts';
import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { findPerson, type Person } from '../erasure/find-person.ts';
import { exportAsked } from './export-asked.ts';
import { exportDealings } from './export-dealings.ts';
import { exportGiving } from './export-giving.ts';
import { exportMember } from './export-member.ts';
import type { PersonExport } from './schema.ts';

/** Everything that we hold on a member and under their addresses, each room asked for its part. It changes nothing. */
export async function exportPerson(context: Context, memberId: string): Promise<PersonExport> {
  const { database } = context;
  const person = await findPerson(context, database, { memberIds: [memberId] });
  const { memberIds } = person.whole;
  const memberships = await membershipsOf(database, person);
  const paid = await contributionsPaidBy(database, memberIds);
  const begun = memberships.flatMap(({ contributionId }) => contributionId ?? []);
  const contributions = await findContributions(database, [...new Set([...paid, ...begun])]);
  return {
    exportedAt: context.clock.now().toISOString(),
    ...(await exportMember(database, person, { memberships, contributions })),
    ...(await exportGiving(database, memberIds)),
    ...(await exportAsked(context, database, person.addresseeIds)),
    ...(await exportDealings(database, memberIds)),
  };
}

async function membershipsOf(database: Database, { whole }: Person): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const memberId of whole.memberIds) found.push(...(await listMemberships(database, memberId)));
  return found;
}
