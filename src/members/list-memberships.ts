import type { Database } from '../platform/database.ts';
import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { findMembershipsOfMember } from './memberships/store.ts';
import type { memberships } from './tables.ts';

/** A membership as it stands. `next`: what it turns into at the end of what is paid; null where it stays what it is. */
export type Standing = typeof memberships.$inferSelect & {
  next: { frequency: Frequency; amount: Minor; at: Date } | null;
};

/** All memberships of a member, those that have ended too; the newest first. */
export async function listMemberships(database: Database, memberId: string): Promise<Standing[]> {
  const rows = await findMembershipsOfMember(database, memberId);
  return rows.map(({ membership, next }) => {
    const { nextFrequency: frequency, nextAmount: amount, nextAt: at } = next ?? {};
    return { ...membership, next: frequency && amount && at ? { frequency, amount, at } : null };
  });
}
