import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { DAY, fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';
import { sign, verify } from '../platform/tokens.ts';

/**
 * `gw_ask`: `version.until.token.signature`. It carries no identity and no cause. A gift, a membership and "remind me
 * later" are written alike: same length, same kind of token, never further ahead than 31 days.
 */
export const ASK_COOKIE = { name: 'gw_ask', shared: true } as const;

const KIND = 'ask';
const VERSION = '1';
/** The cookie outlives what it says by this much, so that its token can still be asked for a renewal. */
const KEPT = 400 * DAY;

export type AskCookie = { until: Date; token: string };

export function writeAskCookie(context: Pick<Context, 'keyring'>, { until, token }: AskCookie): Cookie {
  const payload = [VERSION, toUnixSeconds(until), token].join('.');
  return { ...ASK_COOKIE, value: sign(context.keyring, KIND, payload), lasts: KEPT };
}

/** @returns null for anything that we did not write */
export function readAskCookie(
  context: Pick<Context, 'keyring'>,
  value: string | undefined,
): AskCookie | null {
  const payload = value === undefined ? null : verify(context.keyring, KIND, value);
  const match = /^1\.(\d{10,12})\.([A-Za-z0-9_-]{22})$/.exec(payload ?? '');
  const [, until, token] = match ?? [];
  return until === undefined || token === undefined ? null : { until: fromUnixSeconds(Number(until)), token };
}
