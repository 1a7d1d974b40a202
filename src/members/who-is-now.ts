import type { Database } from '../platform/database.ts';
import { findCurrentMember } from './store.ts';

/** @returns the pseudonym of whoever this member turned out to be; mostly the same */
export async function whoIsNow(database: Database, memberId: string): Promise<string> {
  return (await findCurrentMember(database, memberId)) ?? memberId;
}
