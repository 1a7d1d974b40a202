import { type Book, books, countRows, findUnequal, type Scratch, type UnequalRow } from './store.ts';

const LISTED = 100;

export type Difference =
  | { id: string; what: 'missing-here' }
  | { id: string; what: 'not-in-readings' }
  | {
      id: string;
      what: 'differs';
      columns: { column: string; ours: string | null; rebuilt: string | null }[];
    };

/** How a table compares with what was built again; of its differences the first are listed. */
export type Comparison = {
  table: string;
  ours: number;
  rebuilt: number;
  unequal: number;
  differences: Difference[];
};

/** Compares each of the books, row by row and column by column, with its twin in a scratch session. */
export async function compareBooks(scratch: Scratch, signal?: AbortSignal): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const book of books) {
    signal?.throwIfAborted();
    const rows = await findUnequal(scratch, book, LISTED);
    comparisons.push({
      table: book.table,
      ...(await countRows(scratch, book)),
      unequal: rows[0]?.total ?? 0,
      differences: rows.map((row) => toDifference(book, row)),
    });
  }
  return comparisons;
}

function toDifference({ columns }: Book, { id, here, in_readings, ours, rebuilt }: UnequalRow): Difference {
  if (!here) return { id, what: 'missing-here' };
  if (!in_readings) return { id, what: 'not-in-readings' };
  const sides = columns.map((column, index) => ({
    column,
    ours: ours[index] ?? null,
    rebuilt: rebuilt[index] ?? null,
  }));
  return { id, what: 'differs', columns: sides.filter((side) => side.ours !== side.rebuilt) };
}
