import type { Database } from '../platform/database.ts';
import { findAddresseesOfMembers } from './addressees/store.ts';

/**
 * What these members left their addresses for, by their blind indexes alone, so that many can be looked at at once. While
 * keys are being rotated some may be missed: `findMembersOfAddress` misses none.
 */
export async function addresseesOfMembers(database: Database, memberIds: string[]): Promise<string[]> {
  return memberIds.length === 0 ? [] : findAddresseesOfMembers(database, memberIds);
}
