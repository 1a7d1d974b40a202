import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, isLent } from './account.ts';
import { type Binaries, bareEnvironment } from './binaries.ts';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './failure.ts';
import type { Place } from './place.ts';

export const SUPERUSER = 'groundswell';

const INITDB = [
  `--username=${SUPERUSER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  // Order by code point, upper and lower case by Unicode: the same on every machine, whatever its locales.
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  // initdb writes what it can make again; the first checkpoint syncs what matters.
  '--no-sync',
  '--no-instructions',
];

/** Makes the cluster where there is none: beside its place, then renamed into it, so that it is whole or absent. */
export async function makeCluster(place: Place, binaries: Binaries, account: Account): Promise<void> {
  clearDrafts(place);
  if (existsSync(place.cluster)) return;
  const draft = join(place.directory, `cluster.new-${process.pid}`);
  const passwordFile = join(place.directory, `password.new-${process.pid}`);
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (isLent(account)) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    await promisify(execFile)(binaries.initdb, [...INITDB, `--pwfile=${passwordFile}`, `--pgdata=${draft}`], {
      ...account,
      cwd: '/',
      env: bareEnvironment(),
    });
  } catch (error) {
    clearDrafts(place);
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new EmbeddedPostgresError(
      'start-failed',
      `Could not make a database in ${place.directory}: ${reason || error} ${USE_YOUR_OWN}`,
      error,
    );
  }
  renameSync(passwordFile, place.password);
  renameSync(draft, place.cluster);
}

export function readPassword(place: Place): string {
  return readFileSync(place.password, 'utf8');
}

/** Leavings of a start that was killed. Only under our lock. */
function clearDrafts({ directory }: Place): void {
  for (const name of readdirSync(directory)) {
    if (/^(cluster|password)\.new-\d+$/.test(name))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
}
