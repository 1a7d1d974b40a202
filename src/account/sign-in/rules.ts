import { HOUR, MINUTE, plus } from '../../platform/time.ts';

const LINK_LASTS = 15 * MINUTE;

/** A mail that comes later leaves too little time to press its link. */
const MAIL_WORTH_SENDING = 10 * MINUTE;

/** So many an address gets in an hour, whoever asks for them; and one more wherever none of them works any longer. */
export const LINK_ALLOWANCE = { most: 3, within: HOUR };
export const LIVING_ALLOWANCE = { most: 1, within: LINK_LASTS };

export function linkExpiry(createdAt: Date): Date {
  return plus(createdAt, LINK_LASTS);
}

export function mailExpiry(createdAt: Date): Date {
  return plus(createdAt, MAIL_WORTH_SENDING);
}

/** From when on links count against one that was asked for then; older ones are of no use any more. */
export function countedSince(createdAt: Date): Date {
  return plus(createdAt, -LINK_ALLOWANCE.within);
}
