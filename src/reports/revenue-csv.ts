import { type Cell, decimal, toCsv } from '../platform/csv.ts';
import type { Money } from '../platform/money.ts';
import type { Grouping } from './parameters.ts';
import type { RevenueRow, Settlement } from './revenue.ts';

const FIGURES = ['gross', 'fees', 'refunds', 'disputes', 'net'] as const;
const SETTLED = ['settledGross', 'settledFees', 'settledRefunds', 'settledDisputes', 'settledNet'] as const;

const withDecimals = (names: readonly string[]) => names.flatMap((name) => [name, `${name}Decimal`]);

/**
 * The report as CSV. A row that settled in several currencies has a line for each; its other figures stand on the first
 * alone, so that a column can be added up.
 */
export function revenueAsCsv(by: Grouping, rows: readonly RevenueRow[]): string {
  const names = [
    ...['currency', 'count', ...withDecimals(FIGURES), 'feesPending', 'settlementCurrency'],
    ...withDecimals(SETTLED),
  ];
  const columns = by === 'currency' ? names : [by, ...names];
  return toCsv(
    columns,
    rows.flatMap((row) => toLines(by, row)),
  );
}

function toLines(by: Grouping, row: RevenueRow): Record<string, Cell>[] {
  const place = { [by]: row.key, currency: row.currency };
  const given = { count: row.count, feesPending: row.feesPending, ...toCells(FIGURES, figuresOf(row)) };
  const [first, ...others] = row.settlement;
  return [
    { ...place, ...given, ...(first && settled(first)) },
    ...others.map((other) => ({ ...place, ...settled(other) })),
  ];
}

function settled(settlement: Settlement): Record<string, Cell> {
  return { settlementCurrency: settlement.currency, ...toCells(SETTLED, figuresOf(settlement)) };
}

function figuresOf(of: Record<(typeof FIGURES)[number], Money | null>): (Money | null)[] {
  return FIGURES.map((name) => of[name]);
}

function toCells(names: readonly string[], figures: readonly (Money | null)[]): Record<string, Cell> {
  return Object.fromEntries(
    names.flatMap((name, index): [string, Cell][] => {
      const figure = figures[index] ?? null;
      return [
        [name, figure?.amount ?? null],
        [`${name}Decimal`, figure && decimal(figure)],
      ];
    }),
  );
}
