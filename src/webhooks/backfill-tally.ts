/** One thing that Stripe has, and whether it was new to us. */
export type Found = { type: string; isNew: boolean };

/** By type: how many Stripe has, and how many of them were new. */
export type Tally = Record<string, { found: number; fresh: number }>;

export function found(type: string, isNew: boolean): Found {
  return { type, isNew };
}

export function addTo(tally: Tally, all: Found[]): void {
  for (const { type, isNew } of all) {
    const row = tally[type] ?? { found: 0, fresh: 0 };
    tally[type] = { found: row.found + 1, fresh: row.fresh + (isNew ? 1 : 0) };
  }
}

export function sumOf(tally: Tally): { found: number; fresh: number } {
  return Object.values(tally).reduce(
    (sum, row) => ({ found: sum.found + row.found, fresh: sum.fresh + row.fresh }),
    { found: 0, fresh: 0 },
  );
}
