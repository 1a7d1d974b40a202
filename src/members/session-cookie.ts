import { DAY, HOUR } from '../platform/time.ts';

/** Ends with the browser; and here, for whoever leaves theirs open. */
export const SESSION_COOKIE = { name: 'gw_session' } as const;

/** Unused for this long, it ends; used or not, it ends after the second. */
export const SESSION_IDLE = 2 * HOUR;
export const SESSION_LASTS = DAY;
