import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import type { AppContext } from './context.ts';
import { reconcileDaily } from './ledger/reconcile/reconcile-days.ts';
import { errorCode } from './platform/log.ts';
import { type MailKinds, sendMails } from './platform/mail/send-mails.ts';
import { SECOND } from './platform/time.ts';
import { confirmationMail } from './reminders/confirmation-mail.ts';
import { CONFIRMATION_MAIL, REMINDER_MAIL } from './reminders/mail-kinds.ts';
import { reminderMail } from './reminders/reminder-mail.ts';
import { tidyReminders } from './reminders/tidy-reminders.ts';
import { explainPayments } from './webhooks/explain-payments.ts';
import { readPayoutLines } from './webhooks/read-payout-lines.ts';
import { rereadContested } from './webhooks/reread-contested.ts';
import { retryEvents } from './webhooks/retry-events.ts';
import { sweepBalance } from './webhooks/sweep-balance.ts';

export type Worker = { stop(): Promise<void> };

type Job = {
  /** cron, in UTC */
  schedule: string;
  /** whoever makes work for it wakes it: a run that was asked for while one was under way comes after it */
  woken?: true;
  /** @param signal aborted when the worker stops and has waited a little */
  run(context: AppContext, signal: AbortSignal): Promise<unknown>;
};

/** The one list of kinds of mail: each is made by the feature that it belongs to. */
const MAIL_KINDS: MailKinds<AppContext> = {
  [CONFIRMATION_MAIL]: confirmationMail,
  [REMINDER_MAIL]: reminderMail,
};

/** Sends what is due; `planMail` wakes it. */
export function sendDueMails(context: AppContext, signal?: AbortSignal): Promise<void> {
  return sendMails(context, MAIL_KINDS, signal);
}

/** The one list of jobs and schedules. */
const JOBS: Record<string, Job> = {
  /** what could not be applied is tried again, with growing waits */
  'retry-events': { schedule: '* * * * *', run: retryEvents },
  /** payments that neither our checkout nor an invoice accounts for */
  'explain-payments': { schedule: '* * * * *', run: (context) => explainPayments(context) },
  /** what two snapshots of one second disagree about */
  'reread-contested': { schedule: '* * * * *', run: rereadContested },
  /** which gifts each payout brought to the bank */
  'read-payout-lines': { schedule: '* * * * *', run: readPayoutLines },
  /** fees, and all else that moved on the balance at Stripe: one request where little has moved */
  'sweep-balance': { schedule: '* * * * *', run: sweepBalance },
  /** mail that is due */
  'send-mails': { schedule: '* * * * *', woken: true, run: sendDueMails },
  /** the books against Stripe, each day once yesterday's last payments are swept */
  reconcile: { schedule: '40 * * * *', run: reconcileDaily },
  /** addresses that wait for nothing any more */
  'tidy-reminders': { schedule: '20 * * * *', run: tidyReminders },
};

const START_AGAIN_AFTER = 2 * SECOND;

/**
 * Runs the jobs until it is stopped. graphile-worker gives up after ten errors in a row, as when the database is away
 * for half a minute: then it is started again, for as long as it takes.
 * @throws Error when it cannot start the first time
 */
export async function startWorker(context: AppContext): Promise<Worker> {
  const running: Running = new Map();
  let runner = await startRunner(context, running);
  const stopping = new AbortController();
  const supervised = supervise();

  async function supervise(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runner.promise;
      } catch (error) {
        context.log.error('worker ended', { code: errorCode(error) });
      }
      if (stopping.signal.aborted) return;
      await sleep(START_AGAIN_AFTER, undefined, { signal: stopping.signal }).catch(() => {});
      runner = await startRunner(context, running).catch(() => runner);
    }
  }

  return {
    stop: async () => {
      stopping.abort();
      await runner.stop().catch(() => {});
      await supervised;
    },
  };
}

/** @param running names of the jobs that this process is at; it outlives a runner */
function startRunner(context: AppContext, running: Running): Promise<Runner> {
  const names = Object.entries(JOBS);
  return run({
    pgPool: context.pool,
    noHandleSignals: true,
    // So that one that waits for Stripe for minutes keeps none of the others waiting.
    concurrency: names.length,
    // graphile-worker's messages quote job payloads and errors; ours say which job, and a code.
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      names.map(([name, job]) => [
        name,
        (_, { abortSignal }) => once(running, name, () => runJob(context, { name, job, abortSignal })),
      ]),
    ),
    parsedCronItems: parseCronItems(
      names.map(([task, { schedule }]) => ({
        task,
        match: schedule,
        // Of each there is one that waits, or failed, at the most: they do not pile up while nobody gets round to them.
        options: { backfillPeriod: 0, maxAttempts: 1, jobKey: task, jobKeyMode: 'replace' },
      })),
    ),
  });
}

/** What this process is at, by name; and whether to look again when it is through. */
type Running = Map<string, { again: boolean }>;

/**
 * A run that begins while the one before is still at it is left out: it would do the same. Unless somebody has made work for
 * it meanwhile, which the one before may have just missed: then it comes after.
 */
async function once(running: Running, name: string, run: () => Promise<void>): Promise<void> {
  const current = running.get(name);
  if (current !== undefined) {
    current.again = true;
    return;
  }
  const state = { again: false };
  running.set(name, state);
  try {
    do {
      state.again = false;
      await run();
    } while (state.again && JOBS[name]?.woken);
  } finally {
    running.delete(name);
  }
}

async function runJob(
  context: AppContext,
  { name, job, abortSignal }: { name: string; job: Job; abortSignal: AbortSignal },
): Promise<void> {
  try {
    await job.run(context, abortSignal);
  } catch (error) {
    context.log.error('job failed', { job: name, code: errorCode(error) });
    throw new Error('job failed');
  }
}
