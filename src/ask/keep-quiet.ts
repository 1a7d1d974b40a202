import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { plainHash } from '../platform/keys.ts';
import { uniqueBy } from '../platform/order.ts';
import { randomToken } from '../platform/tokens.ts';
import { newAskCookie, readAskCookie, writeAskCookie } from './cookie.ts';
import { cookieUntil } from './rules.ts';
import { findClock, insertClock, updateClocks } from './store.ts';

/** @param subject a contribution's id */
export type QuietWord = { subject: string; quietUntil: Date };

/** Quiet on this device alone: nothing is stored, so nothing stands for a person. */
export function keepDeviceQuiet(context: Context, until: Date): Cookie {
  return newAskCookie(context, cookieUntil(context.clock.now(), until));
}

/**
 * Quiet for as long as a gift or a membership says, which may be moved later by `moveQuiet`.
 * @param subject a contribution's id
 * @returns the cookie, or null where this browser already has one for the subject
 */
export async function keepSubjectQuiet(
  context: Context,
  { subject, until, cookieValue }: { subject: string; until: Date; cookieValue: string | undefined },
): Promise<Cookie | null> {
  const present = readAskCookie(context, cookieValue);
  const clock = present && (await findClock(context.database, plainHash(present.token)));
  if (clock?.subject === subject) return null;
  const token = randomToken();
  await insertClock(context.database, { tokenHash: plainHash(token), subject, quietUntil: until });
  return writeAskCookie(context, { until: cookieUntil(context.clock.now(), until), token });
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
