import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { chooseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { makeCluster, readPassword, SUPERUSER } from './cluster.ts';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './failure.ts';
import { setGuard } from './guard.ts';
import { takeLock } from './lock.ts';
import { choosePlace, type Place } from './place.ts';
import { choosePort, rememberPort } from './ports.ts';
import {
  clearLeavings,
  type Durability,
  hasEnded,
  killServer,
  type Launch,
  launch,
  stopServer,
} from './server.ts';

export type EmbeddedPostgres = {
  /** With the password in it: for a client, not for a log. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where the data really is; not where it was asked for, when the server's account cannot reach that. */
  readonly directory: string;
  /** Fast shutdown; the data stays. Safe to call twice. */
  stop(): Promise<void>;
  /** For tests of faults: SIGKILL to the server and its children. Another start may follow. */
  killHard(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  readonly dataDirectory: string;
  readonly log?: (message: string) => void;
  /** `none` is for clusters that are thrown away: it loses data in a power cut. */
  readonly durability?: Durability;
  /** A wish: another port is taken, and kept for the next start, when this one is not free. */
  readonly port?: number;
};

const DATABASE = 'groundswell';
const TRIES = 20;

/**
 * A real Postgres server from npm, for the start without keys and for tests: loopback only, its own password, and
 * gone when this process is, however it ends.
 *
 * @throws EmbeddedPostgresError with a `code`, and a message that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const wantedBy = chooseAccount(join(resolve(options.dataDirectory), 'cluster'));
  const place = choosePlace(options.dataDirectory, wantedBy, log);
  const account = chooseAccount(place.cluster);
  const releaseLock = takeLock(place.lock);
  try {
    const binaries = findBinaries(account);
    await clearLeavings(place, binaries, log);
    await makeCluster(place, binaries, account);
    const durability = options.durability ?? 'full';
    const running = await launchOnFreePort({ place, binaries, account, durability }, options.port);
    return await own(running, place, binaries, releaseLock, log);
  } catch (error) {
    releaseLock();
    throw error;
  }
}

type Running = Exclude<Awaited<ReturnType<typeof launch>>, string> & { readonly port: number };

async function launchOnFreePort(how: Omit<Launch, 'port'>, wished: number | undefined): Promise<Running> {
  let wish = wished;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await choosePort(wish, how.place.port);
    const launched = await launch({ ...how, port });
    if (launched === 'port-taken') {
      wish = undefined;
      rememberPort(how.place.port, 0);
    } else if (launched === 'memory-in-use') {
      // The children of a server that was killed take a moment to notice.
      await wait(250);
    } else {
      rememberPort(how.place.port, port);
      return { ...launched, port };
    }
  }
  throw new EmbeddedPostgresError(
    'start-failed',
    `The embedded Postgres found no free port, or its memory stayed in use, ${TRIES} times. ${USE_YOUR_OWN}`,
  );
}

async function own(
  { child, pid, port }: Running,
  place: Place,
  binaries: Binaries,
  releaseLock: () => void,
  log: (message: string) => void,
): Promise<EmbeddedPostgres> {
  const guard = setGuard(pid, place.cluster);
  let isWanted = true;
  child.once('exit', () => {
    if (isWanted) log(`the embedded Postgres (pid ${pid}) ended unexpectedly; its log: ${place.log}`);
  });
  const end = async (how: () => Promise<void>) => {
    if (!isWanted) return;
    isWanted = false;
    if (!hasEnded(child)) await how();
    guard.kill('SIGKILL');
    releaseLock();
  };
  const server = `postgres://${SUPERUSER}:${readPassword(place)}@127.0.0.1:${port}`;
  const embedded: EmbeddedPostgres = {
    url: `${server}/${DATABASE}`,
    port,
    pid,
    directory: place.directory,
    stop: () => end(() => stopServer(pid, place, binaries)),
    killHard: () => end(() => killServer(pid, place)),
  };
  try {
    await prepare(`${server}/postgres`);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

/** Our database, once; and the better compression of long values, where this build has it. */
async function prepare(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount !== 0) return;
    const lz4 = await client.query(
      "SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)",
    );
    if (lz4.rowCount === 1) {
      await client.query("ALTER SYSTEM SET default_toast_compression = 'lz4'");
      await client.query('SELECT pg_reload_conf()');
    }
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
