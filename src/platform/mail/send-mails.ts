import type { Context } from '../context.ts';
import { MINUTE, plus, SECOND } from '../time.ts';
import type { MailKind } from './kind.ts';
import { AT_ONCE, type WithMailer } from './mailer.ts';
import { sendMail } from './send-mail.ts';
import { type Claim, claimDueMails, countDue, findOtherKinds, releaseClaims } from './store.ts';

export type MailKinds<In extends Context> = Readonly<Record<string, MailKind<In>>>;

/** Four rounds of at most a minute each: within the five for which they are claimed. */
const CLAIMED_AT_ONCE = 4 * AT_ONCE;

/** From when a worker is told to stop: it has to be gone before its supervisor loses patience. */
const ANSWERED_WITHIN = 8 * SECOND;

/**
 * Sends what is due, a few at a time, until nothing is left, the mail server is away, or it is told to stop. Any number of
 * workers may be at it.
 * @throws Error when the database cannot be had
 */
export async function sendMails<In extends Context & WithMailer>(
  context: In,
  kinds: MailKinds<In>,
  signal?: AbortSignal,
): Promise<void> {
  if (context.mailer === undefined) return;
  const names = Object.keys(kinds);
  const { hurry, forget } = hurryAfter(signal);
  try {
    while (!signal?.aborted) {
      const claims = await claimDueMails(context.database, {
        now: context.clock.now(),
        kinds: names,
        limit: CLAIMED_AT_ONCE,
      });
      if (claims.length === 0) return await reportOthers(context, names);
      if (!(await sendClaimed({ context, kinds, claims, signal, hurry }))) return;
    }
  } finally {
    forget();
  }
}

/**
 * @returns `hurry`: aborted a while after `signal`; what is on its way then is given that long for its answer. `forget`: the
 *   signal is the worker's, and outlives every run of a job
 */
function hurryAfter(signal: AbortSignal | undefined): { hurry: AbortSignal; forget(): void } {
  const hurry = new AbortController();
  const soon = () => void setTimeout(() => hurry.abort(), ANSWERED_WITHIN).unref();
  signal?.addEventListener('abort', soon, { once: true });
  return { hurry: hurry.signal, forget: () => signal?.removeEventListener('abort', soon) };
}

/** @returns whether to go on */
async function sendClaimed<In extends Context & WithMailer>({
  context,
  kinds,
  claims,
  signal,
  hurry,
}: {
  context: In;
  kinds: MailKinds<In>;
  claims: readonly Claim[];
  signal: AbortSignal | undefined;
  hurry: AbortSignal;
}): Promise<boolean> {
  const { mailer } = context;
  const waiting = [...claims];
  let goOn = true;

  async function lane(): Promise<void> {
    while (goOn && !signal?.aborted) {
      const claim = waiting.shift();
      const kind = claim && kinds[claim.kind];
      if (!claim || !kind || !mailer) return;
      try {
        if (!(await sendMail({ context, mailer, kind, claim, hurry }))) goOn = false;
      } catch (error) {
        goOn = false;
        waiting.push(claim);
        throw error;
      }
    }
  }

  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  if (waiting.length > 0) await releaseClaims(context.database, waiting);
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
  return goOn;
}

/** Mail of a kind that this version does not know is left to one that does. */
async function reportOthers(context: Context, names: readonly string[]): Promise<void> {
  const others = await findOtherKinds(context.database, context.clock.now(), names);
  for (const kind of others) context.log.warn('mail of an unknown kind is due', { kind });
}

const OVERDUE_AFTER = 5 * MINUTE;
const COUNTED = 10_000;

/** Tells the metrics how many mails should have been on their way five minutes ago; it stops counting at ten thousand. */
export async function measureOverdueMails(context: Context): Promise<void> {
  const before = plus(context.clock.now(), -OVERDUE_AFTER);
  context.metrics.overdueMails.set(await countDue(context.database, before, COUNTED));
}
