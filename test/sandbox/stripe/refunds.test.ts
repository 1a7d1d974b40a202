import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { allTransactions, eventTypes, expectBalanced, payCard } from './money.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

describe('a refund', () => {
  it('is listed by charge, by intent and by day, and takes metadata', async () => {
    const { stripe, clock, sandbox } = running;
    const one = await payCard(running, { amount: 1_000 });
    const other = await payCard(running, { amount: 1_000 });
    const early = await stripe.refunds.create({ charge: one.charge, amount: 300 });
    clock.advance(60_000);
    const late = await stripe.refunds.create({ payment_intent: other.intent, reason: 'duplicate' });
    const ids = async (params: Parameters<typeof stripe.refunds.list>[0]) =>
      (await stripe.refunds.list(params)).data.map(({ id }) => id);
    expect(await ids({})).toEqual([late.id, early.id]);
    expect(await ids({ charge: one.charge })).toEqual([early.id]);
    expect(await ids({ payment_intent: other.intent })).toEqual([late.id]);
    expect(await ids({ created: { gt: early.created } })).toEqual([late.id]);
    const before = sandbox.list('event').length;
    const updated = await stripe.refunds.update(early.id, { metadata: { why: 'asked' } });
    expect(updated).toMatchObject({ metadata: { why: 'asked' }, status: 'succeeded' });
    expect(await stripe.refunds.retrieve(early.id)).toMatchObject({ metadata: { why: 'asked' } });
    expect(eventTypes(running, before)).toEqual(['refund.updated', 'charge.refund.updated']);
    await expectBalanced(running);
  });

  it('waits and then succeeds, with the card for that', async () => {
    const { stripe, clock, sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000, method: 'pm_card_pendingRefund' });
    const refund = await stripe.refunds.create({ charge });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1_000, refunded: true });
    const before = sandbox.list('event').length;
    clock.advance(10_000);
    const done = await stripe.refunds.retrieve(refund.id);
    expect(done.status).toBe('succeeded');
    expect(done).not.toHaveProperty('pending_reason');
    expect(eventTypes(running, before)).toEqual(['refund.updated', 'charge.refund.updated']);
    await expectBalanced(running);
  });

  it('succeeds and fails later, with the card for that: the money is back', async () => {
    const { stripe, clock, sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000, method: 'pm_card_refundFail' });
    const refund = await stripe.refunds.create({ charge, amount: 400 });
    expect(refund.status).toBe('succeeded');
    const before = sandbox.list('event').length;
    clock.advance(10_000);
    const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: {
        type: 'refund_failure',
        reporting_category: 'refund_failure',
        amount: 400,
        fee: 0,
        source: refund.id,
      },
    });
    expect(eventTypes(running, before)).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await stripe.balance.retrieve()).pending).toMatchObject([{ amount: 1_000 - 59 }]);
    await expectBalanced(running);
    expect(() => sandbox.failRefund(refund.id)).toThrow('failed already');
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 1_000 });
  });

  it('is canceled only while it waits for the donor', async () => {
    const { stripe, sandbox } = running;
    const { intent, charge } = await payCard(running, { amount: 1_000 });
    const waiting = sandbox.refund(intent, { amount: 100, course: 'action' });
    expect(waiting.status).toBe('requires_action');
    const canceled = await stripe.refunds.cancel(waiting.id);
    expect(canceled).toMatchObject({ status: 'canceled' });
    expect(canceled.failure_balance_transaction).toMatch(/^txn_/);
    await expect(stripe.refunds.cancel(waiting.id)).rejects.toMatchObject({ statusCode: 400 });
    const done = sandbox.refund(charge, { amount: 100 });
    await expect(stripe.refunds.cancel(done.id)).rejects.toMatchObject({ statusCode: 400 });
    await expectBalanced(running);
  });

  it('goes at the rate of its own moment, and comes back at the same', async () => {
    const { sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000, currency: 'jpy' });
    sandbox.setExchangeRate('jpy', 0.7);
    const refund = sandbox.refund(charge, { amount: 500 });
    sandbox.setExchangeRate('jpy', 0.75);
    sandbox.failRefund(refund.id);
    const listed = await allTransactions(running);
    expect(listed.map(({ amount, exchange_rate, type }) => [type, amount, exchange_rate])).toEqual([
      ['refund_failure', 350, 0.7],
      ['refund', -350, 0.7],
      ['charge', 670, 0.67],
    ]);
    await expectBalanced(running);
    expect(() => sandbox.setExchangeRate('eur', 1.1)).toThrow('no rate');
  });
});
