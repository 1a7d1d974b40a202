import { withOwnConnection } from '../../platform/own-connection.ts';
import { type Built, buildBooks, type Progress } from './build-books.ts';
import { type Comparison, compareBooks } from './compare-books.ts';
import { closeSnapshot, openScratch, openSnapshot } from './store.ts';

export type Verification = Built & { equal: boolean; tables: Comparison[] };

/**
 * Builds the books again from the inbox into tables of a session of its own, and compares. The service goes on meanwhile:
 * inbox and books are read in one snapshot, and since an event and what follows from it are committed together, each
 * snapshot holds either both or neither. (A mark in time would not do: what a register said before the mark is gone once
 * a later event has changed it.) Nothing is written that anybody else could see, and nothing is left behind, however it
 * ends: the tables are the session's.
 *
 * While it runs Postgres keeps what others delete or change, as during a dump.
 * @param url the database; it needs a role that may make temporary tables
 */
export async function verifyBooks(
  url: string,
  options: { onProgress?: Progress; signal?: AbortSignal } = {},
): Promise<Verification> {
  return withOwnConnection(url, 'groundswell-rebuild', async (client) => {
    const scratch = await openScratch(client);
    await openSnapshot(scratch);
    try {
      const built = await buildBooks(scratch, options);
      const tables = await compareBooks(scratch, options.signal);
      const equal = built.unreadable === 0 && tables.every(({ unequal }) => unequal === 0);
      return { ...built, equal, tables };
    } finally {
      await closeSnapshot(scratch);
    }
  });
}
