import type { Cookie } from '../platform/http/cookies.ts';
import type { Keyring } from '../platform/keys.ts';
import type { Settings } from '../platform/settings.ts';
import { DAY, fromUnixSeconds, toUnixSeconds } from '../platform/time.ts';
import { ASK_SEAL, sign, verify } from '../platform/tokens.ts';
import { renewDeviceToken } from './device-token.ts';

/**
 * `gw_ask`: `version.until.token.signature`. It carries no identity and no cause. A gift, a membership and "remind me
 * later" are written alike: same length, same kind of token, never further ahead than 31 days.
 */
export const ASK_COOKIE = { name: 'gw_ask', shared: true } as const;

/** What its reader's browser drops at once: for what is not ours, leads nowhere any more, or was taken back. */
export const NO_ASK_COOKIE: Cookie = { ...ASK_COOKIE, value: '', lasts: 0 };

const KIND = 'ask';
const FORM = /^([1-9]\d{0,2})\.(\d{10,12})\.([A-Za-z0-9_-]{22})$/;

/** The cookie outlives what it says by this much, so that its token can still be asked for a renewal. */
export const COOKIE_KEPT = 400 * DAY;

/** `until`: 1970 where the cookie is of a version that was retired; then only its token counts. */
export type AskCookie = { until: Date; token: string };

export type AskKeys = { keyring: Keyring; settings: Pick<Settings, 'ASK_COOKIE_VERSION'> };

export function writeAskCookie({ keyring, settings }: AskKeys, { until, token }: AskCookie): Cookie {
  const renewed = renewDeviceToken({ keyring }, token);
  const payload = [settings.ASK_COOKIE_VERSION, toUnixSeconds(until), renewed].join('.');
  return { ...ASK_COOKIE, value: sign(keyring, KIND, payload, ASK_SEAL), lasts: COOKIE_KEPT };
}

/**
 * Whether it was written under another key than today's: then it is to be written anew while that key is still there, or
 * its reader would be asked once the key is destroyed.
 */
export function isOfOldKey({ keyring }: AskKeys, value: string | undefined): boolean {
  const current = { ...keyring, all: [keyring.current] };
  return value !== undefined && keyring.all.length > 1 && verify(current, KIND, value, ASK_SEAL) === null;
}

/** @returns null for anything that we did not write */
export function readAskCookie({ keyring, settings }: AskKeys, value: string | undefined): AskCookie | null {
  const payload = value === undefined ? null : verify(keyring, KIND, value, ASK_SEAL);
  const [, version, until, token] = FORM.exec(payload ?? '') ?? [];
  if (until === undefined || token === undefined) return null;
  const isRetired = version !== String(settings.ASK_COOKIE_VERSION);
  return { until: fromUnixSeconds(isRetired ? 0 : Number(until)), token };
}
