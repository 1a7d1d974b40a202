import { expect, it } from 'vitest';
import { type LifeFacts, lifeOf, PAYMENT_LIVES, type PaymentLife } from '../../src/ledger/rules.ts';

const NOTHING: LifeFacts = { paid: null, attempts: [], invoice: null, refunds: [], disputes: [] };
const PAID: LifeFacts = { ...NOTHING, paid: 500n, attempts: ['succeeded'] };
const refund = (amount: bigint, status = 'succeeded') => ({ amount, status });

const LIVES: [PaymentLife, string, LifeFacts][] = [
  ['processing', 'a debit under way', { ...NOTHING, attempts: ['processing'] }],
  ['processing', 'a debit under way after a decline', { ...NOTHING, attempts: ['failed', 'processing'] }],
  ['processing', 'only its invoice was heard of', NOTHING],
  ['failed', 'a decline', { ...NOTHING, attempts: ['failed'] }],
  ['failed', 'a renewal that is tried again', { ...NOTHING, attempts: ['failed'], invoice: 'open' }],
  ['failed', 'an invoice without an attempt to pay it', { ...NOTHING, invoice: 'open' }],
  ['canceled', 'an attempt given up', { ...NOTHING, attempts: ['canceled'] }],
  ['canceled', 'a voided invoice', { ...NOTHING, attempts: ['failed'], invoice: 'void' }],
  ['canceled', 'an invoice written off', { ...NOTHING, attempts: ['failed'], invoice: 'uncollectible' }],
  ['paid', 'a payment', PAID],
  ['paid', 'after declines, and told late', { ...PAID, attempts: ['failed', 'succeeded'], invoice: 'open' }],
  ['paid', 'in cash', { ...PAID, attempts: [] }],
  ['paid', 'not known yet for what', { ...NOTHING, attempts: ['succeeded'] }],
  ['paid', 'an inquiry moves no money', { ...PAID, disputes: ['warning_needs_response'] }],
  ['paid', 'an inquiry that was closed', { ...PAID, disputes: ['warning_closed'] }],
  ['paid', 'a dispute that was prevented', { ...PAID, disputes: ['prevented'] }],
  ['paid', 'a refund that was called off', { ...PAID, refunds: [refund(500n, 'canceled')] }],
  ['partly refunded', 'a part', { ...PAID, refunds: [refund(100n), refund(399n)] }],
  [
    'partly refunded',
    'a part, the rest failed',
    { ...PAID, refunds: [refund(100n), refund(400n, 'failed')] },
  ],
  ['refunded', 'the whole', { ...PAID, refunds: [refund(500n)] }],
  ['refunded', 'in parts', { ...PAID, refunds: [refund(100n), refund(400n)] }],
  ['refunded', 'a refund on its way', { ...PAID, refunds: [refund(500n, 'pending')] }],
  ['refunded', 'at the second try', { ...PAID, refunds: [refund(500n, 'failed'), refund(500n)] }],
  ['refunded', 'after a dispute was won', { ...PAID, refunds: [refund(500n)], disputes: ['won'] }],
  ['refund failed', 'a refund that came back', { ...PAID, refunds: [refund(500n, 'failed')] }],
  ['disputed', 'a dispute', { ...PAID, disputes: ['needs_response'] }],
  ['disputed', 'a dispute under review', { ...PAID, disputes: ['under_review'] }],
  ['disputed', 'an appeal', { ...PAID, disputes: ['appeal_under_review'] }],
  ['disputed', 'a stage that is new to us', { ...PAID, disputes: ['something_new'] }],
  ['disputed', 'a second dispute', { ...PAID, disputes: ['won', 'needs_response'] }],
  ['disputed', 'after a refund in part', { ...PAID, refunds: [refund(100n)], disputes: ['needs_response'] }],
  ['won', 'a dispute that was won', { ...PAID, disputes: ['warning_closed', 'won'] }],
  ['lost', 'a dispute that was lost', { ...PAID, disputes: ['lost'] }],
  ['lost', 'after a refund in part', { ...PAID, refunds: [refund(100n)], disputes: ['lost'] }],
];

it.each(LIVES)('%s: %s', (life, _case, facts) => {
  expect(lifeOf(facts)).toBe(life);
  expect(
    lifeOf({ ...facts, refunds: facts.refunds.toReversed(), disputes: facts.disputes.toReversed() }),
  ).toBe(life);
});

it('each word has its case', () => {
  expect(new Set(LIVES.map(([life]) => life))).toEqual(new Set(PAYMENT_LIVES));
});
