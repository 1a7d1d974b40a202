import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { type AskKeys, isOfOldKey, NO_ASK_COOKIE, readAskCookie, writeAskCookie } from './cookie.ts';
import { findCause } from './find-cause.ts';
import { ASK, type AskAnswer, answerAt, answerOfCookie, cookieUntil } from './rules.ts';

export type Answered = { answer: AskAnswer; cookie?: Cookie };

const ASK_WITHOUT_COOKIE: Answered = { answer: ASK };
/** What is sent to us and is not ours is taken back, as is what leads nowhere: they must look alike. */
const ASK_AND_FORGET: Answered = { answer: ASK, cookie: NO_ASK_COOKIE };

/**
 * Shall this browser be asked? From the cookie alone while it is valid; once it has run out, by one look-up of its
 * token, which hears of a renewed or ended membership. Unknown and forged cookies get the same answer.
 */
export async function answerAsk(context: Context, cookieValue: string | undefined): Promise<Answered> {
  return answerAskAtOnce(context, cookieValue) ?? (await lookUp(context, cookieValue));
}

/** @returns null where the cookie alone does not tell, or has to be written anew */
export function answerAskAtOnce(
  context: AskKeys & Pick<Context, 'clock'>,
  cookieValue: string | undefined,
): Answered | null {
  const answered = answerByCookie(context, cookieValue);
  return answered?.answer.ask === false && isOfOldKey(context, cookieValue) ? null : answered;
}

/** @returns null where the cookie alone does not tell */
export function answerByCookie(
  context: AskKeys & Pick<Context, 'clock'>,
  cookieValue: string | undefined,
): Answered | null {
  if (cookieValue === undefined) return ASK_WITHOUT_COOKIE;
  const cookie = readAskCookie(context, cookieValue);
  if (cookie === null) return ASK_AND_FORGET;
  const answer = answerOfCookie(context.clock.now(), cookie.until);
  return answer && { answer };
}

async function lookUp(context: Context, cookieValue: string | undefined): Promise<Answered> {
  const now = context.clock.now();
  const cookie = readAskCookie(context, cookieValue);
  const cause = cookie && (await findCause(context, cookie.token));
  if (!cookie || !cause) return ASK_AND_FORGET;
  const answer = answerAt(now, cookieUntil(now, cause.quietUntil));
  if (answer.until === null) return { answer };
  return { answer, cookie: writeAskCookie(context, { until: answer.until, token: cookie.token }) };
}
