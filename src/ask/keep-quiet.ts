import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { plainHash } from '../platform/keys.ts';
import { uniqueBy } from '../platform/order.ts';
import { readAskCookie, writeAskCookie } from './cookie.ts';
import { openDeviceToken, sealDeviceToken } from './device-token.ts';
import { cookieUntil, quietOf } from './rules.ts';
import { type AskClock, findClock, insertClock, updateClocks, updateWish } from './store.ts';
import { subjectToken } from './subject-token.ts';

/** @param subject a contribution's id, or a reminder's */
export type QuietWord = { subject: string; quietUntil: Date };

/**
 * Quiet on this device alone: nothing is stored, so nothing stands for a person. Only where a gift or a membership keeps
 * this browser quiet already does its row take the wish, so that a renewal goes on being heard of; the later date holds.
 * @param note `NOTE_BYTES` that come back from `findCause`
 */
export async function keepDeviceQuiet(
  context: Context,
  { until, note, cookieValue }: { until: Date; note: Buffer; cookieValue: string | undefined },
): Promise<Cookie> {
  const now = context.clock.now();
  const present = readAskCookie(context, cookieValue);
  const clock = present && (await findClock(context.database, plainHash(present.token)));
  if (!present || !clock || clock.quietUntil <= now) {
    const token = sealDeviceToken(context, { until, note });
    return writeAskCookie(context, { until: cookieUntil(now, until), token });
  }
  await updateWish(context.database, clock.tokenHash, until);
  const quietUntil = quietOf({ ...clock, wishedUntil: until });
  return writeAskCookie(context, { until: cookieUntil(now, quietUntil), token: present.token });
}

/**
 * A gift of somebody whom a membership keeps quiet already: its cookie stays, so that the membership goes on being heard of,
 * and the later date holds.
 * @returns the cookie, or null where there is nothing new to say
 */
export async function keepQuietBeside(
  context: Context,
  { until, cookieValue }: { until: Date; cookieValue: string | undefined },
): Promise<Cookie | null> {
  const present = readAskCookie(context, cookieValue);
  const clock = present && (await findClock(context.database, plainHash(present.token)));
  if (!present || !clock || quietOf(clock) >= until) return null;
  await updateWish(context.database, clock.tokenHash, until);
  return writeAskCookie(context, { until: cookieUntil(context.clock.now(), until), token: present.token });
}

/**
 * Quiet for as long as a gift or a membership says, which may be moved later by `moveQuiet`. Asked again for the same
 * subject, by whatever browser, it finds the row that it made. A later date that the reader wished for goes on to hold.
 * @param subject a contribution's id, or a reminder's
 * @param isRenewed of a membership: it takes the place of what lasts longer, whose date goes on to hold as a wish
 * @returns the cookie, or null where this browser already has one for the subject, or one that lasts longer
 */
export async function keepSubjectQuiet(
  context: Context,
  {
    subject,
    until,
    cookieValue,
    isRenewed = false,
  }: { subject: string; until: Date; cookieValue: string | undefined; isRenewed?: boolean },
): Promise<Cookie | null> {
  const present = readAskCookie(context, cookieValue);
  const clock = present && (await findClock(context.database, plainHash(present.token)));
  if (clock && (clock.subject === subject || (clock.quietUntil > until && !isRenewed))) return null;
  const kept = clock && (isRenewed ? quietOf(clock) : clock.wishedUntil);
  const wish = clock ? kept : present && openDeviceToken(context, present.token)?.until;
  const wishedUntil = wish && wish > until ? wish : null;
  const token = subjectToken(context, subject);
  const row = await keepClock(context.database, {
    tokenHash: plainHash(token),
    subject,
    quietUntil: until,
    wishedUntil,
  });
  return writeAskCookie(context, { until: cookieUntil(context.clock.now(), quietOf(row)), token });
}

/** @returns the row as it now stands; to find it there writes nothing */
async function keepClock(database: Database, clock: AskClock): Promise<AskClock> {
  const known = await findClock(database, clock.tokenHash);
  if (known === undefined) await insertClock(database, clock);
  if (known === undefined || clock.wishedUntil === null) return known ?? clock;
  await updateWish(database, clock.tokenHash, clock.wishedUntil);
  return { ...known, wishedUntil: clock.wishedUntil };
}

/** Tells every browser that was promised quiet for these subjects until when it now holds. */
export async function moveQuiet(database: Database, words: QuietWord[]): Promise<void> {
  const latest = uniqueBy(
    words,
    ({ subject }) => subject,
    (one, other) => (one.quietUntil > other.quietUntil ? one : other),
  );
  if (latest.length > 0) await updateClocks(database, latest);
}
