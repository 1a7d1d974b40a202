import type { Database } from '../platform/database.ts';
import type { Minor } from '../platform/money.ts';
import { findOwedInvoices } from './of-member/store.ts';

/** A renewal that was refused and is still asked for. */
export type Owed = {
  membershipId: string;
  /** minor units of `currency` */
  amount: Minor;
  currency: string;
  /** when Stripe tries again; null: it does not */
  nextAttemptAt: Date | null;
  /** the giver must confirm the payment with their bank */
  needsAction: boolean;
};

/** What somebody owes for their memberships, the oldest first. */
export async function findOwed(database: Database, membershipIds: string[]): Promise<Owed[]> {
  if (membershipIds.length === 0) return [];
  const found = await findOwedInvoices(database, membershipIds);
  return found.flatMap(({ membershipId, amountDue, currency, nextAttemptAt, needsAction }) =>
    membershipId === null ? [] : [{ membershipId, amount: amountDue, currency, nextAttemptAt, needsAction }],
  );
}
