import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach } from './account.ts';
import { EmbeddedPostgresError, systemCode, USE_YOUR_OWN } from './failure.ts';

/** Where root keeps what other accounts must be able to reach. */
export const SHARED_ROOM = '/var/lib/groundswell';

export type Place = {
  /** Ours: lock, port, password, log. */
  readonly directory: string;
  /** Postgres's own (PGDATA). */
  readonly cluster: string;
  readonly lock: string;
  readonly port: string;
  readonly password: string;
  readonly log: string;
};

/** The folder asked for; or, when root lends the server to an account that cannot reach it, one that it can. */
export function choosePlace(wanted: string, account: Account, log: (message: string) => void): Place {
  const directory = makeDirectory(resolve(wanted));
  if (canReach(account, directory)) return placeAt(directory);

  const elsewhere = makeDirectory(fallbackFor(directory));
  if (!canReach(account, elsewhere))
    throw new EmbeddedPostgresError(
      'no-access',
      `Neither ${directory} nor ${elsewhere} can be reached by the account that Postgres would run as. ${USE_YOUR_OWN}`,
    );
  log(`Postgres runs as another account, which cannot reach ${directory}; its data is kept in ${elsewhere}`);
  return placeAt(elsewhere);
}

/** Where the cluster of a wanted folder lies, if it was moved, without making anything. */
export function fallbackFor(directory: string): string {
  return join(SHARED_ROOM, createHash('sha256').update(directory).digest('hex').slice(0, 16));
}

function placeAt(directory: string): Place {
  return {
    directory,
    cluster: join(directory, 'cluster'),
    lock: join(directory, 'lock'),
    port: join(directory, 'port'),
    password: join(directory, 'password'),
    log: join(directory, 'postgres.log'),
  };
}

function makeDirectory(directory: string): string {
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    return realpathSync(directory);
  } catch (error) {
    const code = systemCode(error) ?? 'an error';
    throw new EmbeddedPostgresError(
      'no-access',
      `Cannot make ${directory} (${code}). ${USE_YOUR_OWN}`,
      error,
    );
  }
}
