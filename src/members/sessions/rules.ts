import { DAY, HOUR, MINUTE, plus } from '../../platform/time.ts';

/** Unused for this long, it ends; used or not, it ends after the second. */
const IDLE = 2 * HOUR;
const LASTS = DAY;

/** In use, its token is replaced this often. */
const ROTATED_AFTER = 15 * MINUTE;
/** For so long the token before goes on working: the browser may have asked for several things at once. */
const PREVIOUS_GOOD_FOR = MINUTE;
/** When it was last used is kept no more exactly than this, so that looking at a page is seldom a write. */
const USE_NOTED_AFTER = MINUTE;

export type SessionTimes = { rotatedAt: Date; usedAt: Date };

/** Who has not used theirs since, or has had it since before then, is signed in no more. */
export function livingSince(now: Date): { usedAfter: Date; createdAfter: Date } {
  return { usedAfter: plus(now, -IDLE), createdAfter: plus(now, -LASTS) };
}

/** The token before goes on working where it was replaced after that. */
export function previousGoodSince(now: Date): Date {
  return plus(now, -PREVIOUS_GOOD_FOR);
}

export function isPreviousGood({ rotatedAt }: SessionTimes, now: Date): boolean {
  return rotatedAt > previousGoodSince(now);
}

export function isToBeRotated({ rotatedAt }: SessionTimes, now: Date): boolean {
  return now >= plus(rotatedAt, ROTATED_AFTER);
}

export function isUseToBeNoted({ usedAt }: SessionTimes, now: Date): boolean {
  return now >= plus(usedAt, USE_NOTED_AFTER);
}
