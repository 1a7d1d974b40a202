import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Settings } from '../settings.ts';
import { SECOND } from '../time.ts';

export type Cookie = {
  name: string;
  value: string;
  /** milliseconds; absent: until the browser is closed */
  lasts?: number;
  /** sent to the whole `COOKIE_DOMAIN`, so that the site's pages may use it; otherwise to us alone */
  shared?: boolean;
};

type CookieSettings = Pick<Settings, 'COOKIE_DOMAIN'> & { publicUrl: string };

/** Cookies of ours alone carry the prefix that lets a browser refuse look-alikes, wherever https makes it possible. */
export function cookieName(name: string, publicUrl: string): string {
  return publicUrl.startsWith('https:') ? `__Host-${name}` : name;
}

export function writeCookie(cookie: Cookie, { publicUrl, COOKIE_DOMAIN }: CookieSettings): string {
  return stringifySetCookie({
    name: cookie.shared ? cookie.name : cookieName(cookie.name, publicUrl),
    value: cookie.value,
    httpOnly: true,
    path: '/',
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    ...(cookie.lasts !== undefined && { maxAge: Math.floor(cookie.lasts / SECOND) }),
    ...(cookie.shared && COOKIE_DOMAIN !== undefined && { domain: COOKIE_DOMAIN }),
  });
}

/** @returns the value under the name that `writeCookie` gave, or undefined */
export function readCookie(
  request: Pick<IncomingMessage, 'headers'>,
  cookie: Pick<Cookie, 'name' | 'shared'>,
  publicUrl: string,
): string | undefined {
  const name = cookie.shared ? cookie.name : cookieName(cookie.name, publicUrl);
  return parseCookie(request.headers.cookie ?? '')[name];
}
