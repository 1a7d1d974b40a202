import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrateDatabase } from '../../src/platform/database.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/sandbox/postgres/start-embedded-postgres.ts';

export type OwnPostgres = {
  url: string;
  /** Where its files lie. */
  directory: string;
  pid(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  killHard(): Promise<void>;
  /** Stops it for good and removes its files. */
  remove(): Promise<void>;
};

/** A server of the test's own, migrated, to be stopped and killed and started again: at the same address, on a disk. */
export async function startOwnPostgres(durability: 'full' | 'none'): Promise<OwnPostgres> {
  const dataDirectory = mkdtempSync(join(diskRoom(), 'groundswell-own-'));
  let running: EmbeddedPostgres = await startEmbeddedPostgres({ dataDirectory, durability });
  await migrateDatabase(running.url);
  return {
    url: running.url,
    directory: running.directory,
    pid: () => running.pid,
    start: async () => {
      running = await startEmbeddedPostgres({ dataDirectory, durability, port: running.port });
    },
    stop: () => running.stop(),
    killHard: () => running.killHard(),
    remove: async () => {
      await running.stop();
      for (const folder of [running.directory, dataDirectory])
        rmSync(folder, { recursive: true, force: true });
    },
  };
}

const TMPFS = 0x01021994;

/** Temporary folders lie in memory on some machines, where nothing is lost that was not synced. */
function diskRoom(): string {
  return statfsSync(tmpdir()).type === TMPFS ? resolve() : tmpdir();
}
