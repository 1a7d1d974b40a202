import { type Cell, decimal, toCsv } from '../../platform/csv.ts';
import type { Funnel, FunnelRow, Given } from './funnel.ts';
import { type FunnelGrouping, STEPS } from './rules.ts';

/** No campaign can be named like this. */
const OTHER = '(other)';

/**
 * The report as CSV. A row in which was given in several currencies has a line for each; its other figures stand on the
 * first alone, so that a column can be added up. What may not be told is empty.
 */
export function funnelAsCsv(by: FunnelGrouping, { rows, other }: Funnel): string {
  const columns = [by, ...STEPS, 'gave', 'partly', 'currency', 'gifts', 'amount', 'amountDecimal'];
  return toCsv(columns, [
    ...rows.flatMap((row) => toLines({ [by]: row.key }, row)),
    ...(other === null ? [] : toLines({ [by]: OTHER }, other)),
  ]);
}

function toLines(place: Record<string, Cell>, { key: _key, partly, amounts, ...figures }: FunnelRow) {
  const [first, ...others] = amounts;
  return [
    { ...place, ...figures, partly: partly.join(' '), ...(first && toCells(first)) },
    ...others.map((given) => ({ ...place, ...toCells(given) })),
  ];
}

function toCells({ gifts, ...given }: Given): Record<string, Cell> {
  return { currency: given.currency, gifts, amount: given.amount, amountDecimal: decimal(given) };
}
