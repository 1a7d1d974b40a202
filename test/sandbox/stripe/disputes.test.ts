import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { allTransactions, eventTypes, expectBalanced, payCard } from './money.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

async function expectMoved(...expected: [amount: number, fee: number, category: string][]) {
  const moved = (await allTransactions(running)).filter(({ type }) => type === 'adjustment').reverse();
  expect(moved.map((one) => [one.amount, one.fee, one.reporting_category])).toEqual(expected);
  await expectBalanced(running);
}

describe('a dispute', () => {
  it('takes the money and a fee at once, with the card for that', async () => {
    const { stripe } = running;
    const { charge, intent } = await payCard(running, { amount: 5_000, method: 'pm_card_createDispute' });
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
    expect(dispute).toMatchObject({
      amount: 5_000,
      charge,
      status: 'needs_response',
      reason: 'fraudulent',
      is_charge_refundable: false,
      balance_transactions: [
        { type: 'adjustment', amount: -5_000, fee: 1_500, net: -6_500, source: dispute?.id },
      ],
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true, amount_refunded: 0 });
    expect(eventTypes(running).slice(-4)).toEqual([
      'charge.updated',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.updated',
    ]);
    await expectMoved([-5_000, 1_500, 'dispute']);
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' });
    expect((await stripe.disputes.list({ charge: 'ch_other' })).data).toEqual([]);
    expect(() => running.sandbox.dispute(charge)).toThrow('disputed already');
  });

  it('is won by evidence: the money comes back, the fee does not', async () => {
    const { stripe, sandbox } = running;
    const { charge } = await payCard(running, { amount: 5_000 });
    const { id } = sandbox.dispute(charge);
    const draft = { customer_name: 'Reader', uncategorized_text: 'winning_evidence' };
    const kept = await stripe.disputes.update(id, { evidence: draft, submit: false, metadata: { a: 'b' } });
    expect(kept).toMatchObject({
      status: 'needs_response',
      metadata: { a: 'b' },
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const before = sandbox.list('event').length;
    const won = await stripe.disputes.update(id, { submit: true });
    expect(won).toMatchObject({
      status: 'won',
      is_charge_refundable: true,
      evidence: { customer_name: 'Reader' },
      evidence_details: { submission_count: 1, submission_method: 'manual' },
    });
    expect(won.balance_transactions.map(({ net }) => net)).toEqual([-6_500, 5_000]);
    expect(eventTypes(running, before)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    await expectMoved([-5_000, 1_500, 'dispute'], [5_000, 0, 'dispute_reversal']);
    await expect(stripe.disputes.update(id, { evidence: draft })).rejects.toMatchObject({ statusCode: 400 });
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 5_000 });
  });

  it('is lost: by evidence, by giving up, by letting the day pass', async () => {
    const { stripe, sandbox, clock } = running;
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { charge } = await payCard(running, { amount: 1_000 });
      ids.push(sandbox.dispute(charge).id);
    }
    const [byEvidence = '', byClosing = '', byTime = ''] = ids;
    const evidence = { uncategorized_text: 'losing_evidence' };
    expect(await stripe.disputes.update(byEvidence, { evidence })).toMatchObject({ status: 'lost' });
    expect(await stripe.disputes.close(byClosing)).toMatchObject({ status: 'lost' });
    await expect(stripe.disputes.close(byClosing)).rejects.toMatchObject({ statusCode: 400 });
    clock.advance(9 * 24 * 60 * 60 * 1_000);
    expect(await stripe.disputes.retrieve(byTime)).toMatchObject({
      status: 'lost',
      evidence_details: { past_due: true },
    });
    await expectMoved(...ids.map((): [number, number, string] => [-1_000, 1_500, 'dispute']));
  });

  it('is about a part, comes back in part, at the rates of those days', async () => {
    const { sandbox } = running;
    const { charge } = await payCard(running, { amount: 10_000, currency: 'jpy' });
    const { id } = sandbox.dispute(charge, { amount: 4_000 });
    sandbox.setExchangeRate('jpy', 0.7);
    sandbox.advanceDispute(id, 'under_review');
    const won = sandbox.advanceDispute(id, 'won', { reinstated: 1_000 });
    expect(won).toMatchObject({ amount: 4_000, currency: 'jpy', status: 'won' });
    await expectMoved([-2_680, 1_500, 'dispute'], [700, 0, 'dispute_reversal']);
    expect(() => sandbox.advanceDispute(id, 'lost')).toThrow('cannot follow');
  });

  it('costs what Stripe asks in each currency', async () => {
    for (const [currency, fee] of [
      ['usd', 1_500],
      ['eur', 2_000],
      ['gbp', 2_000],
    ] as const) {
      const { charge } = await payCard(running, { amount: 1_000, currency });
      expect(running.sandbox.dispute(charge).balance_transactions).toMatchObject([{ fee, currency }]);
    }
  });
});

describe('an inquiry', () => {
  it('moves no money, and closes', async () => {
    const { stripe, sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000, method: 'pm_card_createDisputeInquiry' });
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
      payment_method_details: { card: { case_type: 'inquiry' } },
    });
    expect(eventTypes(running)).not.toContain('charge.dispute.funds_withdrawn');
    const evidence = { uncategorized_text: 'It was a gift.' };
    const id = String(dispute?.id);
    expect(await stripe.disputes.update(id, { evidence })).toMatchObject({ status: 'warning_under_review' });
    sandbox.advanceDispute(id, 'warning_closed');
    expect(eventTypes(running).slice(-2)).toEqual(['charge.dispute.updated', 'charge.dispute.closed']);
    await expectMoved();
  });

  it('becomes a dispute, which takes the money then', async () => {
    const { stripe, sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000 });
    const { id } = sandbox.dispute(charge, { inquiry: true });
    await expectMoved();
    const before = sandbox.list('event').length;
    const evidence = { uncategorized_text: 'escalate_inquiry_evidence' };
    expect(await stripe.disputes.update(id, { evidence })).toMatchObject({
      status: 'needs_response',
      payment_method_details: { card: { case_type: 'chargeback' } },
    });
    expect(eventTypes(running, before)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
    ]);
    await expectMoved([-1_000, 1_500, 'dispute']);
  });

  it('is prevented from becoming one', async () => {
    const { sandbox } = running;
    const { charge } = await payCard(running, { amount: 1_000 });
    const { id } = sandbox.dispute(charge, { inquiry: true });
    expect(sandbox.advanceDispute(id, 'prevented')).toMatchObject({ status: 'prevented' });
    await expectMoved();
  });
});
