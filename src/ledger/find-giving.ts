import type { Database } from '../platform/database.ts';
import { findContributionsPaidBy, findGivingOf } from './store.ts';

/** @returns the checkouts of ours through which these members paid */
export async function contributionsPaidBy(database: Database, memberIds: string[]): Promise<string[]> {
  return memberIds.length === 0 ? [] : findContributionsPaidBy(database, memberIds);
}

/** All that the books know of these members: payments and what became of them, each list by its date. */
export type Giving = Awaited<ReturnType<typeof findGivingOf>>;

export async function findGiving(database: Database, memberIds: string[]): Promise<Giving> {
  return findGivingOf(database, memberIds);
}
