import type { Context } from '../context.ts';
import { normaliseAddress } from '../email-address.ts';
import { keyedHash } from '../keys.ts';
import { fromUnixSeconds, HOUR, plus, toUnixSeconds } from '../time.ts';
import { sign, verify } from '../tokens.ts';
import type { Cookie } from './cookies.ts';

/**
 * That this browser has just opened a mail sent to an address: for an hour, or until it is closed, that address need not be
 * confirmed again here. The cookie holds a keyed hash made for it alone.
 */
export const PROVEN_COOKIE = { name: 'gw_proven' } as const;

const KIND = 'proven';

type Work = Pick<Context, 'keyring' | 'clock'>;

export function writeProvenCookie(context: Work, address: string): Cookie {
  const expires = toUnixSeconds(plus(context.clock.now(), HOUR));
  const payload = `${expires}~${hashOf(context, address)}`;
  return { ...PROVEN_COOKIE, value: sign(context.keyring, KIND, payload) };
}

export function isProven(context: Work, cookieValue: string | undefined, address: string): boolean {
  const payload = cookieValue === undefined ? null : verify(context.keyring, KIND, cookieValue);
  const [expires = '0', hash] = payload?.split('~') ?? [];
  return fromUnixSeconds(Number(expires)) > context.clock.now() && hash === hashOf(context, address);
}

function hashOf({ keyring }: Work, address: string): string {
  return keyedHash(keyring.current, 'hash-client', `proven ${normaliseAddress(address)}`).toString(
    'base64url',
  );
}
