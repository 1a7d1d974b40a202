import type { Database } from '../platform/database.ts';
import { findClaimed, findIds, type MoneyKind } from './store.ts';

/** Which of them are in the books. `claim`: payment intents of which it is known which invoice they paid. */
export async function findKnownMoney(
  database: Database,
  kind: MoneyKind | 'claim',
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  return new Set(await (kind === 'claim' ? findClaimed(database, ids) : findIds(database, kind, ids)));
}
