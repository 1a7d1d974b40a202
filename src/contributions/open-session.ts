import type { Context } from '../platform/context.ts';
import { Problem, refuseField } from '../platform/http/problem.ts';
import { minor } from '../platform/money.ts';
import { createCheckoutSession, type OpenSession } from '../stripe/checkout.ts';
import type { WithStripe } from '../stripe/client.ts';
import { StripeOutcome } from '../stripe/outcome.ts';
import { keepOneSession } from './keep-sessions.ts';
import { type Contribution, endAttempt } from './store.ts';
import type { CheckoutWish } from './wish.ts';

export type Opened = { id: string; url: string; expiresAt: Date };

/** The one call to Stripe. Its idempotency key is our id and the attempt's number. @throws Problem */
export async function openSession(
  context: Context & WithStripe,
  contribution: Contribution,
  wish: Pick<CheckoutWish, 'email' | 'locale' | 'returnTo'>,
): Promise<Opened> {
  const { settings } = context;
  try {
    const session = await createCheckoutSession(context.stripe, {
      contribution: contribution.id,
      frequency: contribution.frequency,
      total: { amount: minor(contribution.amount + contribution.costs), currency: contribution.currency },
      productName: settings.PRODUCT_NAME,
      statementSuffix: settings.STATEMENT_SUFFIX,
      email: wish.email,
      locale: wish.locale,
      // Stripe puts the id of the session that was paid: a recovered one is unknown to us until its event comes.
      successUrl: `${thankYouUrl(wish, contribution.id)}&session={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${wish.returnTo}/?lang=${wish.locale}`,
      expiresAt: contribution.expiresAt,
      idempotencyKey: `${contribution.id}-${contribution.attempt}`,
    });
    return await keepSession(context, contribution, session);
  } catch (error) {
    if (!(error instanceof StripeOutcome)) throw error;
    context.log.warn('no checkout session', { code: error.code, attempt: contribution.attempt });
    await endAttempt(context.database, contribution, error.outcome === 'busy' ? 'unknown' : error.outcome);
    throw toProblem(error);
  }
}

/**
 * The contribution's id stands in it, so that a browser that started several is told of the right one. It is random, and
 * tells nobody anything who has not that browser's cookie.
 */
export function thankYouUrl(
  { returnTo, locale }: Pick<CheckoutWish, 'returnTo' | 'locale'>,
  id: string,
): string {
  return `${returnTo}/thank-you?contribution=${id}&lang=${locale}`;
}

export async function keepSession(
  context: Context,
  contribution: Pick<Contribution, 'id'>,
  { reading, url }: OpenSession,
): Promise<Opened> {
  const expiresAt = new Date(reading.expiresAt);
  const { id, state } = reading;
  await keepOneSession(context.database, { id, contributionId: contribution.id, state, url, expiresAt });
  return { id: contribution.id, url, expiresAt };
}

/** Stripe knows best about addresses and least sums; whatever else it refuses is our fault, not the reader's. */
function toProblem({ outcome, code }: StripeOutcome): Problem {
  if (outcome !== 'refused') return new Problem('stripe-unavailable', { headers: { 'Retry-After': '5' } });
  if (code === 'email_invalid') return refuseField('/email', 'email-invalid');
  if (code === 'amount_too_small') return refuseField('/amount', 'amount-below-minimum');
  if (code === 'amount_too_large') return refuseField('/amount', 'amount-above-maximum');
  return new Problem('internal-error');
}
