import { and, count, desc, eq, inArray } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { CONTESTED_AT_A_TIME, isContested, keeperOf } from '../../platform/register.ts';
import { LIVING } from '../rules.ts';
import { membershipSchedules, memberships } from '../tables.ts';

export const upsertMemberships = keeperOf(memberships);

export const upsertSchedules = keeperOf(membershipSchedules);

export async function findMembershipOf(database: Database, contributionId: string) {
  const [membership] = await database
    .select()
    .from(memberships)
    .where(eq(memberships.contributionId, contributionId));
  return membership;
}

export async function findContested(
  database: Database,
  table: typeof memberships | typeof membershipSchedules,
  before: Date,
): Promise<string[]> {
  const rows = await database
    .select({ id: table.id })
    .from(table)
    .where(isContested(table, before))
    .limit(CONTESTED_AT_A_TIME);
  return rows.map(({ id }) => id);
}

/** Of the membership itself, and of each schedule that leads it or has led it. */
export async function findVersions(database: Database, id: string): Promise<string[]> {
  const rows = await database
    .select({ version: memberships.version })
    .from(memberships)
    .where(eq(memberships.id, id))
    .unionAll(
      database
        .select({ version: membershipSchedules.version })
        .from(membershipSchedules)
        .where(eq(membershipSchedules.membershipId, id)),
    );
  return rows.map(({ version }) => version);
}

export async function findMembershipIds(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: memberships.id })
    .from(memberships)
    .where(inArray(memberships.id, ids));
  return rows.map(({ id }) => id);
}

export async function countLivingMemberships(database: Database, memberIds: string[]): Promise<number> {
  const [found] = await database
    .select({ count: count() })
    .from(memberships)
    .where(and(inArray(memberships.memberId, memberIds), inArray(memberships.status, LIVING)));
  return found?.count ?? 0;
}

/** The newest first; each with what it turns into, if that is settled: once for each schedule, the newest of them first. */
export async function findMembershipsOfMember(database: Database, memberId: string) {
  return database
    .select({ membership: memberships, next: membershipSchedules })
    .from(memberships)
    .leftJoin(
      membershipSchedules,
      and(eq(membershipSchedules.membershipId, memberships.id), eq(membershipSchedules.isOpen, true)),
    )
    .where(eq(memberships.memberId, memberId))
    .orderBy(desc(memberships.startedAt), memberships.id, desc(membershipSchedules.version));
}
