import { type Column, getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import {
  balanceTransactions,
  charges,
  disputes,
  failedRenewals,
  fraudWarnings,
  invoices,
  paymentIntents,
  payments,
  payouts,
  refunds,
} from '../../ledger/tables.ts';
import { membershipSchedules, memberships } from '../../members/tables.ts';

/** Whatever is written by `applyMoney`: the books that follow from the inbox alone. */
const BOOKS: readonly PgTable[] = [
  payments,
  paymentIntents,
  charges,
  refunds,
  disputes,
  fraudWarnings,
  invoices,
  payouts,
  balanceTransactions,
  failedRenewals,
  memberships,
  membershipSchedules,
];

export type Book = { table: string; columns: string[] };

/**
 * `learnt_at` is not compared, because of two readings that tell the same thing at the same moment, either may have come
 * first, and the inbox does not say which; `lines_read_at` is a note of ours about what was asked, and no reading.
 */
const NOT_IN_READINGS = new Set(['id', 'learnt_at', 'lines_read_at']);

export const books: readonly Book[] = BOOKS.map((table) => ({
  table: getTableConfig(table).name,
  columns: Object.values<Column>(getTableColumns(table))
    .map(({ name }) => name)
    .filter((name) => !NOT_IN_READINGS.has(name)),
}));

/** A session in which the names of the books mean empty tables of its own. `live`: the schema of the true ones. */
export type Scratch = { client: pg.Client; live: string };

/**
 * Makes the tables of a session empty twins of the books. The session then knows no other schema, so that whatever does
 * not name one cannot reach the true tables, be it to read or to write.
 */
export async function openScratch(client: pg.Client): Promise<Scratch> {
  const { rows } = await client.query<{ live: string }>('select quote_ident(current_schema()) as live');
  const live = rows[0]?.live ?? 'public';
  await client.query(`
    set statement_timeout = 0;
    set idle_in_transaction_session_timeout = 0;
    set timezone = 'UTC';
    set work_mem = '64MB';
    set temp_buffers = '64MB';
    set search_path = pg_temp`);
  // A statement each, so that no lock on the true tables outlasts the making of its twin.
  for (const { table } of books) {
    await client.query(
      `create temp table "${table}" (like ${live}."${table}" including defaults including constraints, primary key (id))`,
    );
  }
  return { client, live };
}

/** All that is read from here on is as of one instant, until `closeSnapshot`; nothing of it is kept. */
export async function openSnapshot({ client }: Scratch): Promise<void> {
  await client.query('begin isolation level repeatable read');
}

export async function closeSnapshot({ client }: Scratch): Promise<void> {
  await client.query('rollback');
}

export type StoredReading = {
  id: string;
  type: string;
  created_at: Date;
  read_at: Date | null;
  applied_at: Date;
  member_id: string | null;
  reading: string;
};

const APPLIED = `state = 'applied' and applied_at is not null and reading is not null`;

export async function countReadings({ client, live }: Scratch): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from ${live}.inbox where ${APPLIED}`,
  );
  return rows[0]?.count ?? 0;
}

/** What was applied, in the order in which it was, some at a time: the server sorts once, and memory here stays small. */
export async function* readReadings(
  { client, live }: Scratch,
  atATime: number,
): AsyncGenerator<StoredReading[]> {
  await client.query(
    `declare readings no scroll cursor for
     select id, type, created_at, read_at, applied_at, member_id, reading from ${live}.inbox where ${APPLIED}
     order by applied_at, id collate "C"`,
  );
  for (;;) {
    const { rows } = await client.query<StoredReading>(`fetch ${atATime} from readings`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query('close readings');
}

/** Members that turned out to be somebody else, and who that is. */
export async function readMerges({ client, live }: Scratch): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; merged_into: string }>(
    `select id, merged_into from ${live}.members where merged_into is not null`,
  );
  return new Map(rows.map(({ id, merged_into }) => [id, merged_into]));
}

export async function countRows(
  { client, live }: Scratch,
  { table }: Book,
): Promise<{ ours: number; rebuilt: number }> {
  const { rows } = await client.query<{ ours: number; rebuilt: number }>(
    `select (select count(*)::int from ${live}."${table}") as ours,
       (select count(*)::int from pg_temp."${table}") as rebuilt`,
  );
  return rows[0] ?? { ours: 0, rebuilt: 0 };
}

export type UnequalRow = {
  id: string;
  here: boolean;
  in_readings: boolean;
  /** columns in the order of the book's, as Postgres writes them */
  ours: (string | null)[];
  rebuilt: (string | null)[];
  total: number;
};

/** Rows that are on one side only, or differ; the first of them by id, each with how many there are in all. */
export async function findUnequal(
  { client, live }: Scratch,
  { table, columns }: Book,
  limit: number,
): Promise<UnequalRow[]> {
  const of = (side: string, cast = '') => columns.map((name) => `${side}."${name}"${cast}`).join(', ');
  await client.query(`analyze pg_temp."${table}"`);
  const { rows } = await client.query<UnequalRow>(
    `select coalesce(o.id, r.id) as id, o.id is not null as here, r.id is not null as in_readings,
       array[${of('o', '::text')}] as ours, array[${of('r', '::text')}] as rebuilt, (count(*) over ())::int as total
     from ${live}."${table}" o full join pg_temp."${table}" r on r.id = o.id
     where o.id is null or r.id is null or row(${of('o')}) is distinct from row(${of('r')})
     order by coalesce(o.id, r.id) collate "C" limit ${limit}`,
  );
  return rows;
}
