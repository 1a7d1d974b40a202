import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { readAskCookie, writeAskCookie } from './cookie.ts';
import { findCause } from './find-cause.ts';
import { type AskAnswer, answerAt, cookieUntil } from './rules.ts';

/**
 * Shall this browser be asked? From the cookie alone while it is valid; once it has run out, by one look-up of its
 * token, which hears of a renewed or ended membership. Unknown, forged and absent cookies get the same answer.
 */
export async function answerAsk(
  context: Context,
  cookieValue: string | undefined,
): Promise<{ answer: AskAnswer; cookie?: Cookie }> {
  const now = context.clock.now();
  const cookie = readAskCookie(context, cookieValue);
  if (cookie === null) return { answer: answerAt(now, null) };
  const asTold = answerAt(now, cookie.until);
  if (!asTold.ask) return { answer: asTold };
  const cause = await findCause(context, cookie.token);
  const asKnown = answerAt(now, cause && cookieUntil(now, cause.quietUntil));
  if (asKnown.until === null) return { answer: asKnown };
  return { answer: asKnown, cookie: writeAskCookie(context, { until: asKnown.until, token: cookie.token }) };
}
