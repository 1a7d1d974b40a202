import { type Money, minor } from '../../platform/money.ts';
import { groupBy } from '../rules.ts';
import { type Question, STEPS, type Step, type Tally, tell } from './rules.ts';

/** What was given in one currency, by so many gifts. */
export type Given = Money & { gifts: number };

/** A figure is null where there is something, and none of it may be told here. */
export type FunnelRow = Record<Step | 'gave', number | null> & {
  /** null: no campaign, or the row of what is told together */
  key: string | null;
  amounts: Given[];
  /** of these a part is not told here */
  partly: (Step | 'gave')[];
};

export type Funnel = {
  rows: FunnelRow[];
  /** what is too small to be told one by one */
  other: FunnelRow | null;
};

type Sum = Pick<Tally, 'step' | 'currency' | 'count' | 'amount'> & { isShown: boolean; isHidden: boolean };
/** of each step, and of gifts in each currency */
type Sums = Map<string, Sum>;

/** The funnel as it may be told: each month folded by itself, then added up. */
export function toFunnel(tallies: readonly Tally[], question: Question): Funnel {
  const rows = new Map<string, Sums>();
  const other: Sums = new Map();
  const rowOf = (key: string) => {
    const sums = rows.get(key) ?? new Map();
    rows.set(key, sums);
    return sums;
  };
  const groups = groupBy(tallies, ({ month, step, currency }) => `${month} ${step} ${currency}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const told = tell(group, question);
    for (const { key, ...cell } of told.shown) if (cell.count > 0) add(rowOf(key), first, cell);
    for (const key of told.hidden) add(rowOf(key), first, null);
    if (told.other !== null) add(other, first, told.other === 'hidden' ? null : told.other);
  }
  return {
    rows: [...rows].toSorted(byKey).map(([key, sums]) => toRow(key === '' ? null : key, sums)),
    other: other.size === 0 ? null : toRow(null, other),
  };
}

/** @param cell null: hidden */
function add(sums: Sums, { step, currency }: Tally, cell: Pick<Tally, 'count' | 'amount'> | null): void {
  const name = `${step} ${currency}`;
  const sum = sums.get(name) ?? { step, currency, count: 0, amount: 0n, isShown: false, isHidden: false };
  sums.set(name, {
    ...sum,
    count: sum.count + (cell?.count ?? 0),
    amount: sum.amount + (cell?.amount ?? 0n),
    isShown: sum.isShown || cell !== null,
    isHidden: sum.isHidden || cell === null,
  });
}

function toRow(key: string | null, sums: Sums): FunnelRow {
  const of = (step: Step | 'gave') => [...sums.values()].filter((sum) => sum.step === step);
  const count = (step: Step | 'gave') => countOf(of(step));
  return {
    key,
    set: count('set'),
    confirmed: count('confirmed'),
    sent: count('sent'),
    cancelled: count('cancelled'),
    unsent: count('unsent'),
    cameBack: count('cameBack'),
    gave: count('gave'),
    amounts: of('gave').flatMap(toGiven).toSorted(byCurrency),
    partly: [...STEPS, 'gave' as const].filter((step) => {
      const own = of(step);
      return own.some(({ isShown }) => isShown) && own.some(({ isHidden }) => isHidden);
    }),
  };
}

function countOf(sums: Sum[]): number | null {
  if (sums.length > 0 && !sums.some(({ isShown }) => isShown)) return null;
  return sums.reduce((sum, { count }) => sum + count, 0);
}

function toGiven({ currency, count, amount, isShown }: Sum): Given[] {
  return currency === null || !isShown ? [] : [{ amount: minor(amount), currency, gifts: count }];
}

function byCurrency(one: Given, other: Given): number {
  return one.currency < other.currency ? -1 : 1;
}

/** No campaign comes last. */
function byKey([one]: [string, Sums], [other]: [string, Sums]): number {
  if (one === '' || other === '') return one === '' ? 1 : -1;
  return one < other ? -1 : 1;
}
