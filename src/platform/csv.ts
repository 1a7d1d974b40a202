import { stringify } from 'csv-stringify/sync';
import { type Money, toDecimal } from './money.ts';

/** An amount as people read it. Other than a text, it may begin with a minus. */
export type Decimal = { readonly decimal: string };
export type Cell = string | number | bigint | Decimal | null | undefined;

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
  const lines = rows.map((row) => columns.map((column) => toText(row[column])));
  return stringify(header ? [[...columns], ...lines] : lines);
}

/**
 * What spreadsheets take for the beginning of a formula, in full width, too. The library's own `escape_formulas` would take
 * every negative decimal for one, and is slow to be told otherwise cell by cell.
 */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

function toText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return cell.decimal;
  if (typeof cell !== 'string') return cell.toString();
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
