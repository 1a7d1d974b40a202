import type { Context } from '../platform/context.ts';
import { Problem } from '../platform/http/problem.ts';
import { MINUTE, plus } from '../platform/time.ts';
import { findCheckoutSession, type OpenSession } from '../stripe/checkout.ts';
import type { WithStripe } from '../stripe/client.ts';
import { StripeOutcome } from '../stripe/outcome.ts';
import { keepSession, type Opened, openSession, thankYouUrl } from './open-session.ts';
import { abandonedBefore, checkoutExpiry, isOver, nextStep, stateOf } from './rules.ts';
import { type Contribution, endAttempt, findByRequestKey, findSessions, takeAttempt } from './store.ts';
import type { CheckoutWish, RequestKey } from './wish.ts';

/**
 * The same Idempotency-Key came again: the first answer if there was one, with our thanks in the place of a pay page that
 * is used up; otherwise another attempt at Stripe which
 * cannot make a second session of the first one's.
 * @throws Problem idempotency-key-reused, request-in-flight, stripe-unavailable
 */
export async function repeatCheckout(
  context: Context & WithStripe,
  wish: CheckoutWish,
  requestKey: RequestKey,
): Promise<Opened> {
  const contribution = await findByRequestKey(context.database, requestKey.key);
  if (contribution === undefined)
    throw new Problem('temporarily-unavailable', { headers: { 'Retry-After': '1' } });
  if (!contribution.requestHash?.equals(requestKey.hash)) throw new Problem('idempotency-key-reused');
  const sessions = await findSessions(context.database, contribution.id);
  const [first] = sessions;
  if (first && isOver(stateOf(sessions))) {
    const url = thankYouUrl(wish, contribution.id);
    return { id: contribution.id, url, expiresAt: first.expiresAt };
  }
  if (first?.url) return { id: contribution.id, url: first.url, expiresAt: first.expiresAt };

  const now = context.clock.now();
  const step = nextStep(now, contribution);
  if (step === 'wait') throw stillInFlight();
  const isNew = step !== 'again';
  const next: Contribution = {
    ...contribution,
    attempt: isNew ? contribution.attempt + 1 : contribution.attempt,
    expiresAt: isNew ? checkoutExpiry(now) : contribution.expiresAt,
  };
  const taken = await takeAttempt(context.database, {
    id: next.id,
    number: contribution.attempt,
    next: next.attempt,
    at: now,
    expiresAt: next.expiresAt,
    abandonedBefore: abandonedBefore(now),
  });
  if (!taken) throw stillInFlight();
  const found = step === 'look-first' ? await look(context, next) : null;
  return found ? keepSession(context, contribution, found) : openSession(context, next, wish);
}

/** Stripe's clock says when a session was made, ours when it was asked for. */
const CLOCKS_DIFFER = 5 * MINUTE;

async function look(context: Context & WithStripe, contribution: Contribution): Promise<OpenSession | null> {
  try {
    return await findCheckoutSession(
      context.stripe,
      contribution.id,
      plus(contribution.createdAt, -CLOCKS_DIFFER),
    );
  } catch (error) {
    if (!(error instanceof StripeOutcome)) throw error;
    await endAttempt(context.database, contribution, 'failed');
    throw new Problem('stripe-unavailable', { headers: { 'Retry-After': '5' } });
  }
}

function stillInFlight(): Problem {
  return new Problem('request-in-flight', { headers: { 'Retry-After': '2' } });
}
