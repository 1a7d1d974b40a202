import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedLimit } from '../../src/platform/limits.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pools: pg.Pool[];
beforeAll(async () => {
  database = await createTestDatabase();
  pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 2 }));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

it('admits as many as it allows of those who ask at once, on two instances together', async () => {
  const takes = pools.map((pool) => sharedLimit({ pool }, { name: 'test', perMinute: 7 }));

  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, () => takes.map((take) => take())).flat(),
  );

  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  for (const one of asked)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ slug: 'too-many-requests' });
});
