import { DAY, HOUR, plus } from '../platform/time.ts';

export const SUBSCRIPTION_STATES = ['unconfirmed', 'confirmed'] as const;

/** Where somebody was asked whether they want the newsletter; `page` is its own. */
export const CONSENT_PLACES = ['appeal', 'thank-you', 'page', 'interface', 'checkout'] as const;
export type ConsentPlace = (typeof CONSENT_PLACES)[number];

/** What is not confirmed within this time is forgotten, the address with it. */
const CONFIRM_WITHIN = 48 * HOUR;

/** A confirmation that comes later than this leaves too little time to press its link. */
const MAIL_WORTH_SENDING = DAY;

/** So many confirmations an address gets in a day, whoever asks for them. */
export const CONFIRMATION_ALLOWANCE = { most: 3, within: DAY };

/** What was asked for before this, and not confirmed, is forgotten. */
export function forgottenBefore(now: Date): Date {
  return plus(now, -CONFIRM_WITHIN);
}

export function canBeConfirmed({ state, askedAt }: { state: string; askedAt: Date }, now: Date): boolean {
  return state === 'unconfirmed' && askedAt >= forgottenBefore(now);
}

export function mailExpiry(askedAt: Date): Date {
  return plus(askedAt, MAIL_WORTH_SENDING);
}
