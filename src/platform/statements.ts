import { plainHash } from './keys.ts';

/**
 * SQL whose text never changes. With a name Postgres reads it once for each connection and keeps its plan: right for
 * inserts, which have but one. A look-up has none, so that it is planned for the tables as they are now, not as they were
 * before they grew.
 */
export type Statement = { text: string; name?: string };

export function named(text: string): Statement {
  return { text, name: plainHash(text).toString('hex', 0, 16) };
}

/**
 * An array as Postgres reads it, of values as drizzle hands them to a driver. Parameters are text alone, so that nothing
 * is left that could go wrong between the first statement of a transaction and its commit.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function arrayOf(values: readonly unknown[]): string {
  return `{${values.map(toElement).join(',')}}`;
}

function toElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  const text = value instanceof Date ? value.toISOString() : String(value);
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/**
 * Waits for all of them, whatever becomes of any, so that nothing is under way any more when a transaction is rolled
 * back. What is asked of one transaction is answered in the order in which it was asked.
 * @throws what the first in the list that failed did
 */
export async function together<Value>(all: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}
