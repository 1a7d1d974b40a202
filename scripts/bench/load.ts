import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setInterval } from 'node:timers';
import { type Plan, Result } from './plan.ts';
import type { Server } from './server.ts';
import { floorFile, type Stage } from './stage.ts';

export type Measured = Result & {
  /** MB, the most that was seen while it ran */
  memory: number;
  /** microseconds of CPU an answer, whatever else the machine does: the server's own, and Postgres's */
  cpu: number;
  databaseCpu: number;
};

const SAMPLE = 200;
const MICROSECONDS = 1_000_000;

/** One run of the driver against one server. @throws Error where any answer was wrong: then nothing was measured */
export async function measure(stage: Stage, server: Server, plan: Omit<Plan, 'port'>): Promise<Measured> {
  await stage.calm();
  const driver = fork(floorFile(stage, 'driver'), { execArgv: [], env: {} });
  let memory = server.memory();
  const before = { cpu: server.cpu(), database: stage.databaseCpu() };
  const sampling = setInterval(() => {
    memory = Math.max(memory, server.memory());
  }, SAMPLE);
  try {
    driver.send({ ...plan, port: server.port } satisfies Plan);
    const told: unknown[] = await Promise.race([
      once(driver, 'message'),
      once(driver, 'exit').then(() => Promise.reject(new Error('the driver failed'))),
    ]);
    const result = Result.parse(told[0]);
    if (result.wrong > 0) throw new Error(`void: ${result.wrong} of ${result.answers} answers were wrong`);
    const each = (seconds: number) => (seconds * MICROSECONDS) / result.answers;
    return {
      ...result,
      memory,
      cpu: each(server.cpu() - before.cpu),
      databaseCpu: each(stage.databaseCpu() - before.database),
    };
  } finally {
    clearInterval(sampling);
    driver.kill();
  }
}
