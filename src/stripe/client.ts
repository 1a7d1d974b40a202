import Stripe from 'stripe';
import type { Settings } from '../platform/settings.ts';
import { SECOND } from '../platform/time.ts';

export type StripeClient = Stripe;

/** Whatever is told in another one is only a hint: its objects may have another shape. */
export const API_VERSION = Stripe.API_VERSION;

/** Verbs that talk to Stripe take this beside the context. */
export type WithStripe = { stripe: StripeClient; account: StripeAccount };

export type StripeAccount = {
  /** real money, or test mode */
  live: boolean;
  /** two while one is being replaced */
  webhookSecrets: string[];
};

/** With one repeat under 20 seconds: after that a reader has gone, and a stop would cut the answer off. */
const TIMEOUT = 9 * SECOND;

export function createStripeClient(
  settings: Pick<Settings, 'STRIPE_API_URL'> & { STRIPE_SECRET_KEY: string },
  change: Pick<Stripe.StripeConfig, 'httpClient' | 'maxNetworkRetries'> = {},
): Stripe {
  const url = new URL(settings.STRIPE_API_URL);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(settings.STRIPE_SECRET_KEY, {
    host: url.hostname,
    port: url.port || (protocol === 'http' ? '80' : '443'),
    protocol,
    timeout: TIMEOUT,
    maxNetworkRetries: 1,
    telemetry: false,
    ...change,
  });
}

/** Whether Stripe did not answer, or not now: nothing was wrong with what it was asked. */
export function isStripeAway(error: unknown): boolean {
  if (error instanceof Stripe.errors.StripeConnectionError) return true;
  if (error instanceof Stripe.errors.StripeRateLimitError) return true;
  return error instanceof Stripe.errors.StripeError && (error.statusCode ?? 500) >= 500;
}

/** Whether it has something under way with the same thing, or under the same key. */
export function isBusy(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.statusCode === 409;
}

/** Whether a key was used before, for something else. */
export function isKeyReused(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409;
}

/** Whether a key, and so every event that belongs to it, is for real money. */
export function isLive(secretKey: string): boolean {
  return /^(sk|rk)_live_/.test(secretKey);
}
