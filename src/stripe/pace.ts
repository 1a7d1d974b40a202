import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { type Settings, SettingsError } from '../platform/settings.ts';
import { SECOND, stopwatch } from '../platform/time.ts';
import { createStripeClient, type StripeClient } from './client.ts';

export type Pace = {
  requestsPerSecond: number;
  /** ends every wait, so that whoever stops does not stand in one */
  signal?: AbortSignal | undefined;
};

const LONGEST_WAIT = 60 * SECOND;
/** A rate limit that still holds after so many waits, a few minutes in all, is not ours to wait out. */
const MOST_WAITS = 8;
/** Stripe being away for some seconds should not end what runs for hours. */
const RETRIES = 6;

/**
 * A client for long work beside a running service: its requests keep a distance, so that they cannot eat the rate limit
 * that checkouts need, and where Stripe says "too many", it waits as long as it is told.
 * @throws SettingsError
 */
export function createPacedClient(
  { STRIPE_SECRET_KEY, STRIPE_API_URL }: Pick<Settings, 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL'>,
  pace: Pace,
): StripeClient {
  if (STRIPE_SECRET_KEY === undefined) throw new SettingsError(['STRIPE_SECRET_KEY: missing']);
  const client = Stripe.createNodeHttpClient();
  const inTurn = createTurns(pace);
  const makeRequest: typeof client.makeRequest = async (...request) => {
    for (let waits = 0; ; waits += 1) {
      await inTurn();
      const answer = await client.makeRequest(...request);
      if (answer.getStatusCode() !== 429 || waits >= MOST_WAITS || pace.signal?.aborted) return answer;
      answer.dispose?.();
      await wait(waitAfter(answer.getHeaders()['retry-after'], waits), pace);
    }
  };
  const httpClient = { getClientName: () => client.getClientName(), makeRequest };
  return createStripeClient(
    { STRIPE_SECRET_KEY, STRIPE_API_URL },
    { httpClient, maxNetworkRetries: RETRIES },
  );
}

/** @returns settles for one caller at a time, each a while after the one before */
function createTurns(pace: Pace): () => Promise<void> {
  const elapsed = stopwatch();
  const distance = SECOND / pace.requestsPerSecond;
  let next = 0;
  return async () => {
    const now = elapsed();
    const turn = Math.max(now, next);
    next = turn + distance;
    // A timer may fire up to a millisecond early.
    if (turn > now) await wait(Math.ceil(turn - now) + 1, pace);
  };
}

async function wait(milliseconds: number, { signal }: Pace): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => {});
}

/** @param retryAfter Stripe's header, in seconds */
function waitAfter(retryAfter: string | string[] | undefined, waits: number): number {
  const told = Number(retryAfter) * SECOND;
  const wait = Number.isFinite(told) && told > 0 ? told : SECOND * 2 ** waits;
  return Math.min(wait, LONGEST_WAIT);
}
