import { stringify } from 'csv-stringify/sync';
import { type Money, toDecimal } from './money.ts';

/** An amount as people read it. Other than a text, it may begin with a minus. */
export type Decimal = { readonly decimal: string };
export type Cell = string | number | bigint | Decimal | null;

export function decimal(money: Money): Decimal {
  return { decimal: toDecimal(money) };
}

/**
 * Rows as CSV, a line each, the columns in the order that is given. No text becomes a formula in whatever opens it; numbers
 * stay numbers.
 * @param options.header whether the names of the columns come first
 */
export function toCsv(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, Cell>>[],
  { header = true }: { header?: boolean } = {},
): string {
  return stringify([...rows], {
    header,
    columns: [...columns],
    escape_formulas: true,
    cast: { object: ({ decimal }) => ({ value: String(decimal), escape_formulas: false }) },
  });
}
