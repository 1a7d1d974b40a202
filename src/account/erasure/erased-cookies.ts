import { CHECKOUT_COOKIE } from '../../contributions/checkout-cookie.ts';
import { SESSION_COOKIE } from '../../members/session-cookie.ts';
import type { Cookie } from '../../platform/http/cookies.ts';
import { PROVEN_COOKIE } from '../../platform/http/proven-address.ts';

/** What of theirs the browser holds goes, too; the same for everybody, whatever it held. */
export const ERASED_COOKIES: Cookie[] = [SESSION_COOKIE, PROVEN_COOKIE, CHECKOUT_COOKIE].map((cookie) => ({
  ...cookie,
  value: '',
  lasts: 0,
}));
