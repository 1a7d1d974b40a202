import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './failure.ts';

/** Who runs the server. Absent numbers mean: whoever runs this process. */
export type Account = { readonly uid?: number; readonly gid?: number };

const BORROWED = ['postgres', 'nobody'] as const;

/**
 * Postgres refuses to run as root, so root lends it to another account: the one that owns the data already (a
 * checkout may have been started by its own user before), else `postgres`, else `nobody`.
 */
export function chooseAccount(clusterDirectory: string): Account {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(clusterDirectory)) {
    const { uid, gid } = statSync(clusterDirectory);
    if (uid !== 0) return { uid, gid };
  }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of BORROWED) {
    const fields = accounts.find((candidate) => candidate[0] === name);
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new EmbeddedPostgresError(
    'no-account',
    `Postgres does not run as root, and there is no account "postgres" or "nobody" to lend it to. Start as another user. ${USE_YOUR_OWN}`,
  );
}

export function isLent(account: Account): account is Required<Account> {
  return account.uid !== undefined && account.gid !== undefined;
}

/**
 * Asks by trying, since only that knows of access lists, mounts and security modules: can this account come here,
 * and write where it has to?
 */
export function canReach(account: Account, directory: string): boolean {
  if (!isLent(account)) return true;
  const asked = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  });
  return asked.status === 0;
}
