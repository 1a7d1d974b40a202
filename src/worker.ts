import { Logger, parseCronItems, run } from 'graphile-worker';
import type { AppContext } from './context.ts';
import { bookOutsideIntents } from './ledger/book-outside-intents.ts';
import { errorCode } from './platform/log.ts';
import { retryEvents } from './webhooks/retry-events.ts';

export type Worker = { stop(): Promise<void> };

type Job = {
  /** cron, in UTC */
  schedule: string;
  run(context: AppContext): Promise<unknown>;
};

/** The one list of jobs and schedules. */
const JOBS: Record<string, Job> = {
  /** what could not be applied is tried again, with growing waits */
  'retry-events': { schedule: '* * * * *', run: retryEvents },
  /** payments that neither our checkout nor an invoice accounts for */
  'book-outside-intents': { schedule: '* * * * *', run: bookOutsideIntents },
};

export async function startWorker(context: AppContext): Promise<Worker> {
  const runner = await run({
    pgPool: context.pool,
    noHandleSignals: true,
    concurrency: 2,
    // graphile-worker's messages quote job payloads and errors; ours say which job, and a code.
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      Object.entries(JOBS).map(([name, job]) => [name, () => runJob(context, name, job)]),
    ),
    parsedCronItems: parseCronItems(
      Object.entries(JOBS).map(([task, { schedule }]) => ({
        task,
        match: schedule,
        options: { backfillPeriod: 0, maxAttempts: 1 },
      })),
    ),
  });
  return { stop: () => runner.stop() };
}

async function runJob(context: AppContext, job: string, { run }: Job): Promise<void> {
  try {
    await run(context);
  } catch (error) {
    context.log.error('job failed', { job, code: errorCode(error) });
    throw new Error('job failed');
  }
}
