import type { Database } from '../platform/database.ts';
import type { Minor } from '../platform/money.ts';
import { uniqueBy } from '../platform/order.ts';
import type { Frequency } from '../stripe/frequency.ts';
import { findMembershipsOfMember } from './memberships/store.ts';
import type { memberships } from './tables.ts';

/** A membership as it stands. `next`: what it turns into at the end of what is paid; null where it stays what it is. */
export type Standing = typeof memberships.$inferSelect & {
  next: { frequency: Frequency; amount: Minor; at: Date } | null;
};

/**
 * All memberships of a member, those that have ended too; the newest first. That a schedule let go may be heard of late: the
 * newest of them counts, and none from which the membership has gone on already.
 */
export async function listMemberships(database: Database, memberId: string): Promise<Standing[]> {
  const rows = await findMembershipsOfMember(database, memberId);
  const newest = uniqueBy(
    rows,
    ({ membership }) => membership.id,
    (kept) => kept,
  );
  return newest.map(({ membership, next }) => {
    const { nextFrequency: frequency, nextAmount: amount, nextAt: at } = next ?? {};
    const isToCome = frequency && amount && at && at >= membership.currentPeriodEnd;
    return { ...membership, next: isToCome ? { frequency, amount, at } : null };
  });
}
