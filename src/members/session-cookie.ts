import type { Cookie } from '../platform/http/cookies.ts';

/** Ends with the browser; and here, for whoever leaves theirs open. */
export const SESSION_COOKIE = { name: 'gw_session' } as const;

/** What a browser is handed that is not signed in any more. */
export const NO_SESSION_COOKIE: Cookie = { ...SESSION_COOKIE, value: '', lasts: 0 };
