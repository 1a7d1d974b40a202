import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { count } from './count.ts';
import { endReminder } from './end-reminder.ts';
import { isOver } from './rules.ts';
import { findRemindersOf, lockReminder, type Reminder } from './store.ts';

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
  const cancelled: Reminder[] = [];
  for (const { id } of await findRemindersOf(database, addresseeIds))
    cancelled.push(...(await cancelReminder(context, database, id)));
  await countCancelled(context, database, cancelled);
  return cancelled.length;
}

/**
 * The mail first, as the one who sends it does it: whoever locks two things locks them in that order. To be counted by
 * `countCancelled`, once all is locked that the caller locks.
 * @returns the reminder, or none where it is over already
 */
export async function cancelReminder(context: Work, database: Database, id: string): Promise<Reminder[]> {
  await callOffMails(database, id);
  const reminder = await lockReminder(database, id);
  if (reminder === undefined || isOver(reminder)) return [];
  await endReminder(context, database, reminder, 'cancelled');
  return [reminder];
}

/** Numbers are what strangers share: they are raised last, and always in the same order, so that nobody waits in a circle. */
export async function countCancelled(
  context: Work,
  database: Database,
  cancelled: readonly Reminder[],
): Promise<void> {
  const cells = cancelled.map(({ delay, campaign }) => ({ delay, campaign: campaign ?? '' }));
  const inOrder = cells.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  for (const cell of inOrder)
    await count(context, database, { event: 'cancelled', channel: 'email', ...cell });
}

function nameOf({ delay, campaign }: { delay: string; campaign: string }): string {
  return `${campaign} ${delay}`;
}
