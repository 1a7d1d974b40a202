import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { answerByCookie } from './answer-ask.ts';
import { type AskCookie, type AskKeys, readAskCookie, writeAskCookie } from './cookie.ts';
import { findCause } from './find-cause.ts';
import { answerOfCookie, cookieUntil } from './rules.ts';

/**
 * Where this browser's quiet can be had by another of the same reader: the link holds what the cookie holds, and tells as
 * little. To be shown to that reader alone.
 * @param cookieValue also of a cookie that is only being written
 * @returns null where this browser would be asked
 */
export function carryUrl(
  context: AskKeys & Pick<Context, 'clock' | 'publicUrl'>,
  cookieValue: string | undefined,
): string | null {
  const isQuiet = answerByCookie(context, cookieValue)?.answer.ask === false;
  return isQuiet ? `${context.publicUrl}/carry?ask=${cookieValue}` : null;
}

/**
 * What a link holds, as it stands now, for it may have lain for a while. Nothing is written.
 * @returns null alike for what has run out, what leads nowhere, and what we did not write
 */
export async function findCarried(context: Context, value: string | undefined): Promise<AskCookie | null> {
  const now = context.clock.now();
  const cookie = readAskCookie(context, value);
  if (cookie === null) return null;
  const cause = await findCause(context, cookie.token);
  const until = cause?.quietUntil ?? answerOfCookie(now, cookie.until)?.until;
  return until && until > now ? { until, token: cookie.token } : null;
}

/**
 * The cookie for the browser that opened the link: the link's, unless that browser is quiet for longer by itself.
 * @returns null where `findCarried` finds nothing
 */
export async function takeCarried(
  context: Context,
  { carried, cookieValue }: { carried: string | undefined; cookieValue: string | undefined },
): Promise<Cookie | null> {
  const found = await findCarried(context, carried);
  if (found === null) return null;
  const own = await findCarried(context, cookieValue);
  const { until, token } = own && own.until > found.until ? own : found;
  return writeAskCookie(context, { until: cookieUntil(context.clock.now(), until), token });
}
