import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { count } from './count.ts';
import { endReminder } from './end-reminder.ts';
import { lockRemindersOf, type Reminder } from './store.ts';

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
  const found = await lockRemindersOf(database, addresseeIds);
  for (const reminder of found) await cancelReminder(context, database, reminder);
  return found.length;
}

/** @param reminder locked, and not over yet */
export async function cancelReminder(context: Work, database: Database, reminder: Reminder): Promise<void> {
  await callOffMails(database, reminder.id);
  const { delay, campaign } = reminder;
  await count(context, database, { event: 'cancelled', channel: 'email', delay, campaign });
  await endReminder(context, database, reminder, 'cancelled');
}
