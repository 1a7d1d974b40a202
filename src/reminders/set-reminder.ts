import { readAskCookie } from '../ask/cookie.ts';
import { findCause } from '../ask/find-cause.ts';
import { keepDeviceQuiet, keepSubjectQuiet } from '../ask/keep-quiet.ts';
import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { count } from './count.ts';
import { keepByMail } from './keep-by-mail.ts';
import { writeNote } from './note.ts';
import { askAgainAt, type Channel } from './rules.ts';
import { findReminder } from './store.ts';
import type { Browser, ReminderWish } from './wish.ts';

export type ReminderSet = {
  /** until when this browser is not asked */
  askAgainAt: Date;
  channel: Channel;
  /** whether a mail was promised that has to be answered first */
  mustConfirm: boolean;
  cookies: Cookie[];
};

/**
 * Hides the ask; a calendar file and "just hide it" are kept by the device alone. For an e-mail the address is kept,
 * sealed, and has to be confirmed unless this browser has just proven it.
 * @throws Problem idempotency-key-reused
 */
export async function setReminder(
  context: Context,
  wish: ReminderWish,
  browser: Browser,
): Promise<ReminderSet> {
  if (wish.channel === 'email' && wish.email !== undefined) {
    return setByMail(context, { ...wish, email: wish.email }, browser);
  }
  const { when, channel, choice, campaign } = wish;
  const until = askAgainAt(context.clock.now(), when);
  await count(context, context.database, { event: 'set', channel, delay: when.delay, campaign });
  const cookie = await keepDeviceQuiet(context, {
    until,
    note: writeNote({ channel, delay: when.delay, choice }),
    cookieValue: browser.askCookie,
  });
  return { askAgainAt: until, channel, mustConfirm: false, cookies: [cookie] };
}

async function setByMail(
  context: Context,
  wish: ReminderWish & { email: string },
  browser: Browser,
): Promise<ReminderSet> {
  const { id, setAt, mustConfirm } = await keepByMail(context, wish, browser);
  const until = askAgainAt(setAt, wish.when);
  const cookieValue = (await isOfReminder(context, browser.askCookie)) ? undefined : browser.askCookie;
  const cookie = await keepSubjectQuiet(context, { subject: id, until, cookieValue });
  return { askAgainAt: until, channel: 'email', mustConfirm, cookies: cookie ? [cookie] : [] };
}

/** Then the new one takes its place, also where it comes sooner: it is the one to be shown, and taken back, from here. */
async function isOfReminder(context: Context, askCookie: string | undefined): Promise<boolean> {
  const cookie = readAskCookie(context, askCookie);
  const cause = cookie && (await findCause(context, cookie.token));
  if (cause?.kind !== 'subject') return false;
  return (await findReminder(context.database, cause.subject)) !== undefined;
}
