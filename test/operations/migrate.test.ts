import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrateDatabase } from '../../src/platform/database.ts';
import { errorCode } from '../../src/platform/log.ts';
import { run } from '../support/cluster.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** From the one that adds to tables which are in use. */
const LATER = readdirSync(FOLDER).filter((name) => name.endsWith('.sql') && name >= '0004');
const NEWEST = LATER.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('\n');
const all = (form: RegExp) =>
  [...NEWEST.matchAll(form)].map(([, first = '', second = '']) => [first, second]);

let database: TestDatabase;
let reader: Client;
beforeEach(async () => {
  database = await createTestDatabase();
  reader = new Client({ connectionString: database.url });
  reader.on('error', () => {});
  await reader.connect();
  await takeBack();
});
afterEach(async () => {
  await reader.end();
  await database.drop();
});

/** The database as it was before those. */
async function takeBack(): Promise<void> {
  for (const [table] of all(/^CREATE TABLE (\S+)/gm)) await run(database.url, `drop table ${table}`);
  for (const [index] of all(/^CREATE INDEX IF NOT EXISTS ("\w+")/gm))
    await run(database.url, `drop index ${index}`);
  for (const [table, column] of all(/^ALTER TABLE (\S+) ADD COLUMN ("\w+")/gm))
    await run(database.url, `alter table ${table} drop column ${column}`);
  await run(
    database.url,
    `delete from drizzle.__drizzle_migrations where id in
       (select id from drizzle.__drizzle_migrations order by id desc limit ${LATER.length})`,
  );
}

const isThere = async () => (await run(database.url, `select to_regclass('notices') is not null`)).flat();

it('gives up on a table that somebody reads for long, and leaves all as it was; then it can be done', async () => {
  await reader.query('begin');
  await reader.query('select from contributions');

  const failed = await migrateDatabase(database.url, { patience: 100, tries: 2 }).catch(errorCode);

  expect(failed).toBe('55P03');
  expect(await isThere()).toEqual([false]);
  expect(await run(database.url, 'select from contributions')).toEqual([]);
  await reader.query('commit');
  await migrateDatabase(database.url);
  expect(await isThere()).toEqual([true]);
});

it('tries again: a reader who is done meanwhile has not hindered it', async () => {
  await reader.query('begin');
  await reader.query('select from contributions');
  const migrated = migrateDatabase(database.url, { patience: 50, tries: 1_000 });
  const waits = `select count(*)::int from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and mode = 'AccessExclusiveLock' and not granted`;
  for (const expected of [1, 0, 1])
    await expect.poll(() => run(database.url, waits), { interval: 5, timeout: 20_000 }).toEqual([[expected]]);
  await reader.query('commit');

  await migrated;

  expect(await isThere()).toEqual([true]);
});

it('passes over the indexes that were built before it, while everybody went on', async () => {
  const ahead = NEWEST.split('\n').flatMap(
    (line) => /^CREATE INDEX (IF NOT EXISTS .*;)-->/.exec(line)?.[1] ?? [],
  );
  expect(ahead.length).toBeGreaterThan(5);
  for (const index of ahead) await run(database.url, `create index concurrently ${index}`);

  await migrateDatabase(database.url);

  expect(await isThere()).toEqual([true]);
});
