import { asc, inArray } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { doubles, membershipChanges, notices, signInLinks } from '../tables.ts';

/** What these members were written about, asked to be changed, and were asked about. */
export async function findDealings(database: Database, memberIds: string[]) {
  return {
    notices: await database
      .select()
      .from(notices)
      .where(inArray(notices.memberId, memberIds))
      .orderBy(asc(notices.createdAt), notices.id),
    changes: await database
      .select()
      .from(membershipChanges)
      .where(inArray(membershipChanges.memberId, memberIds))
      .orderBy(asc(membershipChanges.requestedAt), membershipChanges.id),
    doubles: await database
      .select()
      .from(doubles)
      .where(inArray(doubles.memberId, memberIds))
      .orderBy(asc(doubles.foundAt), doubles.id),
  };
}

export async function findSignInLinks(database: Database, addresseeIds: string[]) {
  return database
    .select()
    .from(signInLinks)
    .where(inArray(signInLinks.addresseeId, addresseeIds))
    .orderBy(asc(signInLinks.createdAt));
}
