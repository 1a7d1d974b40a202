import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import { isTransient } from '../database.ts';
import { EmailAddress } from '../email-address.ts';
import { errorCode } from '../log.ts';
import { MINUTE, plus, SECOND } from '../time.ts';
import type { MailFate, MailKind } from './kind.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { Mailer, OutgoingMail } from './mailer.ts';
import type { Outcome } from './outcome.ts';
import { MOST_UNHEARD, retryAt } from './rules.ts';
import { type Claim, deleteMail, lockClaimed, lockMail, type PlannedMail, updateMail } from './store.ts';

/** One mail that is claimed, and what it takes to send it. */
export type Sending<In extends Context> = { context: In; mailer: Mailer; kind: MailKind<In>; claim: Claim };

/**
 * Sends a claimed mail. That it is handed over is written down before, and what became of it after; between the two no
 * transaction is open. So whatever fails or falls over where, it is sent twice at the most, with the same Message-ID.
 * @returns whether the mail server is there, so that it is worth going on with others
 * @throws Error when the database cannot be had before anything was handed over
 */
export async function sendMail<In extends Context>(sending: Sending<In>): Promise<boolean> {
  const { context, mailer, claim } = sending;
  const outgoing = await takeUp(sending);
  if (outgoing === null) return true;
  const outcome = await mailer.send(outgoing);
  if (outcome.kind !== 'accepted')
    context.log.warn(MESSAGES[outcome.kind], { kind: claim.kind, code: outcome.code });
  await record(sending, outcome);
  return outcome.kind !== 'away';
}

const MESSAGES = {
  refused: 'mail refused for good',
  later: 'mail refused for now',
  away: 'mail server cannot be used',
  unknown: 'mail handed over without an answer',
} as const;

/** The first transaction: what is to be sent, if anything, and that it is about to be handed over. */
async function takeUp<In extends Context>(sending: Sending<In>): Promise<OutgoingMail | null> {
  const { context, claim } = sending;
  try {
    const { outgoing = null, fate } = await context.database.transaction((transaction) =>
      prepare(sending, transaction),
    );
    if (fate !== undefined) count(sending, fate);
    return outgoing;
  } catch (error) {
    if (isTransient(error)) throw error;
    context.log.error('mail could not be made', { kind: claim.kind, code: errorCode(error) });
    await record(sending, { kind: 'later', code: 'not-made' }, 0);
    return null;
  }
}

async function prepare<In extends Context>(
  sending: Sending<In>,
  transaction: Database,
): Promise<{ outgoing?: OutgoingMail; fate?: MailFate }> {
  const { context, kind, claim } = sending;
  const now = context.clock.now();
  const row = await lockClaimed(transaction, claim);
  if (row === undefined) return {};
  if (row.expiresAt <= now) return { fate: await settle(sending, transaction, row, 'late') };
  if (row.unheard >= MOST_UNHEARD) return { fate: await settle(sending, transaction, row, 'unheard') };
  const mail = await kind.compose(context, transaction, row.subject);
  if (mail === null) {
    await deleteMail(transaction, row.id);
    return {};
  }
  // It was checked when it was taken. What is not one plain address could be read as a header, or as several.
  if (!EmailAddress.safeParse(mail.to).success)
    return { fate: await settle(sending, transaction, row, 'refused') };
  await updateMail(transaction, row.id, { unheard: row.unheard + 1 });
  const { to, letter, unsubscribeUrl } = mail;
  const newsroom = context.settings.NEWSROOM_NAME;
  return {
    outgoing: {
      id: row.id,
      to,
      subject: letter.subject,
      text: letterText(letter, newsroom),
      html: letterHtml(letter, newsroom),
      date: now,
      unsubscribeUrl,
    },
  };
}

/** While the process lives, what it alone knows is not given up at the first failure. */
const RECORD_AGAIN_AFTER = [SECOND / 10, SECOND, 3 * SECOND];

/** The second transaction, tried a few times; then the claim runs out, and the mail is taken up again. */
async function record<In extends Context>(
  sending: Sending<In>,
  outcome: Outcome,
  handedOver = 1,
): Promise<void> {
  const { context, claim } = sending;
  for (const wait of [...RECORD_AGAIN_AFTER, undefined]) {
    try {
      const fate = await context.database.transaction((transaction) =>
        conclude(sending, transaction, { outcome, handedOver }),
      );
      if (fate !== undefined) count(sending, fate);
      return;
    } catch (error) {
      context.log.error('what became of a mail could not be recorded', {
        kind: claim.kind,
        code: errorCode(error),
      });
      if (wait !== undefined) await sleep(wait);
    }
  }
}

/** @returns what is to be counted */
async function conclude<In extends Context>(
  sending: Sending<In>,
  transaction: Database,
  { outcome, handedOver }: { outcome: Outcome; handedOver: number },
): Promise<MailFate | 'postponed' | undefined> {
  const { context, claim } = sending;
  // What was taken was taken, though somebody else may think by now that it is theirs.
  const row = await (outcome.kind === 'accepted'
    ? lockMail(transaction, claim.id)
    : lockClaimed(transaction, claim));
  if (row === undefined) return undefined;
  if (outcome.kind === 'accepted') return settle(sending, transaction, row, 'sent');
  if (outcome.kind === 'refused') return settle(sending, transaction, row, 'refused');
  const now = context.clock.now();
  if (outcome.kind === 'unknown') {
    if (row.unheard >= MOST_UNHEARD) return settle(sending, transaction, row, 'unheard');
    await updateMail(transaction, row.id, { claimedUntil: null, dueAt: plus(now, MINUTE) });
    return 'postponed';
  }
  const failures = row.failures + 1;
  await updateMail(transaction, row.id, {
    claimedUntil: null,
    unheard: row.unheard - handedOver,
    failures,
    dueAt: retryAt(failures, now, row.expiresAt),
  });
  return 'postponed';
}

async function settle<In extends Context>(
  { context, kind }: Sending<In>,
  transaction: Database,
  row: PlannedMail,
  fate: MailFate,
): Promise<MailFate> {
  await kind.settle(context, transaction, row.subject, fate);
  await deleteMail(transaction, row.id);
  return fate;
}

function count<In extends Context>({ context, claim }: Sending<In>, fate: MailFate | 'postponed'): void {
  context.metrics.mails.inc({ kind: claim.kind, fate });
}
