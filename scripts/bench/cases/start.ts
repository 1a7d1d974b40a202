import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../src/sandbox/free-port.ts';
import { fallbackFor } from '../../../src/sandbox/postgres/place.ts';
import { BENCH_ROOM, ROOT } from '../build.ts';
import { median } from '../compare.ts';
import { answers, hasEnded } from '../server.ts';

export type StartTimes = {
  /** seconds from `npm start` to the first 200, with nothing built and no data */
  first: number;
  /** the same again, with the build and the data there */
  later: number;
};

const FIRST_PORT = 22_000;

export async function benchStart(rounds: number): Promise<StartTimes> {
  mkdirSync(BENCH_ROOM, { recursive: true, mode: 0o711 });
  const first: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const directory = mkdtempSync(join(BENCH_ROOM, 'bench-start-'));
    chmodSync(directory, 0o755);
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    try {
      first.push(await startOnce(directory));
      later.push(await startOnce(directory));
    } finally {
      const postgres = join(directory, 'postgres');
      for (const folder of [directory, fallbackFor(postgres)])
        rmSync(folder, { recursive: true, force: true });
    }
  }
  return { first: median(first), later: median(later) };
}

async function startOnce(directory: string): Promise<number> {
  const port = await freePort(FIRST_PORT, '127.0.0.1');
  const started = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIRECTORY: directory, PORT: String(port) },
    stdio: 'ignore',
    // A group of its own, which is told to stop as a terminal tells it: all of it at once.
    detached: true,
  });
  try {
    await answers(`http://127.0.0.1:${port}/`, npm);
    return (performance.now() - started) / 1_000;
  } finally {
    if (npm.pid !== undefined && !hasEnded(npm)) process.kill(-npm.pid, 'SIGINT');
    if (!hasEnded(npm)) await once(npm, 'exit');
  }
}
