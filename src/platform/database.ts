import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import { errorCode, type Log } from './log.ts';
import type { Statement } from './statements.ts';
import { SECOND } from './time.ts';

/** A connection pool or a transaction in it: stores take either, verbs thread it through. */
export type Database = Pick<
  NodePgDatabase,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'execute'
> & {
  /**
   * Runs a statement of fixed text; its parameters are text, of which Postgres makes what it needs. It is on its way when
   * this returns, so several that do not wait for each other's answers cost one round trip: see `together`.
   */
  run<Row extends pg.QueryResultRow>(statement: Statement, parameters: readonly string[]): Promise<Row[]>;
  /** In a transaction: a savepoint. */
  transaction<Result>(work: (transaction: Database) => Promise<Result>): Promise<Result>;
};

/** What the process holds: the pool's, with all that drizzle offers. */
export type RootDatabase = Database & Omit<NodePgDatabase, 'transaction'>;

export type DatabaseHandle = { pool: pg.Pool; database: RootDatabase; close(): Promise<void> };

/** How long a request may wait for a connection before it is answered with 503. */
const CONNECT_TIMEOUT = 1.5 * SECOND;
const STATEMENT_TIMEOUT = 15 * SECOND;

export function createDatabase(url: string, options: { connections: number; log: Log }): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    // The server's own timeout is of no use where the server hangs.
    query_timeout: STATEMENT_TIMEOUT,
    application_name: 'groundswell',
    // Statements are sent without waiting for the answers to those before.
    pipeline: true,
  });
  const lost = (error: Error) => options.log.warn('database connection lost', { code: errorCode(error) });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const database = open(pool, (work) => lend(pool, (client) => transact(client, work)));
  return { pool, database, close: () => pool.end() };
}

/** A connection of one's own, in a transaction that its owner has begun. */
export function databaseOn(client: pg.Client): Database {
  return open(client, savepoints(client, 1));
}

function open(
  client: pg.Pool | pg.PoolClient | pg.Client,
  transaction: Database['transaction'],
): RootDatabase {
  const run: Database['run'] = async <Row extends pg.QueryResultRow>(
    statement: Statement,
    parameters: readonly string[],
  ) => (await client.query<Row>({ ...statement, values: [...parameters] })).rows;
  return Object.assign(drizzle(client), { run, transaction });
}

/** Not drizzle's own, which waits for the answer to `begin`. */
async function transact<Result>(
  client: pg.PoolClient,
  work: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  const begun = client.query('begin');
  // Where it fails, so does what comes after it.
  begun.catch(() => {});
  try {
    const result = await work(open(client, savepoints(client, 1)));
    await begun;
    const { command } = await client.query('commit');
    // What Postgres answers where a statement failed and nobody minded.
    if (command !== 'COMMIT') throw new Error('not committed');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function savepoints(client: pg.PoolClient | pg.Client, depth: number): Database['transaction'] {
  return async (work) => {
    await client.query(`savepoint level_${depth}`);
    try {
      const result = await work(open(client, savepoints(client, depth + 1)));
      await client.query(`release savepoint level_${depth}`);
      return result;
    } catch (error) {
      await client.query(`rollback to savepoint level_${depth}`);
      throw error;
    }
  };
}

/**
 * A connection for a while. drizzle itself does not give one back that was lost before its `begin` was answered, so that
 * the pool would be a connection short for good.
 */
async function lend<Result>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    const result = await use(client);
    client.release();
    return result;
  } catch (error) {
    client.release(isUnavailable(error));
    throw error;
  }
}

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const Journal = z.object({ entries: z.array(z.unknown()) });

/** Any constant will do, so long as every instance takes the same one. */
const MIGRATION_LOCK = 7_240_511;

/**
 * Whoever waits for a table lets nobody else have it meanwhile: behind an export that reads for minutes, everybody would wait
 * for minutes. So it gives up soon, lets them go on, and tries again.
 */
const LOCK_WAIT = { patience: 3 * SECOND, tries: 5 };
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the schema up to date, all or nothing, one instance at a time, and checks that as many migrations are applied as the
 * journal lists: drizzle skips one silently when its timestamp is older than the newest applied.
 * @param patience how long, in milliseconds, it waits for a table that somebody holds
 * @throws Error when the counts differ, or somebody held a table each time
 */
export async function migrateDatabase(url: string, { patience, tries } = LOCK_WAIT): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'groundswell-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Not before: whoever waits for another instance waits for as long as that takes.
    await client.query(`set lock_timeout = ${patience}`);
    await migrateWithin(client, { patience, tries });
    const { applied, listed } = await countMigrations(client);
    if (applied !== listed) throw new Error(`${applied} migrations applied, but the journal lists ${listed}`);
  } finally {
    await client.end();
  }
  await runMigrations({ connectionString: url });
}

async function migrateWithin(client: pg.Client, { patience, tries }: typeof LOCK_WAIT): Promise<void> {
  try {
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  } catch (error) {
    if (errorCode(error) !== LOCK_NOT_AVAILABLE || tries <= 1) throw error;
    await setTimeout(patience);
    await migrateWithin(client, { patience, tries: tries - 1 });
  }
}

/** Applied migrations beside those in the journal; equal when the schema is current. */
export async function countMigrations(
  client: Pick<pg.Pool, 'query'>,
): Promise<{ applied: number; listed: number }> {
  const journal = Journal.parse(JSON.parse(await readFile(`${MIGRATIONS}/meta/_journal.json`, 'utf8')));
  const result = await client.query('select count(*)::int as applied from drizzle.__drizzle_migrations');
  const [row] = z.array(z.object({ applied: z.number() })).parse(result.rows);
  return { applied: row?.applied ?? 0, listed: journal.entries.length };
}

/**
 * SQLSTATE classes that say "not now" rather than "not so": connection lost, no resources, operator intervention, system
 * error. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const UNAVAILABLE_SQLSTATE = /^(08|53|55|57|58)/;
const UNAVAILABLE_SYSTEM = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)/;
/** node-postgres has no codes for these. */
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;
/** Rolled back because of somebody else: a deadlock, a serialization failure. */
const CONFLICT_SQLSTATE = /^40/;

/** Whether the database cannot be had: nothing that is tried at once again will do better. */
export function isUnavailable(error: unknown): boolean {
  const root = rootOf(error);
  const code = errorCode(root);
  const message = root instanceof Error ? root.message : '';
  return (
    UNAVAILABLE_SQLSTATE.test(code) || UNAVAILABLE_SYSTEM.test(code) || UNAVAILABLE_MESSAGE.test(message)
  );
}

/** Whether the same statements may well succeed later: the caller answers 503 and keeps nothing. */
export function isTransient(error: unknown): boolean {
  return isUnavailable(error) || CONFLICT_SQLSTATE.test(errorCode(rootOf(error)));
}

/** drizzle and pg-pool wrap what happened. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}
