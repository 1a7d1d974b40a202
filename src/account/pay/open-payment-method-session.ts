import { listMemberships } from '../../members/list-memberships.ts';
import { isLiving } from '../../members/rules.ts';
import type { Context } from '../../platform/context.ts';
import { Problem } from '../../platform/http/problem.ts';
import { keyedHash } from '../../platform/keys.ts';
import type { Locale } from '../../platform/locale.ts';
import { isBusy, isKeyReused, isStripeAway, type WithStripe } from '../../stripe/client.ts';
import { isGone, openMethodPage } from '../../stripe/payment-method.ts';
import { stripesOwn } from './stripe-address.ts';

export type MethodOrder = {
  memberId: string;
  /** absent: the newest that lives */
  membershipId?: string | undefined;
  /** where Stripe's page leads back to */
  returnTo: string;
  /** the same again is answered with the same page */
  requestKey?: string | undefined;
  /** absent: by the browser */
  locale?: Locale | undefined;
};

/**
 * Opens Stripe's page on which somebody chooses another card or method for a membership of theirs.
 * @throws Problem not-found, stripe-unavailable
 */
export async function openPaymentMethodSession(
  context: Context & WithStripe,
  { memberId, membershipId, returnTo, requestKey, locale }: MethodOrder,
): Promise<{ url: string }> {
  const living = (await listMemberships(context.database, memberId)).filter(isLiving);
  const membership = living.find(({ id }) => membershipId === undefined || id === membershipId)?.id;
  if (membership === undefined) throw new Problem('not-found');
  // Another member's key is another key.
  const idempotencyKey =
    requestKey &&
    keyedHash(context.keyring.current, 'hash-request', `${memberId} ${requestKey}`).toString('hex');
  try {
    const page = await openMethodPage(context.stripe, { membership, returnTo, locale, idempotencyKey });
    return { url: stripesOwn(context.settings, page) };
  } catch (error) {
    throw toProblem(error);
  }
}

/** What Stripe's refusal to do something about a membership means to whoever asked for it. */
export function toProblem(error: unknown): unknown {
  if (isStripeAway(error)) return new Problem('stripe-unavailable', { headers: { 'Retry-After': '5' } });
  if (isKeyReused(error)) return new Problem('idempotency-key-reused');
  if (isBusy(error)) return new Problem('request-in-flight', { headers: { 'Retry-After': '2' } });
  return isGone(error) ? new Problem('not-found') : error;
}
