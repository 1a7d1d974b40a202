import type { WithCatalog } from '../catalog/catalog.ts';
import { subscribe } from '../newsletter/subscribe.ts';
import type { Context } from '../platform/context.ts';
import type { WithStripe } from '../stripe/client.ts';
import { costsOf } from './costs.ts';
import { type Opened, openSession } from './open-session.ts';
import { repeatCheckout } from './repeat-checkout.ts';
import { checkoutExpiry } from './rules.ts';
import { type Contribution, insertContribution } from './store.ts';
import type { CheckoutWish, RequestKey } from './wish.ts';

/**
 * Opens a checkout at Stripe. The contribution is committed first, so that whatever Stripe does and however we die, a
 * repeat under the same key finds it and never makes a second one.
 * @throws Problem invalid-request, request-in-flight, idempotency-key-reused, stripe-unavailable
 */
export async function startCheckout(
  context: Context & WithStripe & WithCatalog,
  wish: CheckoutWish,
  requestKey: RequestKey | null,
): Promise<Opened> {
  const costs = costsOf(context, wish);
  const now = context.clock.now();
  const contribution: Contribution = {
    id: context.ids.timeOrdered(),
    createdAt: now,
    frequency: wish.frequency,
    amount: wish.amount,
    costs,
    currency: wish.currency,
    campaign: wish.campaign ?? null,
    source: wish.source ?? null,
    locale: wish.locale,
    wantsThanks: wish.thanks ?? false,
    isAlongside: wish.alongside ?? false,
    requestKey: requestKey?.key ?? null,
    requestHash: requestKey?.hash ?? null,
    attempt: 1,
    attemptedAt: now,
    attemptOutcome: null,
    expiresAt: checkoutExpiry(now),
  };
  const isNew = await keepOnce(context, contribution, wish);
  if (!isNew && requestKey !== null) return repeatCheckout(context, wish, requestKey);
  return openSession(context, contribution, wish);
}

/** Whoever wants the newsletter, too, is asked by mail: once, however often the request comes. */
async function keepOnce(
  context: Context,
  contribution: Contribution,
  { newsletter, email, locale }: CheckoutWish,
): Promise<boolean> {
  if (!newsletter || email === undefined) return insertContribution(context.database, contribution);
  return context.database.transaction(async (transaction) => {
    const isNew = await insertContribution(transaction, contribution);
    const asked = { email, locale, place: 'checkout', isProven: false } as const;
    if (isNew) await subscribe(context, transaction, asked);
    return isNew;
  });
}
