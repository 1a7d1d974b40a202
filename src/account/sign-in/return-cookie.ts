import type { Request } from 'express';
import { type Cookie, readCookie } from '../../platform/http/cookies.ts';
import { MINUTE } from '../../platform/time.ts';
import { ACCOUNT_PATH, ownPath } from './own-path.ts';

/** Which page of the account the reader was on the way to when they had to sign in; for as long as the link works. */
const RETURN_COOKIE = { name: 'gw_return' } as const;
const LASTS = 15 * MINUTE;

export function writeReturn(path: string): Cookie {
  return path === ACCOUNT_PATH ? NO_RETURN : { ...RETURN_COOKIE, value: path, lasts: LASTS };
}

export const NO_RETURN: Cookie = { ...RETURN_COOKIE, value: '', lasts: 0 };

/** @returns a page of the account, whatever the cookie says */
export function readReturn(request: Request, publicUrl: string): string {
  return ownPath(readCookie(request, RETURN_COOKIE, publicUrl));
}
