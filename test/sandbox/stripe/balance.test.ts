import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { allTransactions, eventTypes, expectBalanced, payCard } from './money.ts';

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
  const [charge] = (await stripe.charges.list({ expand: ['data.balance_transaction'] })).data;
  expect(charge).toMatchObject({ balance_transaction: { status: 'available' } });
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

it('moves for fees, reserves and what nobody foresaw, at once', async () => {
  const { sandbox, stripe } = running;
  sandbox.adjust(10_000, 'usd', 'topup');
  sandbox.chargeStripeFee(500, 'usd');
  sandbox.holdReserve(2_000, 'usd');
  sandbox.holdReserve(-1_500, 'usd');
  sandbox.adjust(-7, 'usd', 'new_in_2027');
  const listed = await allTransactions(running);
  expect(listed.map(({ type, reporting_category: as, amount }) => [type, as, amount])).toEqual([
    ['new_in_2027', 'other_adjustment', -7],
    ['payment_network_reserve_release', 'risk_reserved_funds', 1_500],
    ['payment_network_reserve_hold', 'risk_reserved_funds', -2_000],
    ['stripe_fee', 'fee', -500],
    ['topup', 'other_adjustment', 10_000],
  ]);
  expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 8_993 }]);
  await expectBalanced(running);
  expect(() => sandbox.adjust(5, 'jpy')).toThrow('converted');
  sandbox.misbook(1, 'usd');
  await expect(expectBalanced(running)).rejects.toThrow();
});

it('hears of a charge late, where that was asked for', async () => {
  const { sandbox, stripe } = running;
  sandbox.setLateBalanceTransactions(true);
  const { charge } = await payCard(running, { amount: 1_000 });
  const refund = await stripe.refunds.create({ charge, amount: 100 });
  expect(eventTypes(running)).not.toContain('charge.updated');
  expect(await stripe.charges.retrieve(charge)).toMatchObject({
    status: 'succeeded',
    balance_transaction: null,
  });
  await expectBalanced(running);
  expect(sandbox.settleBalances()).toMatchObject([{ id: charge, amount_refunded: 100 }]);
  expect(sandbox.settleBalances()).toEqual([]);
  expect(sandbox.list('event').at(-1)).toMatchObject({
    type: 'charge.updated',
    data: { previous_attributes: { balance_transaction: null } },
  });
  expect(await allTransactions(running)).toMatchObject([
    { source: charge, net: 941 },
    { source: refund.id, net: -100 },
  ]);
  await expectBalanced(running);
});
