import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revenue, startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

describe('a gift, from checkout to books', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it.each(['once', 'monthly', 'annual'] as const)(
    '%s: is complete once paid, and counted once',
    async (frequency) => {
      const campaign = `gift-${frequency}`;
      const checkout = await startCheckout(service, { frequency, amount: 500, currency: 'usd', campaign });
      expect(await checkout.status()).toMatchObject({
        status: 'open',
        frequency,
        amount: 500,
        currency: 'usd',
      });

      await service.stripe.pay(checkout.sessionId, { email: `${frequency}@example.org`, method: 'card' });
      await service.settled();

      expect(await checkout.status()).toMatchObject({ status: 'complete', frequency });
      expect(await revenue(service, { by: 'frequency', campaign })).toEqual([
        expect.objectContaining({
          frequency,
          currency: 'usd',
          count: 1,
          gross: { amount: 500, currency: 'usd' },
        }),
      ]);
    },
  );
});
