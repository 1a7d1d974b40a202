import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { allTransactions, eventTypes, expectBalanced, payCard } from './money.ts';

let running: Running;
beforeEach(async () => {
  running = await start({ payouts: 'daily' });
});
afterEach(() => running.stop());

const DAY = 24 * 60 * 60 * 1_000;
const midnight = (day: number) => new Date(`2026-11-${day}T00:00:00Z`);

function moveTo(instant: Date) {
  running.clock.instant = instant;
  running.sandbox.tick();
}

async function linesOf(payout: string): Promise<[type: string, net: number][]> {
  return (await allTransactions(running, { payout })).map(({ type, net }) => [type, net]);
}

async function expectLinesSum({ id, amount, balance_transaction: own }: Stripe.Payout) {
  const lines = await allTransactions(running, { payout: id });
  expect(lines.find((line) => line.id === own)).toMatchObject({ type: 'payout', net: -amount, source: id });
  expect(lines.reduce((sum, { net }) => sum + net, 0)).toBe(0);
}

describe('an automatic payout', () => {
  it('goes out for each currency when there is money, and arrives', async () => {
    const { stripe, sandbox } = running;
    const { charge } = await payCard(running, { amount: 10_000 });
    await payCard(running, { amount: 5_000, currency: 'eur' });
    await stripe.refunds.create({ charge, amount: 1_000 });
    moveTo(midnight(24));
    expect((await stripe.payouts.list()).data).toEqual([]);
    const before = sandbox.list('event').length;
    moveTo(midnight(25));
    const { data: made } = await stripe.payouts.list();
    expect(made).toMatchObject([
      { currency: 'eur', automatic: true, status: 'pending', reconciliation_status: 'in_progress' },
      { currency: 'usd', amount: 10_000 - 320 - 1_000, arrival_date: midnight(27).getTime() / 1_000 },
    ]);
    expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 0 }, { amount: 0 }]);
    for (const payout of made) await expectLinesSum(payout);
    expect(await linesOf(made[1]?.id ?? '')).toEqual([
      ['payout', -8_680],
      ['refund', -1_000],
      ['charge', 9_680],
    ]);
    expect(eventTypes(running, before)).toEqual(['payout.created', 'payout.created']);

    moveTo(new Date('2026-11-25T01:00:00Z'));
    expect((await stripe.payouts.list({ status: 'in_transit' })).data).toHaveLength(2);
    moveTo(new Date('2026-11-25T02:00:00Z'));
    expect(await stripe.payouts.retrieve(made[0]?.id ?? '')).toMatchObject({
      reconciliation_status: 'completed',
    });
    expect(eventTypes(running, before + 2)).toEqual([
      'payout.updated',
      'payout.updated',
      'payout.updated',
      'payout.reconciliation_completed',
      'payout.updated',
      'payout.reconciliation_completed',
    ]);
    const paid = sandbox.list('event').length;
    moveTo(midnight(27));
    expect(eventTypes(running, paid)).toEqual([
      'payout.updated',
      'payout.paid',
      'payout.updated',
      'payout.paid',
    ]);
    const arrival_date = { gte: midnight(27).getTime() / 1_000 };
    expect((await stripe.payouts.list({ status: 'paid', arrival_date })).data).toHaveLength(2);
    await expectBalanced(running);
  });

  it('comes back when the bank refuses it, and goes out again with the next', async () => {
    const { stripe, sandbox } = running;
    await payCard(running, { amount: 10_000 });
    moveTo(midnight(25));
    moveTo(midnight(27));
    const [first] = sandbox.list('payout');
    const before = sandbox.list('event').length;
    const failed = sandbox.failPayout(String(first?.id));
    expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' });
    expect(eventTypes(running, before)).toEqual(['payout.updated', 'payout.failed']);
    const back = await stripe.balanceTransactions.retrieve(String(failed.failure_balance_transaction));
    expect(back).toMatchObject({
      type: 'payout_failure',
      reporting_category: 'payout_reversal',
      net: 9_680,
      source: failed.id,
    });
    expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 9_680 }]);
    expect(() => sandbox.failPayout(failed.id)).toThrow('failed already');
    await payCard(running, { amount: 1_000 });
    moveTo(midnight(28));
    const again = await stripe.payouts.retrieve(String(sandbox.list('payout')[1]?.id));
    expect(again).toMatchObject({ amount: 9_680, automatic: true });
    expect(await linesOf(again.id)).toEqual([
      ['payout', -9_680],
      ['payout_failure', 9_680],
    ]);
    expect(await linesOf(failed.id)).toEqual([
      ['payout', -9_680],
      ['charge', 9_680],
    ]);
    await expectBalanced(running);
  });

  it('waits while a currency is in debt', async () => {
    const { sandbox, stripe } = running;
    const { charge } = await payCard(running, { amount: 1_000 });
    sandbox.dispute(charge);
    moveTo(midnight(26));
    expect((await stripe.payouts.list()).data).toEqual([]);
    await payCard(running, { amount: 5_000 });
    moveTo(new Date(midnight(26).getTime() + 3 * DAY));
    const [payout] = (await stripe.payouts.list()).data;
    expect(payout?.amount).toBe(5_000 - 175 - 59 - 1_500);
    if (payout) await expectLinesSum(payout);
    await expectBalanced(running);
  });

  it('is not made where nobody asked for payouts', async () => {
    const { sandbox } = running;
    sandbox.setPayouts('off');
    await payCard(running, { amount: 10_000 });
    moveTo(midnight(28));
    expect(sandbox.list('payout')).toEqual([]);
    expect(sandbox.payOut('eur')).toEqual([]);
    expect(sandbox.payOut()).toMatchObject([{ amount: 9_680, automatic: true }]);
  });
});

