import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { expectBalanced, payCard } from './money.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

it('is pending until midnight of the second day after, then available', async () => {
  const { stripe, clock } = running;
  await payCard(running, { amount: 1_000 });
  await payCard(running, { amount: 1_000, currency: 'eur' });
  expect(await stripe.balance.retrieve()).toMatchObject({
    available: [
      { currency: 'usd', amount: 0 },
      { currency: 'eur', amount: 0 },
    ],
    pending: [
      { currency: 'usd', amount: 941, source_types: { card: 941 } },
      { currency: 'eur', amount: 942 },
    ],
  });
  clock.instant = new Date('2026-11-24T23:59:59Z');
  expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 0 }, { amount: 0 }]);
  await expectBalanced(running);
  clock.instant = new Date('2026-11-25T00:00:00Z');
  expect(await stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: 941 }, { amount: 942 }],
    pending: [{ amount: 0 }, { amount: 0 }],
  });
  const { data } = await stripe.balanceTransactions.list();
  expect(data.map(({ status }) => status)).toEqual(['available', 'available']);
  await expectBalanced(running);
});

it('gives back what it took where the rate has not moved, to the cent', async () => {
  const { stripe } = running;
  const { intent } = await payCard(running, { amount: 50, currency: 'jpy' });
  await stripe.refunds.create({ payment_intent: intent });
  const { data } = await stripe.balanceTransactions.list();
  expect(data.map(({ amount }) => amount)).toEqual([-34, 34]);
  await expectBalanced(running);
});
