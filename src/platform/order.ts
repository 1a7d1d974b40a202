/** Rows are always locked in the order of their keys, whoever comes: so nobody waits in a circle. */
export function byId(one: { id: string }, other: { id: string }): number {
  return compare(one.id, other.id);
}

/** By code units, as `collate "C"` does: not by a language's alphabet. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The last of each key wins, where `better` does not say otherwise. */
export function uniqueBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  better: (kept: Item, item: Item) => Item = (_kept, item) => item,
): Item[] {
  const unique = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    const kept = unique.get(key);
    unique.set(key, kept === undefined ? item : better(kept, item));
  }
  return [...unique.values()];
}
