import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import type { MailCatcher } from '../../src/sandbox/mail/start-mail-catcher.ts';
import { tokenIn } from '../reminders/remind.ts';

/** What one reader asked for and was told is so. */
export type Asked = { address: string; what: 'reminder' | 'newsletter' };

export type ReminderDriver = {
  /** those whose confirmation was answered with 303 */
  confirmed: Asked[];
  /** Asks, confirms and lets fall due without pause until `stop` is called; resolves once all that was begun is done. */
  run(): { stop(): Promise<void> };
};

const AT_ONCE = 8;
/** Readers press again: nothing answered is nothing done, as far as they know. */
const AGAIN_AFTER = 50;
const PATIENCE = 10_000;
/** A mail that failed for now is tried again after a minute. */
const MAIL_PATIENCE = 90_000;

/**
 * Readers of a service that is killed: they ask for reminders and the newsletter, press what their mail tells them to, and
 * press again where they get no answer. A reminder that is confirmed falls due at once.
 */
export function createReminderDriver({
  url,
  mail,
  databaseUrl,
}: {
  url: string;
  mail: MailCatcher;
  databaseUrl: string;
}): ReminderDriver {
  const confirmed: Asked[] = [];
  let begun = 0;
  let sent = 0;

  async function liveOne(): Promise<void> {
    begun += 1;
    const name = randomUUID();
    const asked: Asked = {
      address: `${name}@mail.example`,
      what: begun % 4 === 0 ? 'newsletter' : 'reminder',
    };
    await (asked.what === 'reminder' ? remind(asked.address, name) : subscribe(asked.address));
    const letter = await Promise.race([mail.waitFor(({ to }) => to.includes(asked.address)), tooLate()]);
    const press = () => send(`/confirm?token=${tokenIn(letter)}`, '');
    // Where the answer to a press was lost, what it confirmed may have come by now.
    await until(303, press, () => mail.messages().some((one) => isReminder(one, asked.address)));
    confirmed.push(asked);
    if (asked.what === 'reminder') await letFallDue(databaseUrl);
  }

  const remind = (email: string, key: string) =>
    until(201, () =>
      send('/v1/reminders', { in: 'P1M', channel: 'email', email }, { 'idempotency-key': key }),
    );
  const subscribe = (email: string) => until(202, () => send('/v1/newsletter', { email }));

  function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    sent += 1;
    return fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // Each time from another machine, or it would be found to ask too often.
        'x-forwarded-for': `10.${Math.floor(sent / 2 ** 16) % 256}.${Math.floor(sent / 256) % 256}.${sent % 256}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  return {
    confirmed,
    run: () => {
      let isRunning = true;
      const readers = Array.from({ length: AT_ONCE }, async () => {
        while (isRunning) await liveOne();
      });
      const all = Promise.all(readers);
      all.catch(() => {});
      return {
        stop: async () => {
          isRunning = false;
          await all;
        },
      };
    },
  };
}

/** @throws Error once mail that was promised should long have come */
async function tooLate(): Promise<never> {
  await wait(MAIL_PATIENCE, undefined, { ref: false });
  throw new Error('a mail that was promised did not come');
}

/** The mail that was asked for, not the one that asks to confirm it. */
const isReminder = ({ to, subject }: CaughtMail, address: string) =>
  subject !== 'Please confirm' && to.includes(address);

/** @throws Error for an answer that says neither yes nor "not now", unless it is settled all the same */
async function until(
  status: number,
  attempt: () => Promise<Response>,
  isSettled = () => false,
): Promise<void> {
  for (;;) {
    const answer = await attempt().catch(() => undefined);
    await answer?.arrayBuffer().catch(() => {});
    if (answer?.status === status) return;
    if (answer?.status === 410 && isSettled()) return;
    if (answer !== undefined && answer.status !== 503) throw new Error(`answered ${answer.status}`);
    await wait(AGAIN_AFTER);
  }
}

const DUE = "update mails set due_at = now() where due_at > now() and kind = 'reminder'";
const WAKE = "select graphile_worker.add_job('send-mails', job_key => 'send-mails', max_attempts => 1)";

/** As if the day had come for which they were set. */
async function letFallDue(databaseUrl: string): Promise<void> {
  for (;;) {
    try {
      await query(databaseUrl, `${DUE}; ${WAKE}`);
      return;
    } catch {
      await wait(AGAIN_AFTER);
    }
  }
}

/** On a connection of its own, which a kill takes with it. */
export async function query(databaseUrl: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
