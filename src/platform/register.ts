import { and, eq, getTableName, lt, sql } from 'drizzle-orm';
import {
  boolean,
  type ExtraConfigColumn,
  index,
  type PgColumn,
  type PgTable,
  text,
} from 'drizzle-orm/pg-core';
import { bulkInsert, columnNames } from './bulk.ts';
import { instant } from './columns.ts';
import type { Database } from './database.ts';
import { byId, uniqueBy } from './order.ts';

/**
 * A register holds the newest snapshot of something at Stripe, whatever came first. A version is a text that sorts
 * snapshots from old to new, byte by byte: a stamp (the second in which the snapshot was true, and a rank within it), then
 * what it says. Two different snapshots of one stamp cannot be told apart by age: the greater one stands for the time
 * being, the row is marked `contested`, and a job reads the object from Stripe.
 */
export const register = () => ({
  version: text('version').notNull(),
  contested: boolean('contested').notNull().default(false),
  learntAt: instant('learnt_at').notNull(),
});

/** For the job that reads contested objects: it looks each minute, and finds few. */
export function contestedIndex(
  name: string,
  table: { contested: ExtraConfigColumn; learntAt: ExtraConfigColumn },
) {
  return index(`${name}_contested`).on(table.learntAt).where(sql`${table.contested}`);
}

export const CONTESTED_AT_A_TIME = 50;

/** Rows that wait to be read from Stripe again. */
export function isContested(table: { contested: PgColumn; learntAt: PgColumn }, learntBefore: Date) {
  return and(eq(table.contested, true), lt(table.learntAt, learntBefore));
}

export type Snapshot = { id: string; version: string; contested?: boolean | undefined };

/** Within one second: 0 came before all else for certain, 2 after it. */
export type Rank = 0 | 1 | 2;

const STAMP_LENGTH = '2026-11-23T00:00:00.000Z|1'.length;

export function versionOf(at: Date, rank: Rank, words: readonly (string | null)[]): string {
  return [at.toISOString(), rank, ...words.map((word) => word ?? '')].join('|');
}

/** When what it is a version of was true. */
export function trueAtOf(version: string): Date {
  return new Date(version.slice(0, version.indexOf('|')));
}

/** The newer of two snapshots of one thing; contested where both share a stamp and say different things. */
export function newer<Item extends Snapshot>(one: Item, other: Item): Item {
  const [winner, loser] = one.version >= other.version ? [one, other] : [other, one];
  if (stampOf(winner) !== stampOf(loser)) return winner;
  const contested = winner.version !== loser.version || winner.contested === true || loser.contested === true;
  return contested ? { ...winner, contested } : winner;
}

function stampOf({ version }: Snapshot): string {
  return version.slice(0, STAMP_LENGTH);
}

/**
 * @param own columns that are not part of the snapshot, and so stay
 * @returns a verb that keeps the newest snapshot of each, rows in the order of their ids, and gives those of them that now
 *   stand in the register and did not before
 */
export function keeperOf<Table extends PgTable>(table: Table, own: string[] = []) {
  // `on conflict` knows the table by its bare name, whatever its schema.
  const name = `"${getTableName(table)}"`;
  const stands = `${name}.version collate "C"`;
  const comes = `excluded.version collate "C"`;
  const stamp = (version: string) => `left(${version}, ${STAMP_LENGTH})`;
  const tied = `${stamp(stands)} = ${stamp(comes)}`;
  const fixed = new Set(['id', 'contested', ...own]);
  const set = columnNames(table)
    .filter((column) => !fixed.has(column))
    .map(
      (column) =>
        `"${column}" = case when ${comes} > ${stands} then excluded."${column}" else ${name}."${column}" end`,
    );
  const write = bulkInsert(table, {
    versioned: true,
    onConflict: `(id) do update set ${set.join(', ')}, contested = case
      when ${tied} then ${name}.contested or excluded.contested or ${comes} <> ${stands} else excluded.contested end
      where ${comes} > ${stands} or (${tied} and not ${name}.contested and (excluded.contested or ${comes} <> ${stands}))`,
  });
  return async <Row extends Table['$inferInsert'] & Snapshot>(database: Database, snapshots: Row[]) => {
    if (snapshots.length === 0) return [];
    const newest = uniqueBy(snapshots, ({ id }) => id, newer).toSorted(byId);
    const written = new Map((await write(database, newest)).map(({ id, version }) => [id, version]));
    return newest.filter(({ id, version }) => written.get(id) === version);
  };
}
