import { randomInt } from 'node:crypto';
import { forgetAddressees, keepAddressee } from '../members/addressees.ts';
import { lockAddressOf } from '../members/lock-address.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { Problem } from '../platform/http/problem.ts';
import { isProven } from '../platform/http/proven-address.ts';
import { planMail } from '../platform/mail/plan-mail.ts';
import { plus } from '../platform/time.ts';
import { confirmReminderOf } from './confirm-reminder.ts';
import { count } from './count.ts';
import { CONFIRMATION_MAIL } from './mail-kinds.ts';
import { CONFIRMATION_WORTH, mailAt } from './rules.ts';
import { findByRequestKey, insertReminder, type Reminder } from './store.ts';
import type { Browser, ReminderWish } from './wish.ts';

type MailWish = ReminderWish & { email: string };
type Kept = { id: string; setAt: Date; mustConfirm: boolean };

/**
 * Keeps a reminder by e-mail with its address, sealed, and plans the mail that asks to confirm it, all in one transaction.
 * Whether the address is known to us, or was asked for too often, makes no difference, neither to the work nor to the
 * answer: that is looked into when the mail is about to go out.
 * @throws Problem idempotency-key-reused
 */
export async function keepByMail(context: Context, wish: MailWish, browser: Browser): Promise<Kept> {
  return context.database.transaction(async (transaction) => {
    // One after the other, so that of those that come at once it is settled which was the fourth.
    await lockAddressOf(context, transaction, wish.email);
    const addresseeId = await keepAddressee(context, transaction, wish.email);
    const reminder = reminderOf(context, wish, { addresseeId, requestKey: browser.requestKey });
    if (!(await insertReminder(transaction, reminder))) {
      await forgetAddressees(transaction, [addresseeId]);
      return findFirst(transaction, browser.requestKey);
    }
    const { id, createdAt, delay, campaign } = reminder;
    const proven = isProven(context, browser.provenCookie, wish.email);
    if (proven) await confirmReminderOf(context, transaction, addresseeId);
    else await planConfirmation(context, transaction, id);
    await count(context, transaction, { event: 'set', channel: 'email', delay, campaign });
    return { id, setAt: createdAt, mustConfirm: !proven };
  });
}

async function planConfirmation(context: Context, database: Database, id: string): Promise<void> {
  const now = context.clock.now();
  await planMail(context, database, {
    kind: CONFIRMATION_MAIL,
    subject: id,
    dueAt: now,
    expiresAt: plus(now, CONFIRMATION_WORTH),
  });
}

/** The same Idempotency-Key came again. @throws Problem */
async function findFirst(database: Database, requestKey: Browser['requestKey']): Promise<Kept> {
  const first = requestKey && (await findByRequestKey(database, requestKey.key));
  if (!first) throw new Problem('temporarily-unavailable', { headers: { 'Retry-After': '1' } });
  if (!first.requestHash?.equals(requestKey.hash)) throw new Problem('idempotency-key-reused');
  return { id: first.id, setAt: first.createdAt, mustConfirm: first.state === 'unconfirmed' };
}

function reminderOf(
  { clock, ids, settings }: Context,
  { when, everyMonths, choice, campaign, locale, timeZone = settings.REPORT_TIME_ZONE }: MailWish,
  { addresseeId, requestKey }: { addresseeId: string; requestKey: Browser['requestKey'] },
): Reminder {
  const now = clock.now();
  // Spread over the hour, so that a mail server is not handed a day's mails in one minute.
  const remindAt = mailAt(now, when, { timeZone, minute: randomInt(60) });
  return {
    id: ids.random(),
    createdAt: now,
    state: 'unconfirmed',
    addresseeId,
    locale,
    delay: when.delay,
    remindAt,
    firstAt: remindAt,
    everyMonths: everyMonths ?? null,
    frequency: choice?.frequency ?? null,
    amount: choice?.amount ?? null,
    currency: choice?.currency ?? null,
    campaign: campaign ?? null,
    confirmedAt: null,
    endedAt: null,
    requestKey: requestKey?.key ?? null,
    requestHash: requestKey?.hash ?? null,
    tokenHash: null,
  };
}
