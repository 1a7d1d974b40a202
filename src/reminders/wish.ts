import type { Context } from '../platform/context.ts';
import { keyedHash } from '../platform/keys.ts';
import type { Locale } from '../platform/locale.ts';
import type { Choice } from './choice.ts';
import type { Channel, When } from './rules.ts';

/** What a reader asked for, as it came through the gate. */
export type ReminderWish = {
  when: When;
  channel: Channel;
  /** for e-mail, and only for it */
  email?: string | undefined;
  everyMonths?: 1 | 3 | 6 | 12 | undefined;
  choice?: Choice | undefined;
  campaign?: string | undefined;
  locale: Locale;
  /** IANA's name; it settles the instant of the mail, and is not kept */
  timeZone?: string | undefined;
};

export type Browser = {
  /** the values of gw_ask and gw_proven */
  askCookie?: string | undefined;
  provenCookie?: string | undefined;
  /** keyed hashes of the Idempotency-Key and of the body that came with it */
  requestKey: RequestKey | null;
};

/** By which a repeat of the same request is known. Keyed, because the body may hold an address. */
export type RequestKey = { key: Buffer; hash: Buffer };

/** @param header the Idempotency-Key */
export function requestKeyOf(
  context: Pick<Context, 'keyring'>,
  header: string,
  { choice, ...wish }: ReminderWish,
): RequestKey {
  const hash = (text: string) => keyedHash(context.keyring.current, 'hash-request', text);
  const chosen = choice && { ...choice, amount: choice.amount.toString() };
  return { key: hash(header), hash: hash(JSON.stringify([wish, chosen])) };
}
