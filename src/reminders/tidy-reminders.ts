import { whoPaidSince } from '../ledger/who-paid-since.ts';
import { forgetAddressees, openAddressee } from '../members/addressees.ts';
import { addresseesOfMembers } from '../members/addressees-of-members.ts';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { callOffMails } from '../platform/mail/plan-mail.ts';
import { DAY, plus } from '../platform/time.ts';
import { endReminder } from './end-reminder.ts';
import { hasGiven } from './has-given.ts';
import { ENDED_KEPT, UNCONFIRMED_KEPT } from './rules.ts';
import {
  deleteEnded,
  deleteReminder,
  findReminder,
  findRemindersOf,
  findUnconfirmed,
  lockReminder,
} from './store.ts';

const AT_A_TIME = 500;
/** For so long gifts are looked at each hour. Who gave while no worker was at it, is found when the mail would go out. */
const GIFTS_LOOKED_AT = DAY;

/** Keeps nothing for longer than it is of use: addresses that nobody confirmed, that have given, and what is over. */
export async function tidyReminders(context: Context, signal?: AbortSignal): Promise<void> {
  const now = context.clock.now();
  await forgetEnded(context, signal);
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

/** A few at a time, so that a day on which a million end is not one statement that takes too long, again and again. */
async function forgetEnded({ clock, database }: Context, signal: AbortSignal | undefined): Promise<void> {
  const before = plus(clock.now(), -ENDED_KEPT);
  while (!signal?.aborted && (await deleteEnded(database, before, AT_A_TIME)) === AT_A_TIME);
}

/** As if it had never been asked for. */
export async function forgetUnconfirmed(database: Database, id: string): Promise<void> {
  await callOffMails(database, id);
  const reminder = await lockReminder(database, id);
  if (reminder?.state !== 'unconfirmed') return;
  if (reminder.addresseeId !== null) await forgetAddressees(database, [reminder.addresseeId]);
  await deleteReminder(database, id);
}

/**
 * Whose address has given need not wait for its date to be forgotten. It begins with the gifts of late, which are few, and
 * not with all who wait.
 */
async function endAnswered(context: Context, signal: AbortSignal | undefined): Promise<void> {
  const { clock, database } = context;
  const members = await whoPaidSince(database, plus(clock.now(), -GIFTS_LOOKED_AT));
  while (members.length > 0) {
    const addressees = await addresseesOfMembers(database, members.splice(0, AT_A_TIME));
    for (const { id, state } of await findRemindersOf(database, addressees)) {
      if (signal?.aborted) return;
      if (state !== 'waiting') continue;
      await database.transaction((transaction) => endIfAnswered(context, transaction, id));
    }
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