describe('a payout by hand', () => {
  it('can go out on the day of the payment, with the card for that', async () => {
    const { stripe } = running;
    await payCard(running, { amount: 10_000, method: 'pm_card_bypassPending' });
    expect(await stripe.payouts.create({ amount: 9_680, currency: 'usd' })).toMatchObject({
      arrival_date: midnight(25).getTime() / 1_000,
    });
    expect(await stripe.balance.retrieve()).toMatchObject({
      available: [{ amount: 0 }],
      pending: [{ amount: 0 }],
    });
    await expectBalanced(running);
  });

  it('takes what there is, has no list of its own, and is canceled while pending', async () => {
    const { stripe, sandbox } = running;
    sandbox.setPayouts('off');
    await payCard(running, { amount: 10_000 });
    const order = { amount: 4_000, currency: 'usd' };
    await expect(stripe.payouts.create(order)).rejects.toMatchObject({ code: 'balance_insufficient' });
    moveTo(midnight(25));
    const payout = await stripe.payouts.create({ ...order, metadata: { by: 'hand' } });
    expect(payout).toMatchObject({
      automatic: false,
      status: 'pending',
      reconciliation_status: 'not_applicable',
      metadata: { by: 'hand' },
    });
    await expect(stripe.balanceTransactions.list({ payout: payout.id })).rejects.toMatchObject({
      param: 'payout',
    });
    const canceled = await stripe.payouts.cancel(payout.id);
    expect(canceled).toMatchObject({ status: 'canceled' });
    expect(eventTypes(running).slice(-2)).toEqual(['payout.updated', 'payout.canceled']);
    expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 9_680 }]);
    const other = await stripe.payouts.create(order);
    moveTo(new Date('2026-11-25T01:00:00Z'));
    await expect(stripe.payouts.cancel(other.id)).rejects.toMatchObject({ statusCode: 400 });
    expect(await stripe.payouts.update(other.id, { metadata: { seen: 'yes' } })).toMatchObject({
      metadata: { seen: 'yes' },
      status: 'in_transit',
    });
    await expectBalanced(running);
    const [automatic] = sandbox.payOut();
    expect(await linesOf(String(automatic?.id))).toEqual([
      ['payout', -5_680],
      ['payout', -4_000],
      ['payout_cancel', 4_000],
      ['payout', -4_000],
      ['charge', 9_680],
    ]);
    await expect(stripe.payouts.cancel(String(automatic?.id))).rejects.toMatchObject({ statusCode: 400 });
    await expectBalanced(running);
  });
});
