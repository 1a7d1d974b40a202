import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopwatch } from '../../src/platform/time.ts';
import { createPacedClient } from '../../src/stripe/pace.ts';
import { type Service, startService } from '../support/service.ts';

describe('a client for long work', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
  });
  afterAll(() => service.stop());

  it('sends no more requests a second than it may, however many are asked for at once', async () => {
    const stripe = createPacedClient(service.context.settings, { requestsPerSecond: 50 });
    const elapsed = stopwatch();
    await Promise.all(Array.from({ length: 26 }, () => stripe.balance.retrieve()));
    // 25 distances between 26 requests; how much longer it took is the machine's affair.
    expect(elapsed()).toBeGreaterThanOrEqual(500);
  });

  it('asks again where Stripe says "too many", until it is told to stop', async () => {
    const stopping = new AbortController();
    const stripe = createPacedClient(service.context.settings, {
      requestsPerSecond: 1_000,
      signal: stopping.signal,
    });
    service.stripe.setApiFaults({ rateLimit: 1 });
    let answered = false;
    const asked = stripe.balance.retrieve().finally(() => {
      answered = true;
    });
    const refused = expect(asked).rejects.toMatchObject({ statusCode: 429 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(false);
    stopping.abort();
    await refused;

    service.stripe.setApiFaults();
    expect((await stripe.balance.retrieve()).object).toBe('balance');
  });

  it('comes through, where the limit holds for a while', async () => {
    const stripe = createPacedClient(service.context.settings, { requestsPerSecond: 1_000 });
    service.stripe.setApiFaults({ rateLimit: 1 });
    const asked = stripe.balance.retrieve();
    setTimeout(() => service.stripe.setApiFaults(), 200);
    expect((await asked).object).toBe('balance');
  });
});
