import type { Request } from 'express';
import { ASK_COOKIE, readAskCookie } from '../../ask/cookie.ts';
import { openDeviceToken } from '../../ask/device-token.ts';
import { SESSION_COOKIE } from '../../members/session-cookie.ts';
import { livingSince, previousGoodSince } from '../../members/sessions/rules.ts';
import type { Context } from '../../platform/context.ts';
import { readCookie } from '../../platform/http/cookies.ts';
import { plainHash } from '../../platform/keys.ts';
import { plus } from '../../platform/time.ts';
import { BANK_IS_ANSWERED_WITHIN } from './rules.ts';
import { mayHaveBenefits } from './store.ts';

/**
 * Whether this browser's reader has benefits: because they are signed in, or because of the cookie that keeps it quiet, so
 * that no further trace of a membership lies on a device. Who has neither is answered without a look into the database.
 */
export async function hasBenefits(context: Context, request: Request): Promise<boolean> {
  const session = readCookie(request, SESSION_COOKIE, context.publicUrl);
  const ask = askToken(context, request);
  if (session === undefined && ask === null) return false;
  const now = context.clock.now();
  return mayHaveBenefits(context.database, {
    session: session === undefined ? null : plainHash(session),
    ask: ask === null ? null : plainHash(ask),
    ...livingSince(now),
    rotatedAfter: previousGoodSince(now),
    askedAfter: plus(now, -BANK_IS_ANSWERED_WITHIN),
    now,
  });
}

/** @returns null where there is none of ours, or one of a reader who only asked for quiet */
function askToken(context: Context, request: Request): string | null {
  const cookie = readAskCookie(context, readCookie(request, ASK_COOKIE, context.publicUrl));
  return cookie === null || openDeviceToken(context, cookie.token) !== null ? null : cookie.token;
}
