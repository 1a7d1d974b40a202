import { NO_ASK_COOKIE, readAskCookie } from '../ask/cookie.ts';
import { NOTE_BYTES } from '../ask/device-token.ts';
import { type Cause, findCause } from '../ask/find-cause.ts';
import { keepDeviceQuiet, moveQuiet } from '../ask/keep-quiet.ts';
import { cookieUntil } from '../ask/rules.ts';
import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import type { Locale } from '../platform/locale.ts';
import { plus } from '../platform/time.ts';
import { cancelReminder, countCancelled } from './cancel-reminder.ts';
import type { Choice } from './choice.ts';
import { readNote } from './note.ts';
import { choiceOf } from './reminder.ts';
import { type Channel, ENDED_KEPT } from './rules.ts';
import { findReminder, type Reminder } from './store.ts';

/** A reminder as its setter may see it. */
export type Current = {
  status: 'waiting' | 'due' | 'done' | 'cancelled';
  askAgainAt: Date;
  channel: Channel;
  choice?: Choice | undefined;
  /** of the mails; a device keeps none */
  locale?: Locale | undefined;
};

/**
 * What the browser with this cookie is to be reminded of. A browser that is quiet because of a gift is answered like one
 * whose reader just hid the ask, with no more than its cookie says: who holds somebody's device must not learn which it was.
 * @returns null for a cookie that is forged, that says nothing any more, or that there is none of
 */
export async function findCurrent(context: Context, askCookie: string | undefined): Promise<Current | null> {
  const found = await findBehind(context, askCookie);
  return found?.current ?? null;
}

/**
 * Takes it back: the browser is asked again, unless a gift keeps it quiet as well. A reminder by e-mail is cancelled, and
 * its address forgotten.
 * @returns null where there is none
 */
export async function cancelCurrent(
  context: Context,
  askCookie: string | undefined,
): Promise<{ cookies: Cookie[] } | null> {
  const found = await findBehind(context, askCookie);
  if (found === null) return null;
  const { cause } = found;
  if (cause.kind === 'subject' && found.reminder !== undefined) await cancelById(context, cause.subject);
  const isWish = cause.kind === 'subject' && found.reminder === undefined && cause.wishedUntil !== null;
  return { cookies: [isWish ? await takeBackWish(context, askCookie) : NO_ASK_COOKIE] };
}

/** A wish until now is none: what is left is the gift's own date, if that is still to come. */
async function takeBackWish(context: Context, cookieValue: string | undefined): Promise<Cookie> {
  const now = context.clock.now();
  const cookie = await keepDeviceQuiet(context, { until: now, note: Buffer.alloc(NOTE_BYTES), cookieValue });
  const left = readAskCookie(context, cookie.value);
  return left && left.until > now ? cookie : NO_ASK_COOKIE;
}

type Found = { current: Current; cause: Cause; reminder?: Reminder | undefined };

async function findBehind(context: Context, askCookie: string | undefined): Promise<Found | null> {
  const cookie = readAskCookie(context, askCookie);
  const cause = cookie && (await findCause(context, cookie.token));
  const now = context.clock.now();
  if (!cause) return null;
  const reminder = cause.kind === 'subject' ? await findReminder(context.database, cause.subject) : undefined;
  if (plus(cause.quietUntil, ENDED_KEPT) <= now) return null;
  const told = cookie.until > now ? cookie.until : cookieUntil(now, cause.quietUntil);
  const current = reminder
    ? currentOfMail(reminder, cause.quietUntil, now)
    : currentOfDevice(cause, told, now);
  return { current, cause, reminder };
}

function currentOfMail(reminder: Reminder, quietUntil: Date, now: Date): Current {
  const { state, locale } = reminder;
  const waits = quietUntil > now ? ('waiting' as const) : ('due' as const);
  return {
    status: state === 'done' || state === 'cancelled' ? state : waits,
    askAgainAt: quietUntil,
    channel: 'email',
    choice: choiceOf(reminder),
    locale,
  };
}

function currentOfDevice(cause: Cause, told: Date, now: Date): Current {
  const note = cause.kind === 'device' ? readNote(cause.note) : null;
  const wished = cause.kind === 'device' ? cause.quietUntil : cause.wishedUntil;
  const isWished = wished !== null && (cause.kind === 'device' || wished > now);
  return {
    status: cause.quietUntil > now ? 'waiting' : 'due',
    askAgainAt: isWished ? wished : told,
    channel: note?.channel ?? 'none',
    choice: note?.choice,
  };
}

async function cancelById(context: Context, id: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const cancelled = await cancelReminder(context, transaction, id);
    await moveQuiet(transaction, [{ subject: id, quietUntil: context.clock.now() }]);
    await countCancelled(context, transaction, cancelled);
  });
}
