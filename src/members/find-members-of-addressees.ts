import type { Database } from '../platform/database.ts';
import { joinAddresseesToMembers } from './store.ts';

/**
 * Which of these addresses are members', by their blind indexes alone, so that many can be looked at at once. While keys
 * are being rotated some may be missed: `findMembersOfAddress` misses none.
 * @returns members by addressee
 */
export async function findMembersOfAddressees(
  database: Database,
  addresseeIds: string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (addresseeIds.length === 0) return found;
  for (const { addresseeId, memberId } of await joinAddresseesToMembers(database, addresseeIds))
    found.set(addresseeId, [...(found.get(addresseeId) ?? []), memberId]);
  return found;
}
