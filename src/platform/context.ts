import type { Pool } from 'pg';
import type { RootDatabase } from './database.ts';
import type { Ids } from './ids.ts';
import type { Keyring } from './keys.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';
import type { Clock } from './time.ts';

/** What every verb is handed: nothing is fetched from elsewhere. */
export type Context = {
  settings: Settings;
  /** the origin readers see, without a slash at its end */
  publicUrl: string;
  clock: Clock;
  ids: Ids;
  keyring: Keyring;
  log: Log;
  metrics: Metrics;
  database: RootDatabase;
  /** for reports: a replica where there is one, otherwise the same */
  readDatabase: RootDatabase;
  pool: Pool;
};
