import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database, type DatabaseHandle } from '../../src/platform/database.ts';
import { arrayOf, named, together } from '../../src/platform/statements.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const INSERT = named('insert into things select * from unnest($1::text[]) returning id');

let own: TestDatabase;
let handle: DatabaseHandle;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  handle = createDatabase(own.url, { connections: 2, log });
  database = handle.database;
  await handle.pool.query('create table things (id text primary key)');
});
afterAll(async () => {
  await handle?.close();
  await own?.drop();
});

const insert = (within: Database, ...ids: string[]) => within.run<{ id: string }>(INSERT, [arrayOf(ids)]);
const broken = (within: Database) => within.run({ text: 'select 1 / $1::int' }, ['0']);
async function kept(prefix: string): Promise<string[]> {
  const { rows } = await handle.pool.query<{ id: string }>(
    'select id from things where starts_with(id, $1) order by id',
    [prefix],
  );
  return rows.map(({ id }) => id);
}

/** What means something in an array. */
const SPECIAL = fc.constantFrom('"', '\\', '{', '}', ',', ' ', 'NULL', '');

describe('an array written by us is the array that Postgres reads', () => {
  const text = fc
    .array(fc.oneof(SPECIAL, fc.string({ unit: 'binary' })))
    .map((parts) => parts.join('').replaceAll('\u0000', ''));

  test.prop([fc.array(fc.option(text))])('of texts', async (values) => {
    const [row] = await database.run<{ back: unknown }>({ text: 'select $1::text[] as back' }, [
      arrayOf(values),
    ]);
    expect(row?.back).toEqual(values);
  });

  test.prop([fc.array(fc.uint8Array())])('of bytes', async (values) => {
    const [row] = await database.run<{ back: unknown }>({ text: 'select $1::bytea[] as back' }, [
      arrayOf(values.map((value) => Buffer.from(value))),
    ]);
    expect(row?.back).toEqual(values.map((value) => Buffer.from(value)));
  });

  it('of instants, numbers and truths', async () => {
    const at = new Date('2026-11-23T10:00:00.123Z');
    const [row] = await database.run<{ back: unknown }>(
      {
        text: 'select array[($1::timestamptz[])[1]::text, ($2::bigint[])[1]::text, ($3::bool[])[1]::text] as back',
      },
      [arrayOf([at]), arrayOf([2n ** 60n]), arrayOf([true])],
    );
    expect(row?.back).toEqual([expect.stringContaining(':00.123'), String(2n ** 60n), 'true']);
  });
});

describe('statements that are sent without waiting for each other', () => {
  it('are carried out in the order in which they were sent', async () => {
    await database.transaction(async (transaction) => {
      await together([insert(transaction, 'order-1'), insert(transaction, 'order-2')]);
      const [first] = await transaction.run<{ id: string }>(
        { text: 'select id from things where ctid = (select min(ctid) from things)' },
        [],
      );
      expect(first?.id).toBe('order-1');
    });
    expect(await kept('order')).toEqual(['order-1', 'order-2']);
  });

  it('are all taken back where one fails, and its error is the one that is told', async () => {
    const work = database.transaction((transaction) =>
      together([insert(transaction, 'failed-1'), broken(transaction), insert(transaction, 'failed-2')]),
    );
    await expect(work).rejects.toMatchObject({ code: '22012' });
    expect(await kept('failed')).toEqual([]);
  });

  it('are not committed where nobody minded that one failed', async () => {
    const work = database.transaction(async (transaction) => {
      await insert(transaction, 'ignored');
      await broken(transaction).catch(() => {});
    });
    await expect(work).rejects.toThrow('not committed');
    expect(await kept('ignored')).toEqual([]);
  });

  it('are taken back as far as a savepoint, and what came before stays', async () => {
    await database.transaction(async (transaction) => {
      await insert(transaction, 'saved-1');
      const inner = transaction.transaction((savepoint) =>
        together([insert(savepoint, 'saved-2'), broken(savepoint), insert(savepoint, 'saved-3')]),
      );
      await expect(inner).rejects.toMatchObject({ code: '22012' });
      await transaction.transaction((savepoint) => insert(savepoint, 'saved-4'));
    });
    expect(await kept('saved')).toEqual(['saved-1', 'saved-4']);
  });

  it('leave the connection fit for use after a failure', async () => {
    await expect(insert(database, 'again', 'again')).rejects.toMatchObject({ code: '23505' });
    expect(await insert(database, 'again')).toEqual([{ id: 'again' }]);
  });
});
