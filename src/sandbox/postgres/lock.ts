import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresError, systemCode, USE_YOUR_OWN } from './failure.ts';
import { birthOf } from './processes.ts';

/**
 * Our own lock: the number and birth of the node process that owns the cluster. Postgres's own `postmaster.pid`
 * cannot tell a second start from the leavings of a first one that was killed.
 *
 * @returns the function that releases it.
 * @throws EmbeddedPostgresError `already-running` when the owner lives.
 */
export function takeLock(path: string): () => void {
  const mine = `${process.pid} ${birthOf(process.pid)}\n`;
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  writeDraft(draft, mine);
  try {
    // Two starts may clear the same stale lock and try again; that settles within a few rounds.
    for (let round = 0; round < 20; round += 1) {
      if (link(draft, path)) return () => release(path, mine);
      const holder = readLock(path);
      if (holder !== undefined && isAlive(holder)) throw alreadyRunning(holder);
      if (holder !== undefined) clearStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new EmbeddedPostgresError('start-failed', `Cannot take the lock ${path}. ${USE_YOUR_OWN}`);
}

function alreadyRunning(holder: string): EmbeddedPostgresError {
  const pid = holder.split(' ')[0];
  return new EmbeddedPostgresError(
    'already-running',
    `Groundswell is already running here, pid ${pid}. Stop it first (kill ${pid}), or use the one that runs.`,
  );
}

function isAlive(holder: string): boolean {
  const [pid, birth] = holder.trim().split(' ');
  return birth !== undefined && birthOf(Number(pid)) === birth;
}

/** Moves the stale lock aside; if a living one was moved by mistake (somebody was faster), puts it back. */
function clearStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (readLock(aside) !== stale) link(aside, path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

function release(path: string, mine: string): void {
  if (readLock(path) === mine) rmSync(path, { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function writeDraft(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: 'wx' });
  } catch (error) {
    throw new EmbeddedPostgresError(
      'no-access',
      `Cannot write into ${dirname(path)}: it may belong to another user. ${USE_YOUR_OWN}`,
      error,
    );
  }
}
