import { forgetAddressees, openAddressee } from '../members/addressees.ts';
import { findMembersOfAddressees } from '../members/find-members-of-addressees.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { plus } from '../platform/time.ts';
import { endReminder } from './end-reminder.ts';
import { hasGiven } from './has-given.ts';
import { ENDED_KEPT, UNCONFIRMED_KEPT } from './rules.ts';
import {
  deleteEnded,
  deleteReminders,
  findWaiting,
  lockReminder,
  lockUnconfirmed,
  type Reminder,
} from './store.ts';

/** Keeps nothing for longer than it is of use: addresses that nobody confirmed, that have given, and what is over. */
export async function tidyReminders(context: Context, signal?: AbortSignal): Promise<void> {
  const now = context.clock.now();
  await deleteEnded(context.database, plus(now, -ENDED_KEPT));
  let found = true;
  while (found && !signal?.aborted) {
    found = await context.database.transaction(async (transaction) => {
      const reminders = await lockUnconfirmed(transaction, plus(now, -UNCONFIRMED_KEPT));
      await forgetUnconfirmed(transaction, reminders);
      return reminders.length > 0;
    });
  }
  await endAnswered(context, signal);
}

/** @param reminders locked */
export async function forgetUnconfirmed(database: Database, reminders: Reminder[]): Promise<void> {
  if (reminders.length === 0) return;
  for (const { id } of reminders) await callOffMails(database, id);
  await forgetAddressees(
    database,
    reminders.flatMap(({ addresseeId }) => addresseeId ?? []),
  );
  await deleteReminders(
    database,
    reminders.map(({ id }) => id),
  );
}

/** Whose address has given need not wait for its date to be forgotten. */
async function endAnswered(context: Context, signal: AbortSignal | undefined): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  while (!signal?.aborted) {
    const reminders = await findWaiting(context.database, after);
    const last = reminders.at(-1);
    if (last === undefined) return;
    const members = await findMembersOfAddressees(
      context.database,
      reminders.flatMap(({ addresseeId }) => addresseeId ?? []),
    );
    for (const { id, addresseeId } of reminders) {
      if (signal?.aborted) return;
      if (addresseeId === null || !members.has(addresseeId)) continue;
      await context.database.transaction((transaction) => endIfAnswered(context, transaction, id));
    }
    after = last.id;
  }
}

async function endIfAnswered(context: Context, database: Database, id: string): Promise<void> {
  const reminder = await lockReminder(database, id);
  if (reminder?.state !== 'waiting' || reminder.addresseeId === null) return;
  const addressee = await openAddressee(context, database, reminder.addresseeId);
  if (addressee === undefined) return;
  const given = await hasGiven(context, database, { address: addressee.address, since: reminder.createdAt });
  if (!given) return;
  await callOffMails(database, id);
  await endReminder(context, database, reminder, 'done');
}
