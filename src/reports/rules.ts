/** Fewer persons than this could be somebody. */
const FEWEST_TOLD = 5;

type Counted = { count: number };

/** What may be told of a table one by one, and what only together. Cells that count nobody are in neither. */
export type Folding<Cell> = {
  shown: Cell[];
  /** none, or at least two that together count at least five; fewer only where they are withheld */
  folded: Cell[];
  /** the whole table counts fewer than five, so that not even the sum is told */
  isWithheld: boolean;
};

/**
 * Folds the small cells of a table together: those that count fewer than five, then the next smallest, until there are two
 * or more that count at least five together. So no cell under five is found by taking what is shown from the whole.
 * Cells that count the same fold in the order in which they come.
 */
export function foldSmall<Cell extends Counted>(cells: readonly Cell[]): Folding<Cell> {
  const rising = cells.filter(({ count }) => count > 0).toSorted((one, other) => one.count - other.count);
  let size = rising.filter(isSmall).length;
  if (size === 0) return { shown: rising, folded: [], isWithheld: false };
  // Two at least, since the first of them is under five.
  const isEnough = () => totalOf(rising.slice(0, size)) >= FEWEST_TOLD;
  while (size < rising.length && !isEnough()) size += 1;
  return { shown: rising.slice(size), folded: rising.slice(0, size), isWithheld: !isEnough() };
}

export type Crossed = Counted & { row: string; column: string };

/**
 * Which rows of a table of two directions may be told cell by cell, where the sums of its rows and of its columns are told,
 * too, each folded by `foldSmall`. A row is told whole or not at all, and in no column that is told do those that are not
 * count fewer than five together: what is shown, taken from the sums, leaves nothing small.
 */
export function rowsToldWhole(cells: readonly Crossed[]): Set<string> {
  const columns = foldSmall(sumBy(cells, ({ column }) => column));
  const told = foldSmall(sumBy(cells, ({ row }) => row))
    .shown.map(({ key }) => key)
    .filter((key) => !cells.some((cell) => cell.row === key && isSmall(cell)));
  const groups = [columns.folded, ...columns.shown.map((column) => [column])];
  for (; told.length > 0; told.shift()) {
    const hidden = cells.filter(({ row }) => !told.includes(row));
    const leaves = groups.map((group) =>
      totalOf(hidden.filter(({ column }) => group.some(({ key }) => key === column))),
    );
    if (leaves.every((count) => !isSmall({ count }))) break;
  }
  return new Set(told);
}

function sumBy(
  cells: readonly Crossed[],
  keyOf: (cell: Crossed) => string,
): { key: string; count: number }[] {
  return [...groupBy(cells, keyOf)].map(([key, group]) => ({ key, count: totalOf(group) }));
}

/** In the order in which the keys first come. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function totalOf(cells: readonly Counted[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}

function isSmall({ count }: Counted): boolean {
  return count > 0 && count < FEWEST_TOLD;
}
