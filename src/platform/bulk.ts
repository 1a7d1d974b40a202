import { type Column, getTableColumns, is, SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';

/** What of a row the statement gives back. */
export type Written = { id: string; version: string | null };

export type BulkInsert<Row> = (database: Database, rows: readonly Row[]) => Promise<Written[]>;

/**
 * Inserts many rows by one statement whose text never changes: a parameter for each column, an array of all its values.
 * So it is built once, Postgres may keep its plan, and there is no limit on rows.
 * @param onConflict SQL after `on conflict`, with the names of columns as in the database
 * @returns the rows that were inserted or changed
 */
export function bulkInsert<Table extends PgTable>(
  table: Table,
  { onConflict, versioned = false }: { onConflict: string; versioned?: boolean },
): BulkInsert<Table['$inferInsert']> {
  const columns = Object.entries<Column>(getTableColumns(table));
  const { name, schema } = getTableConfig(table);
  const into = schema === undefined ? `"${name}"` : `"${schema}"."${name}"`;
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const head = sql.raw(`insert into ${into} (${names}) select * from unnest(`);
  const tail = sql.raw(
    `) on conflict ${onConflict} returning "id", ${versioned ? '"version"' : 'null as "version"'}`,
  );
  const casts = columns.map(([, column]) => sql.raw(`::${column.getSQLType()}[]`));
  const comma = sql.raw(', ');
  return async (database, rows) => {
    if (rows.length === 0) return [];
    const parameters = columns.map(
      ([key, column], index) =>
        sql`${sql.param(rows.map((row) => toDriver(column, Reflect.get(row, key))))}${casts[index]}`,
    );
    const result = await database.execute<Written>(sql`${head}${sql.join(parameters, comma)}${tail}`);
    return result.rows;
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
