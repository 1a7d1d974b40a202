import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run } from './cluster.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

let databases: TestDatabase[];

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  for (const database of databases) await database.drop();
});

test('databases made at the same time share nothing', async () => {
  for (const [index, { url }] of databases.entries())
    await run(url, `CREATE TABLE own AS SELECT ${index} AS number`);

  const found = await Promise.all(databases.map(({ url }) => run(url, 'SELECT number FROM own')));

  expect(found).toEqual([[[0]], [[1]], [[2]]]);
});

test('a dropped one is gone, even while somebody is connected', async () => {
  const { url, drop } = await createTestDatabase();
  const sleeper = run(url, 'SELECT pg_sleep(60)').catch((error: unknown) => error);
  const isAsleep = () =>
    run(inject('cluster').url, 'SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND query LIKE $2', [
      new URL(url).pathname.slice(1),
      '%pg_sleep%',
    ]);
  while ((await isAsleep()).length === 0);

  await drop();

  await expect(run(url, 'SELECT 1')).rejects.toThrow('does not exist');
  expect(await sleeper).toBeInstanceOf(Error);
});
