import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweptThrough } from '../../src/ledger/sweep.ts';
import { DAY } from '../../src/platform/time.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';

let clock: TestClock;
let service: Service;
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock, deliver: false });
});
afterAll(() => service.stop());

it('the first sweep of an account that is years old goes on where it was stopped', async () => {
  for (let month = 0; month < 30; month += 1) {
    service.stripe.chargeStripeFee(100 + month, 'usd');
    clock.advance(30 * DAY);
  }
  const known = async () =>
    (await service.context.pool.query('select id from balance_transactions order by 1')).rows.map(
      ({ id }) => id,
    );

  // Stripe goes away in the midst of it, and comes back.
  const sweeping = sweepBalance(service.context);
  await expect.poll(async () => (await known()).length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(2);
  service.stripe.setApiFaults({ error: 1 });
  await expect(sweeping).rejects.toThrow();
  const reached = await sweptThrough(service.context.database);
  const before = (await known()).length;
  expect(reached).not.toBeNull();
  expect(before).toBeLessThan(30);

  service.stripe.setApiFaults();
  expect(await sweepBalance(service.context)).toBe(30 - before);
  expect(await known()).toEqual(
    service.stripe
      .list('balance_transaction')
      .map(({ id }) => id)
      .toSorted(),
  );
  expect((await sweptThrough(service.context.database))?.getTime()).toBeGreaterThan(reached?.getTime() ?? 0);
});
