import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../src/sandbox/postgres/start-embedded-postgres.ts';
import { BENCH_ROOM, buildGroundswell, buildPrograms, GROUNDSWELL, programFile } from './build.ts';
import { cpuSeconds } from './processes.ts';
import { type Server, startServer } from './server.ts';

export const WEBHOOK_SECRET = 'whsec_bench_0123456789abcdef';
export const STRIPE_KEY = 'sk_test_sandbox';
/** What the stub writes its own number in place of. */
export const STUB_MARK = '0000000';
export const ENCRYPTION_KEYS = `bench:${Buffer.alloc(32, 7).toString('base64')}`;

export type Stage = {
  /** a folder of this run, on disk */
  room: string;
  /** into Groundswell's database, for looking */
  pool: pg.Pool;
  databaseUrl: string;
  /** Groundswell itself, as it is built, a web process. */
  startGroundswell(environment?: Record<string, string>, nodeOptions?: string[]): Promise<Server>;
  /** A database of its own for a floor, on the same server. */
  makeDatabase(name: string, schema: string): Promise<string>;
  /** So that nobody pays for the pages that another has dirtied. */
  calm(): Promise<void>;
  /** Seconds of CPU that Postgres has taken so far, or NaN where the system does not tell. */
  databaseCpu(): number;
  writeFile(name: string, content: string): string;
  stop(): Promise<void>;
};

/**
 * What `npm start` and the README's production line give to Node: young garbage is thrown away early, and old, above all the
 * buffers of bodies, before it fills a large machine.
 */
const AS_IN_PRODUCTION = ['--max-semi-space-size=4', '--max-old-space-size=1024'];

/** Everything that is measured stands on one Postgres, with its data on disk and durability as it comes. */
export async function setStage(): Promise<Stage> {
  buildGroundswell();
  mkdirSync(BENCH_ROOM, { recursive: true, mode: 0o711 });
  const room = mkdtempSync(join(BENCH_ROOM, 'bench-'));
  chmodSync(room, 0o755);
  await buildPrograms(room);
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(room, 'postgres'), durability: 'full' });
  await migrateDatabase(postgres.url);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => {});
  return {
    room,
    pool,
    databaseUrl: postgres.url,
    startGroundswell: (environment, nodeOptions = AS_IN_PRODUCTION) =>
      startServer(GROUNDSWELL, { ...settings(postgres.url), ...environment }, nodeOptions),
    makeDatabase: async (name, schema) => {
      await pool.query(`create database ${name}`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query(schema);
      await client.end();
      return url.href;
    },
    calm: async () => {
      await pool.query('checkpoint');
    },
    databaseCpu: () => cpuSeconds(postgres.pid, { withChildren: true }),
    writeFile: (name, content) => {
      writeFileSync(join(room, name), content);
      return join(room, name);
    },
    stop: async () => {
      await pool.end();
      await postgres.stop();
      for (const folder of [postgres.directory, room]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(databaseUrl: string): Record<string, string> {
  return {
    ROLE: 'web',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://give.news.example',
    SITE_ORIGINS: 'https://news.example',
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    ENCRYPTION_KEYS,
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Newsroom <newsroom@news.example>',
    // One driver stands for many readers: each names its own address.
    TRUST_PROXY: 'true',
    CHECKOUTS_PER_MINUTE: '100000000',
  };
}

export function floorFile(stage: Stage, name: Parameters<typeof programFile>[1]): string {
  return programFile(stage.room, name);
}
