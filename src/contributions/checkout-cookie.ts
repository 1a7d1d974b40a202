import type { Context } from '../platform/context.ts';
import type { Cookie } from '../platform/http/cookies.ts';
import { isUuid } from '../platform/ids.ts';
import { DAY, fromUnixSeconds, plus, toUnixSeconds } from '../platform/time.ts';
import { sign, verify } from '../platform/tokens.ts';

/**
 * Which checkouts this browser started: so that it alone may ask what became of them. It ends with the browser, for which it
 * has no Max-Age; and after a day, which it says itself, for browsers that bring such cookies back. Nothing of it is stored
 * with us.
 */
export const CHECKOUT_COOKIE = { name: 'gw_checkout' } as const;

const KIND = 'checkout';
const AT_MOST = 4;
const OFFERED = 'offered';

export type BrowserCheckouts = {
  /** the contributions that this browser started, the latest first */
  ids: string[];
  /** its reader was asked whether to make a gift monthly: once is enough */
  wasOffered: boolean;
};

export function writeCheckoutCookie(
  context: Pick<Context, 'keyring' | 'clock'>,
  { ids, wasOffered }: BrowserCheckouts,
): Cookie {
  const expires = toUnixSeconds(plus(context.clock.now(), DAY));
  const latest = [...new Set(ids)].slice(0, AT_MOST);
  const words = [expires, ...latest, ...(wasOffered ? [OFFERED] : [])];
  return { ...CHECKOUT_COOKIE, value: sign(context.keyring, KIND, words.join('~')) };
}

export function readCheckoutCookie(
  context: Pick<Context, 'keyring' | 'clock'>,
  value: string | undefined,
): BrowserCheckouts {
  const payload = value === undefined ? null : verify(context.keyring, KIND, value);
  const [expires = '0', ...words] = payload?.split('~') ?? [];
  if (fromUnixSeconds(Number(expires)) <= context.clock.now()) return { ids: [], wasOffered: false };
  return { ids: words.filter(isUuid), wasOffered: words.includes(OFFERED) };
}

/** @param id a checkout that it has just started */
export function withCheckout(checkouts: BrowserCheckouts, id: string): BrowserCheckouts {
  return { ...checkouts, ids: [id, ...checkouts.ids] };
}
