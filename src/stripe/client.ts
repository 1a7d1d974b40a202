import Stripe from 'stripe';
import type { Settings } from '../platform/settings.ts';
import { SECOND } from '../platform/time.ts';

export type StripeClient = Stripe;

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
  });
}

/** Whether a key, and so every event that belongs to it, is for real money. */
export function isLive(secretKey: string): boolean {
  return /^(sk|rk)_live_/.test(secretKey);
}
