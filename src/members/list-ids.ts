import type { Database } from '../platform/database.ts';
import { findIdsAfter } from './store.ts';

const AT_A_TIME = 5_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** All pseudonyms there are, or the ids of all addressees, some at a time. */
export async function* listIds(
  database: Database,
  whose: 'members' | 'addressees',
): AsyncGenerator<string[]> {
  const table = whose === 'members' ? 'members' : 'identity.addressees';
  for (let after = FIRST; ; ) {
    const ids = await findIdsAfter(database, table, { after, limit: AT_A_TIME });
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}
