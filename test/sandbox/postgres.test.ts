import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandOf } from '../../src/sandbox/postgres/processes.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/sandbox/postgres/start-embedded-postgres.ts';
import { programFile } from '../support/programs.ts';

const isRoot = process.getuid?.() === 0;
const afterwards: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of afterwards.splice(0).reverse()) await undo();
});

/** `mode` is the parent's: 0o700 is what /root has. */
function makeFolder(mode = 0o755): string {
  const parent = mkdtempSync(join(tmpdir(), 'groundswell-test-'));
  chmodSync(parent, mode);
  afterwards.push(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'data');
}

async function start(dataDirectory: string, port?: number): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, ...(port === undefined ? {} : { port }) });
  afterwards.push(() => postgres.stop());
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const Owned = z.object({ url: z.string(), pid: z.number(), directory: z.string() });

/** Another process that owns a cluster. */
async function startElsewhere(
  dataDirectory: string,
): Promise<z.infer<typeof Owned> & { owner: ChildProcess }> {
  const owner = spawn(process.execPath, [programFile('own-postgres'), dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterwards.push(() => owner.kill('SIGKILL'));
  for await (const line of createInterface({ input: owner.stdout }))
    return { ...Owned.parse(JSON.parse(line)), owner };
  throw new Error('the owner ended before it had started');
}

async function kill(owner: ChildProcess): Promise<void> {
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

async function ends(pid: number): Promise<void> {
  while (commandOf(pid) !== undefined) await wait(20);
}

describe('a start', () => {
  test('serves our database on the loopback interface alone, behind a password', async () => {
    const postgres = await start(makeFolder());

    expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(postgres.url, 'SHOW unix_socket_directories')).toEqual(['']);
    expect(await query(postgres.url, 'SHOW fsync')).toEqual(['on']);
    expect(await query(postgres.url, "SELECT upper('привет'), current_database()")).toEqual([
      'ПРИВЕТ',
      'groundswell',
    ]);
    expect(statSync(join(postgres.directory, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  test('in the folder of another start is told so, and leaves that one alone', async () => {
    const folder = makeFolder();
    const { pid, url, owner } = await startElsewhere(folder);

    await expect(startEmbeddedPostgres({ dataDirectory: folder })).rejects.toMatchObject({
      code: 'already-running',
      message: expect.stringContaining(`pid ${owner.pid}`),
    });

    expect(commandOf(pid)).toBeDefined();
    expect(await query(url, 'SELECT 1')).toEqual([1]);
  });

  test('keeps its port, and takes another when somebody has it', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    await first.stop();
    const second = await start(folder);
    expect(second.port).toBe(first.port);
    await second.stop();

    const intruder = createServer().listen(first.port, '127.0.0.1');
    await once(intruder, 'listening');
    afterwards.push(() => intruder.close());
    const third = await start(folder, first.port);

    expect(third.port).not.toBe(first.port);
    expect(await query(third.url, 'SELECT 1')).toEqual([1]);
  });

  test.runIf(isRoot)(
    'under a folder that is closed to others keeps the data where its account can come',
    async () => {
      const folder = makeFolder(0o700);
      const said: string[] = [];

      const postgres = await startEmbeddedPostgres({
        dataDirectory: folder,
        log: (message) => said.push(message),
      });
      afterwards.push(() => rmSync(postgres.directory, { recursive: true, force: true }));
      afterwards.push(() => postgres.stop());

      expect(postgres.directory.startsWith('/var/lib/groundswell/')).toBe(true);
      expect(said).toEqual([expect.stringContaining(postgres.directory)]);
      expect(await query(postgres.url, 'SELECT 1')).toEqual([1]);
    },
  );
});

describe('data survive', () => {
  const WRITE = 'CREATE TABLE kept AS SELECT 42 AS answer';
  const READ = 'SELECT answer FROM kept';

  test('a stop', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    await query(first.url, WRITE);
    await first.stop();

    const second = await start(folder);

    expect(await query(second.url, READ)).toEqual([42]);
  });

  test('kill -9 of the server', async () => {
    const folder = makeFolder();
    const first = await start(folder);
    await query(first.url, WRITE);
    await first.killHard();

    const second = await start(folder);

    expect(await query(second.url, READ)).toEqual([42]);
  });

  test('kill -9 of the owner, after which the server does not stay behind', async () => {
    const folder = makeFolder();
    const { url, pid, owner } = await startElsewhere(folder);
    await query(url, WRITE);

    await kill(owner);
    await ends(pid);

    const second = await start(folder);
    expect(await query(second.url, READ)).toEqual([42]);
  });

  test('kill -9 of the owner and an immediate start', async () => {
    const folder = makeFolder();
    const { url, owner } = await startElsewhere(folder);
    await query(url, WRITE);

    await kill(owner);
    const second = await start(folder);

    expect(await query(second.url, READ)).toEqual([42]);
  });

  test('kill -9 of owner and server, with their numbers given to others', async () => {
    const folder = makeFolder();
    const { url, pid, owner, directory } = await startElsewhere(folder);
    await query(url, WRITE);
    process.kill(pid, 'SIGKILL');
    await kill(owner);
    await ends(pid);
    // As after the restart of a container: the numbers live again, as ours.
    writeFileSync(join(directory, 'lock'), `${process.pid} 1\n`);
    writeFileSync(
      join(directory, 'cluster', 'postmaster.pid'),
      `${process.pid}\n${join(directory, 'cluster')}\n`,
    );

    const second = await start(folder);

    expect(await query(second.url, READ)).toEqual([42]);
  });
});
