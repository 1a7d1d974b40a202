import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { isUuid } from '../platform/ids.ts';
import { DAY, fromUnixSeconds, plus, toUnixSeconds } from '../platform/time.ts';
import { sign, verify } from '../platform/tokens.ts';

/**
 * Which checkouts this browser started: so that it alone may ask what became of them. It ends with the browser or
 * after a day, and nothing of it is stored with us.
 */
export const CHECKOUT_COOKIE = { name: 'gw_checkout' } as const;

const KIND = 'checkout';
const AT_MOST = 4;

export function writeCheckoutCookie(context: Pick<Context, 'keyring' | 'clock'>, ids: string[]): Cookie {
  const expires = toUnixSeconds(plus(context.clock.now(), DAY));
  const latest = [...new Set(ids)].slice(0, AT_MOST);
  return { ...CHECKOUT_COOKIE, value: sign(context.keyring, KIND, [expires, ...latest].join('~')) };
}

/** @returns the contributions that this browser started, the latest first */
export function readCheckoutCookie(
  context: Pick<Context, 'keyring' | 'clock'>,
  value: string | undefined,
): string[] {
  const payload = value === undefined ? null : verify(context.keyring, KIND, value);
  const [expires = '0', ...ids] = payload?.split('~') ?? [];
  return fromUnixSeconds(Number(expires)) > context.clock.now() ? ids.filter(isUuid) : [];
}
