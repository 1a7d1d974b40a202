import type { Context } from '../platform/context.ts';
import { keyedHash } from '../platform/keys.ts';
import type { Locale } from '../platform/locale.ts';
import type { Minor } from '../platform/money.ts';
import type { Frequency } from '../stripe/frequency.ts';

/** What a reader wants to give, as it came through the gate. */
export type CheckoutWish = {
  frequency: Frequency;
  amount: Minor;
  currency: string;
  coverCosts: boolean;
  /** an address that was typed: it prefills Stripe's page and proves nothing */
  email: string | undefined;
  /** the address is to be asked whether it wants the newsletter */
  newsletter?: boolean | undefined;
  /** a word of thanks by mail, once it is paid */
  thanks?: boolean | undefined;
  /** its giver knows of the membership that they have, and means this one to stand beside it */
  alongside?: boolean | undefined;
  locale: Locale;
  campaign: string | undefined;
  source: string | undefined;
  /** our origin as the reader's browser knows it, to come back to from the pay page */
  returnTo: string;
};

/** By which a repeat of the same request is known. Keyed, because the body may hold an address. */
export type RequestKey = { key: Buffer; hash: Buffer };

export function requestKeyOf(
  context: Pick<Context, 'keyring'>,
  header: string,
  wish: CheckoutWish,
): RequestKey {
  const hash = (text: string) => keyedHash(context.keyring.current, 'hash-request', text);
  return { key: hash(header), hash: hash(toText(wish)) };
}

/**
 * A form's: it is the same request only with the same choice. A browser can bring a sent form back, and who then
 * chooses otherwise means the new choice.
 */
export function formKeyOf(context: Pick<Context, 'keyring'>, hidden: string, wish: CheckoutWish): RequestKey {
  return requestKeyOf(context, `${hidden} ${toText(wish)}`, wish);
}

function toText(wish: CheckoutWish): string {
  return JSON.stringify({ ...wish, amount: wish.amount.toString() });
}
