import { type Column, getTableColumns, is, SQL } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';
import { arrayOf, named } from './statements.ts';

/** What of a row the statement gives back. */
export type Written = { id: string; version: string | null };

export type BulkInsert<Row> = (database: Database, rows: readonly Row[]) => Promise<Written[]>;

/**
 * Inserts many rows by one statement whose text never changes: a parameter for each column, an array of all its values.
 * So it is built once, Postgres keeps its plan, and there is no limit on rows. No rows: nothing is sent.
 * @param onConflict SQL after `on conflict`, with the names of columns as in the database; none: a conflict is an error
 * @returns the rows that were inserted or changed
 */
export function bulkInsert<Table extends PgTable>(
  table: Table,
  { onConflict, versioned = false }: { onConflict?: string; versioned?: boolean } = {},
): BulkInsert<Table['$inferInsert']> {
  const columns = Object.entries<Column>(getTableColumns(table));
  const { name, schema } = getTableConfig(table);
  const into = schema === undefined ? `"${name}"` : `"${schema}"."${name}"`;
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const arrays = columns.map(([, column], index) => `$${index + 1}::${column.getSQLType()}[]`).join(', ');
  const conflict = onConflict === undefined ? '' : `on conflict ${onConflict}`;
  const statement = named(
    `insert into ${into} (${names}) select * from unnest(${arrays}) ${conflict}
     returning "id", ${versioned ? '"version"' : 'null as "version"'}`,
  );
  return async (database, rows) => {
    if (rows.length === 0) return [];
    const parameters = columns.map(([key, column]) =>
      arrayOf(rows.map((row) => toDriver(column, Reflect.get(row, key)))),
    );
    return database.run<Written>(statement, parameters);
  };
}

function toDriver(column: Column, value: unknown): unknown {
  if (value !== undefined && value !== null) return column.mapToDriverValue(value);
  if (value === null || column.default === undefined || is(column.default, SQL)) return null;
  return column.mapToDriverValue(column.default);
}

/** Postgres's words for the columns of a table, by the names that the code has for them. */
export function columnNames(table: PgTable): string[] {
  return Object.values<Column>(getTableColumns(table)).map(({ name }) => name);
}
