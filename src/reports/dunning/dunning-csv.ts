import { type Cell, decimal, toCsv } from '../../platform/csv.ts';
import { minor } from '../../platform/money.ts';
import type { DunningGrouping, DunningRow } from './rules.ts';

const FIGURES = ['atRisk', 'recovered', 'lost', 'open'] as const;

export function dunningAsCsv(by: DunningGrouping, rows: readonly DunningRow[]): string {
  const figures = FIGURES.flatMap((name) => [name, `${name}Amount`, `${name}AmountDecimal`]);
  const columns = [...new Set([by, 'currency', ...figures, 'recoveryRate'])];
  return toCsv(
    columns,
    rows.map((row) => ({
      [by]: row.key,
      currency: row.currency,
      ...Object.fromEntries(FIGURES.flatMap((name) => cellsOf(name, row))),
      recoveryRate: row.recoveryRate && { decimal: row.recoveryRate },
    })),
  );
}

function cellsOf(name: (typeof FIGURES)[number], row: DunningRow): [string, Cell][] {
  const { count } = row[name];
  const amount = minor(row[name].amount);
  return [
    [name, count],
    [`${name}Amount`, amount],
    [`${name}AmountDecimal`, decimal({ amount, currency: row.currency })],
  ];
}
