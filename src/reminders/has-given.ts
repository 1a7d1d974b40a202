import { hasPaidSince } from '../ledger/has-paid-since.ts';
import { findMembersOfAddress } from '../members/find-members-of-address.ts';
import { hasLivingMembership } from '../members/has-living-membership.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';

/** Whether nobody need be reminded any more: the address gives regularly, or has given since then. */
export async function hasGiven(
  context: Pick<Context, 'keyring'>,
  database: Database,
  { address, since }: { address: string; since: Date },
): Promise<boolean> {
  const members = await findMembersOfAddress(context, database, address);
  return (await hasLivingMembership(database, members)) || hasPaidSince(database, members, since);
}
