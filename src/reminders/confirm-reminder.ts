import { addresseesOf, openAddressee } from '../members/addressees.ts';
import { lockAddressOf } from '../members/lock-address.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails, planMail } from '../platform/mail/plan-mail.ts';
import { plus } from '../platform/time.ts';
import { cancelReminder, countCancelled } from './cancel-reminder.ts';
import { count } from './count.ts';
import { REMINDER_MAIL } from './mail-kinds.ts';
import { notBefore, REMINDER_WORTH, UNCONFIRMED_KEPT } from './rules.ts';
import { findRemindersOf, lockReminder, type Reminder, updateReminder } from './store.ts';

/**
 * Its reader opened our mail and agreed: the reminder waits for its date, and replaces whatever waited for the same
 * address, so that nobody gets more than one mail a month, whatever was asked.
 * @returns false where there is nothing to confirm any more
 */
export async function confirmReminderOf(
  context: Context,
  database: Database,
  addresseeId: string,
): Promise<boolean> {
  const addressee = await openAddressee(context, database, addresseeId);
  if (addressee === undefined) return false;
  await lockAddressOf(context, database, addressee.address);
  const all = await findRemindersOf(database, await addresseesOf(context, database, addressee.address));
  const asked = all.find((one) => one.addresseeId === addresseeId);
  if (asked?.state !== 'unconfirmed') return false;
  await callOffMails(database, asked.id);
  const reminder = await lockReminder(database, asked.id);
  if (reminder?.state !== 'unconfirmed') return false;
  if (plus(reminder.createdAt, UNCONFIRMED_KEPT) <= context.clock.now()) return false;
  const replaced: Reminder[] = [];
  for (const { id, state } of all)
    if (state === 'waiting') replaced.push(...(await cancelReminder(context, database, id)));
  await startWaiting(context, database, reminder);
  await countCancelled(context, database, replaced);
  const { delay, campaign } = reminder;
  await count(context, database, { event: 'confirmed', channel: 'email', delay, campaign });
  return true;
}

async function startWaiting(context: Context, database: Database, reminder: Reminder): Promise<void> {
  const { id } = reminder;
  const now = context.clock.now();
  const dueAt = notBefore(reminder.remindAt, now);
  await updateReminder(database, id, {
    state: 'waiting',
    confirmedAt: now,
    remindAt: dueAt,
    firstAt: dueAt,
  });
  await planMail(context, database, {
    kind: REMINDER_MAIL,
    subject: id,
    dueAt,
    expiresAt: plus(dueAt, REMINDER_WORTH),
  });
}
