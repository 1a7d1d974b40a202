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
  deleteReminder,
  findReminder,
  findUnconfirmed,
  findWaiting,
  lockReminder,
} from './store.ts';

/** Keeps nothing for longer than it is of use: addresses that nobody confirmed, that have given, and what is over. */
export async function tidyReminders(context: Context, signal?: AbortSignal): Promise<void> {
  const now = context.clock.now();
  await deleteEnded(context.database, plus(now, -ENDED_KEPT));
  for (;;) {
    const reminders = await findUnconfirmed(context.database, plus(now, -UNCONFIRMED_KEPT));
    if (reminders.length === 0) break;
    for (const { id } of reminders) {
      if (signal?.aborted) return;
      await context.database.transaction((transaction) => forgetUnconfirmed(transaction, id));
    }
  }
  await endAnswered(context, signal);
}

/** As if it had never been asked for. */
export async function forgetUnconfirmed(database: Database, id: string): Promise<void> {
  await callOffMails(database, id);
  const reminder = await lockReminder(database, id);
  if (reminder?.state !== 'unconfirmed') return;
  if (reminder.addresseeId !== null) await forgetAddressees(database, [reminder.addresseeId]);
  await deleteReminder(database, id);
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
  const reminder = await findReminder(database, id);
  const addressee = reminder?.addresseeId && (await openAddressee(context, database, reminder.addresseeId));
  if (!reminder || !addressee) return;
  const given = await hasGiven(context, database, { address: addressee.address, since: reminder.createdAt });
  if (!given) return;
  await callOffMails(database, id);
  const locked = await lockReminder(database, id);
  if (locked?.state === 'waiting') await endReminder(context, database, locked, 'done');
}
