import type Stripe from 'stripe';
import type { Money } from '../platform/money.ts';
import { toUnixSeconds } from '../platform/time.ts';
import type { StripeClient } from './client.ts';
import type { Frequency } from './frequency.ts';
import { outcomeOf, StripeOutcome } from './outcome.ts';
import { readSession } from './read-session.ts';
import type { SessionReading } from './readings.ts';

export type CheckoutOrder = {
  contribution: string;
  frequency: Frequency;
  total: Money;
  /** neutral words that a bank statement and Stripe's page show */
  productName: string;
  statementSuffix: string | undefined;
  /** an address the reader typed: it prefills the page and proves nothing, so no existing customer is passed */
  email: string | undefined;
  locale: 'en' | 'ru';
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
  idempotencyKey: string;
};

export type OpenSession = { reading: SessionReading; url: string };

const INTERVALS = { monthly: 'month', annual: 'year' } as const;

/**
 * One call to Stripe. A repeat with the same order and key gives the same session for 24 hours.
 * @throws StripeOutcome
 */
export async function createCheckoutSession(
  stripe: StripeClient,
  order: CheckoutOrder,
): Promise<OpenSession> {
  try {
    const session = await stripe.checkout.sessions.create(toParameters(order), {
      idempotencyKey: order.idempotencyKey,
    });
    return toOpenSession(session);
  } catch (error) {
    throw outcomeOf(error);
  }
}

/**
 * Stripe replays a stored 500 under the same key for 24 hours, though the session may exist: this looks for it among
 * the sessions made since then. @throws StripeOutcome
 */
export async function findCheckoutSession(
  stripe: StripeClient,
  contribution: string,
  since: Date,
): Promise<OpenSession | null> {
  try {
    const made = stripe.checkout.sessions.list({ created: { gte: toUnixSeconds(since) }, limit: 100 });
    for await (const session of made) {
      if (session.client_reference_id === contribution && session.status === 'open')
        return toOpenSession(session);
    }
    return null;
  } catch (error) {
    throw outcomeOf(error);
  }
}

function toParameters(order: CheckoutOrder): Stripe.Checkout.SessionCreateParams {
  const metadata = { contribution: order.contribution };
  const common = {
    client_reference_id: order.contribution,
    metadata,
    locale: order.locale,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    expires_at: toUnixSeconds(order.expiresAt),
    after_expiration: { recovery: { enabled: true } },
    adaptive_pricing: { enabled: false },
    ...(order.email !== undefined && { customer_email: order.email }),
  } satisfies Stripe.Checkout.SessionCreateParams;
  const price = {
    currency: order.total.currency,
    unit_amount: Number(order.total.amount),
    product_data: { name: order.productName },
  };
  if (order.frequency === 'once') {
    return {
      ...common,
      mode: 'payment',
      submit_type: 'donate',
      customer_creation: 'always',
      line_items: [{ quantity: 1, price_data: price }],
      payment_intent_data: {
        metadata,
        ...(order.statementSuffix !== undefined && { statement_descriptor_suffix: order.statementSuffix }),
      },
    };
  }
  const recurring = { interval: INTERVALS[order.frequency] };
  return {
    ...common,
    mode: 'subscription',
    line_items: [{ quantity: 1, price_data: { ...price, recurring } }],
    subscription_data: { metadata },
  };
}

function toOpenSession(session: Stripe.Checkout.Session): OpenSession {
  if (session.url === null) throw new StripeOutcome('unknown', 'no-url');
  return { reading: readSession(session).reading, url: session.url };
}
