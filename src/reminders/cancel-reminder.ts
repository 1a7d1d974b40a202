import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { count } from './count.ts';
import { endReminder } from './end-reminder.ts';
import { isOver } from './rules.ts';
import { findRemindersOf, lockReminder } from './store.ts';

type Work = Pick<Context, 'clock' | 'settings'>;

/** The reminder whose mails carry that addressee's token. @returns false where there is none any more */
export async function cancelReminderOf(
  context: Work,
  database: Database,
  addresseeId: string,
): Promise<boolean> {
  return (await eraseReminders(context, database, [addresseeId])) > 0;
}

/** All reminders of these addressees, confirmed or not, with their addresses. @returns how many there were */
export async function eraseReminders(
  context: Work,
  database: Database,
  addresseeIds: string[],
): Promise<number> {
  if (addresseeIds.length === 0) return 0;
  const found = await findRemindersOf(database, addresseeIds);
  const cancelled = [];
  for (const { id } of found) cancelled.push(await cancelReminder(context, database, id));
  return cancelled.filter(Boolean).length;
}

/**
 * The mail first, as the one who sends it does it: whoever locks two things locks them in that order.
 * @returns false where it is over already
 */
export async function cancelReminder(context: Work, database: Database, id: string): Promise<boolean> {
  await callOffMails(database, id);
  const reminder = await lockReminder(database, id);
  if (reminder === undefined || isOver(reminder)) return false;
  const { delay, campaign } = reminder;
  await count(context, database, { event: 'cancelled', channel: 'email', delay, campaign });
  await endReminder(context, database, reminder, 'cancelled');
  return true;
}
