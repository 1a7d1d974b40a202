import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateDatabase } from '../../src/platform/database.ts';
import { takeLock } from '../../src/sandbox/postgres/lock.ts';
import { startEmbeddedPostgres } from '../../src/sandbox/postgres/start-embedded-postgres.ts';

export type TestCluster = {
  /** A superuser's, into a database of no importance. */
  readonly url: string;
  /** A migrated database, to be copied. */
  readonly template: string;
};

const FOLDER = 'groundswell-cluster-';
const SHARED_MEMORY = '/dev/shm';
const GIGABYTE = 2 ** 30;

/** One throw-away server for the whole run; or the one that `given` names, of which everything of ours is dropped. */
export async function startTestCluster(
  given: string | undefined,
): Promise<TestCluster & { stop(): Promise<void> }> {
  const server = given === undefined ? await startThrowAway() : { url: given, stop: async () => {} };
  // Runs may share a given server.
  const prefix = `groundswell_test_${randomUUID().slice(0, 8)}_`;
  const template = `${prefix}template`;
  const stop = async () => {
    if (given !== undefined) await dropAll(given, prefix);
    await server.stop();
  };
  try {
    await run(server.url, `CREATE DATABASE ${template}`);
    await migrateDatabase(databaseUrl(server.url, template));
    // Whoever is connected to a template hinders its copying.
    await run(server.url, `ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, template, stop };
}

export function databaseUrl(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** One statement on a connection of its own. */
export async function run(url: string, sql: string, values: unknown[] = []): Promise<unknown[][]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, values, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

async function startThrowAway(): Promise<{ url: string; stop(): Promise<void> }> {
  const room = hasRoom(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir();
  sweep(room);
  const dataDirectory = mkdtempSync(join(room, FOLDER));
  // Root lends the server to another account, which has to come in.
  chmodSync(dataDirectory, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDirectory, durability: 'none' });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      // Another run that begins now may be sweeping it away, too: its lock is free.
      for (const folder of [postgres.directory, dataDirectory])
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= GIGABYTE;
}

/** Removes what runs left that were killed: their lock is free. */
function sweep(room: string): void {
  for (const name of readdirSync(room)) {
    // Without a cluster in it, it is one that another run is about to start.
    if (!name.startsWith(FOLDER) || !existsSync(join(room, name, 'cluster'))) continue;
    try {
      takeLock(join(room, name, 'lock'));
      rmSync(join(room, name), { recursive: true, force: true });
    } catch {
      // Another run's, or another user's.
    }
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const names = await run(url, 'SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [prefix]);
  for (const name of names.flat()) await run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
