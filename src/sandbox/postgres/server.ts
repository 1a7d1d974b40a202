import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import { type Binaries, bareEnvironment } from './binaries.ts';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './failure.ts';
import type { Place } from './place.ts';
import { childrenOf, commandOf, signal } from './processes.ts';

export type Durability = 'full' | 'none';

const STEP_MS = 10;
const START_STEPS = 6_000;
const STOP_STEPS = 1_500;

const COMMON = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  // The server's log must name nobody: errors quote what was sent, their details quote rows.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

const BY_DURABILITY = {
  full: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
  none: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '4GB',
    checkpoint_timeout: '1h',
    io_method: 'sync',
  },
};

export type Launch = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly durability: Durability;
  readonly port: number;
};

export type Launched =
  | { readonly child: ChildProcess; readonly pid: number }
  | 'port-taken'
  | 'memory-in-use';

/** Starts the server and waits until it says that it is ready. */
export async function launch(how: Launch): Promise<Launched> {
  const { place, binaries, account, durability, port } = how;
  const settings = Object.entries({ ...COMMON, ...BY_DURABILITY[durability], port: String(port) });
  const out = openSync(place.log, 'w', 0o600);
  const child = spawn(
    binaries.postgres,
    ['-D', place.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // Detached: Ctrl-C goes to everything in the terminal's foreground, and we want to end before our database.
    { ...account, cwd: '/', env: bareEnvironment(), detached: true, stdio: ['ignore', out, out] },
  );
  closeSync(out);
  child.unref();
  let failure: unknown;
  child.once('error', (error) => {
    failure = error;
  });
  for (let step = 0; step < START_STEPS && failure === undefined && !hasEnded(child); step += 1) {
    if (child.pid !== undefined && readsReady(place, child.pid)) return { child, pid: child.pid };
    await wait(STEP_MS);
  }
  child.kill('SIGKILL');
  const said = readFileSync(place.log, 'utf8');
  if (/Address already in use|could not bind/.test(said)) return 'port-taken';
  if (/still in use/.test(said)) return 'memory-in-use';
  throw new EmbeddedPostgresError(
    'start-failed',
    `The embedded Postgres did not start (log: ${place.log}): ${said.trim().split('\n').slice(-4).join(' | ') || failure} ${USE_YOUR_OWN}`,
    failure,
  );
}

/** Fast shutdown: clients are sent away, transactions rolled back, a checkpoint written. */
export async function stopServer(pid: number, place: Place, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32')
    await promisify(execFile)(binaries.pgCtl, ['stop', '-w', '-m', 'fast', '-D', place.cluster]).catch(
      () => {},
    );
  else signal(pid, 'SIGINT');
  if (await isGone(pid, place)) return;
  signal(pid, 'SIGQUIT');
  await isGone(pid, place);
}

/** What a power cut looks like to the data: the server and all its children at once, nothing said. */
export async function killServer(pid: number, place: Place): Promise<void> {
  const family = [pid, ...childrenOf(pid)];
  for (const member of family) signal(member, 'SIGKILL');
  await isGone(pid, place);
}

/**
 * Deals with what an earlier start left that was killed: its server, if that still runs (its guard may be about to
 * stop it), and then `postmaster.pid`, which Postgres would believe as soon as the number belongs to anybody else.
 */
export async function clearLeavings(
  place: Place,
  binaries: Binaries,
  log: (message: string) => void,
): Promise<void> {
  const file = join(place.cluster, 'postmaster.pid');
  const pid = Number(readLines(file)[0]);
  if (Number.isInteger(pid) && pid > 0 && isServer(pid, place)) {
    log(`an earlier start left its Postgres running (pid ${pid}); stopping it`);
    await stopServer(pid, place, binaries);
  }
  rmSync(file, { force: true });
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Is this process the server of this very cluster? Windows does not say; there we do not claim it. */
function isServer(pid: number, place: Place): boolean {
  return commandOf(pid)?.includes(` -D ${place.cluster} `) ?? false;
}

async function isGone(pid: number, place: Place): Promise<boolean> {
  for (let step = 0; step < STOP_STEPS; step += 1) {
    if (!isServer(pid, place)) return true;
    await wait(STEP_MS);
  }
  return false;
}

/** postmaster.pid, line 8, is its state (src/include/utils/pidfile.h). */
function readsReady(place: Place, pid: number): boolean {
  const lines = readLines(join(place.cluster, 'postmaster.pid'));
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
