import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import { finishChanges } from './account/changes/finish-changes.ts';
import { findDoubles } from './account/doubles/find-doubles.ts';
import { finishDoubles } from './account/doubles/finish-doubles.ts';
import { finishErasures } from './account/erasure/finish-erasures.ts';
import { noticeMail } from './account/notices/notice-mail.ts';
import { NOTICE_MAIL } from './account/notices/plan-notice.ts';
import { tellMembers } from './account/notices/tell-members.ts';
import { tellOfEndingMethods } from './account/pay/find-ending-methods.ts';
import { SIGN_IN_MAIL } from './account/sign-in/request-link.ts';
import { signInMail } from './account/sign-in/sign-in-mail.ts';
import { tidySignIn } from './account/sign-in/tidy-sign-in.ts';
import { forgetOldClocks } from './ask/forget-old-clocks.ts';
import type { AppContext } from './context.ts';
import { reconcileDaily } from './ledger/reconcile/reconcile-days.ts';
import { confirmationMail as newsletterConfirmationMail } from './newsletter/confirmation-mail.ts';
import { tidySubscriptions } from './newsletter/end-subscription.ts';
import { NEWSLETTER_CONFIRMATION } from './newsletter/subscribe.ts';
import { errorCode } from './platform/log.ts';
import { type MailKinds, sendMails } from './platform/mail/send-mails.ts';
import { type OneAtATime, oneAtATime } from './platform/one-at-a-time.ts';
import { SECOND } from './platform/time.ts';
import { confirmationMail as reminderConfirmationMail } from './reminders/confirmation-mail.ts';
import { CONFIRMATION_MAIL, REMINDER_MAIL } from './reminders/mail-kinds.ts';
import { reminderMail } from './reminders/reminder-mail.ts';
import { tidyReminders } from './reminders/tidy-reminders.ts';
import { explainFailures } from './webhooks/explain-failures.ts';
import { explainPayments } from './webhooks/explain-payments.ts';
import { readPayoutLines } from './webhooks/read-payout-lines.ts';
import { rereadContested } from './webhooks/reread-contested.ts';
import { retryEvents } from './webhooks/retry-events.ts';
import { sweepBalance } from './webhooks/sweep-balance.ts';

export type Worker = { stop(): Promise<void> };

type Job = {
  /** cron, in UTC */
  schedule: string;
  /** whoever makes work for it wakes it, so that a run asked for while one is under way is not left out */
  woken?: true;
  /** @param signal aborted when the worker stops and has waited a little */
  run(context: AppContext, signal: AbortSignal): Promise<unknown>;
};

/** The one list of kinds of mail: each is made by the feature that it belongs to. What stands first is sent first. */
const MAIL_KINDS: MailKinds<AppContext> = {
  // Somebody sits in front of their mailbox and waits for these; reminders can fall due by the thousand.
  [SIGN_IN_MAIL]: signInMail,
  [CONFIRMATION_MAIL]: reminderConfirmationMail,
  [NEWSLETTER_CONFIRMATION]: newsletterConfirmationMail,
  [NOTICE_MAIL]: noticeMail,
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
  /** why renewals did not come in */
  'explain-failures': { schedule: '* * * * *', run: explainFailures },
  /** cards that end before they are charged the next time; a month ahead, so it need not be often */
  'ending-methods': { schedule: '50 * * * *', run: tellOfEndingMethods },
  /** what two snapshots of one second disagree about */
  'reread-contested': { schedule: '* * * * *', run: rereadContested },
  /** which gifts each payout brought to the bank */
  'read-payout-lines': { schedule: '* * * * *', run: readPayoutLines },
  /** fees, and all else that moved on the balance at Stripe: one request where little has moved */
  'sweep-balance': { schedule: '* * * * *', run: sweepBalance },
  /** changes of memberships that Stripe has not answered */
  'finish-changes': { schedule: '* * * * *', run: finishChanges },
  /** what members have to be told: each is planned as a mail, once */
  notices: { schedule: '* * * * *', run: tellMembers },
  /** members with two memberships where one was meant */
  'find-doubles': { schedule: '* * * * *', run: findDoubles },
  /** what their owners have answered, and Stripe has not done */
  'finish-doubles': { schedule: '* * * * *', run: finishDoubles },
  /** customers of whoever was erased here */
  'finish-erasures': { schedule: '* * * * *', woken: true, run: finishErasures },
  /** mail that is due */
  'send-mails': { schedule: '* * * * *', woken: true, run: sendDueMails },
  /** whoever asked for the newsletter and did not confirm it is forgotten */
  'tidy-newsletter': { schedule: '20 * * * *', run: tidySubscriptions },
  /** the books against Stripe, each day once yesterday's last payments are swept */
  reconcile: { schedule: '40 * * * *', run: reconcileDaily },
  /** addresses that wait for nothing any more */
  'tidy-reminders': { schedule: '20 * * * *', run: tidyReminders },
  /** links to sign in with that have run out, and sessions */
  'tidy-sign-in': { schedule: '20 * * * *', run: tidySignIn },
  /** ask clocks that no browser can ask for any more */
  'tidy-clocks': { schedule: '20 * * * *', run: forgetOldClocks },
};

const START_AGAIN_AFTER = 2 * SECOND;

/**
 * Runs the jobs until it is stopped. graphile-worker gives up after ten errors in a row, as when the database is away
 * for half a minute: then it is started again, for as long as it takes.
 * @throws Error when it cannot start the first time
 */
export async function startWorker(context: AppContext): Promise<Worker> {
  const once = oneAtATime();
  let runner = await startRunner(context, once);
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
      runner = await startRunner(context, once).catch(() => runner);
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

/** @param once what this process is at outlives a runner */
function startRunner(context: AppContext, once: OneAtATime): Promise<Runner> {
  const names = Object.entries(JOBS);
  return run({
    pgPool: context.pool,
    // Unless it writes down several at a time, nobody awaits that it writes down what became of a job: where the database
    // is gone by then, that would be an unhandled rejection, and the end of the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    noHandleSignals: true,
    // So that one that waits for Stripe for minutes keeps none of the others waiting.
    concurrency: names.length,
    // graphile-worker's messages quote job payloads and errors; ours say which job, and a code.
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      names.map(([name, job]) => [
        name,
        (_, { abortSignal }) => once(name, () => runJob(context, { name, job, abortSignal }), job),
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
