import { expect } from 'vitest';
import { after, id, NO_MONEY, once, type Row, row } from './row.ts';

const paid = once('paid');
const withdrawn = (...more: object[]) => [
  expect.objectContaining({
    row: expect.objectContaining({ category: 'dispute', source_id: id('d[pu]'), fee: 1500, payout_id: null }),
  }),
  ...more,
];
const reinstated = expect.objectContaining({
  row: expect.objectContaining({ category: 'dispute_reversal', fee: 0 }),
});

/** What givers and their banks take back. */
export const MONEY_BACK: Record<string, Row> = {
  'refund.created': {
    happen: after(paid, 'refund-part'),
    leaves: {
      ...NO_MONEY,
      refunds: row({
        amount: 100,
        status: 'succeeded',
        charge_id: id('ch'),
        payment_intent_id: id('pi'),
        balance_transaction_id: id('txn'),
        failure_balance_transaction_id: null,
      }),
    },
  },
  'refund.updated': {
    happen: after(paid, 'refund-slowly', 'refund-fails'),
    leaves: { ...NO_MONEY, refunds: row({ status: 'failed', failure_balance_transaction_id: id('txn') }) },
  },
  'refund.failed': {
    happen: after(paid, 'refund-part', 'refund-fails'),
    leaves: {
      ...NO_MONEY,
      refunds: row({
        amount: 100,
        status: 'failed',
        failure_reason: 'expired_or_canceled_card',
        failure_balance_transaction_id: id('txn'),
      }),
    },
  },
  'charge.dispute.created': {
    happen: after(paid, 'inquiry'),
    leaves: {
      ...NO_MONEY,
      disputes: row({
        status: 'warning_needs_response',
        charge_id: id('ch'),
        respond_by: expect.any(String),
      }),
    },
  },
  'charge.dispute.updated': {
    happen: after(paid, 'dispute', 'dispute-answered'),
    leaves: { ...NO_MONEY, disputes: row({ status: 'under_review' }), transactions: withdrawn() },
  },
  'charge.dispute.funds_withdrawn': {
    happen: after(paid, 'dispute-part'),
    leaves: {
      ...NO_MONEY,
      disputes: row({ status: 'needs_response', amount: 150 }),
      transactions: [
        expect.objectContaining({ row: expect.objectContaining({ amount: -150, fee: 1500, net: -1650 }) }),
      ],
    },
  },
  'charge.dispute.funds_reinstated': {
    happen: after(paid, 'dispute', 'dispute-won-in-part'),
    leaves: {
      ...NO_MONEY,
      disputes: row({ status: 'won' }),
      transactions: expect.arrayContaining([...withdrawn(), reinstated]),
    },
  },
  'charge.dispute.closed': {
    happen: after(paid, 'dispute', 'dispute-lost'),
    leaves: { ...NO_MONEY, disputes: row({ status: 'lost' }), transactions: withdrawn() },
  },
  'radar.early_fraud_warning.created': {
    happen: after(paid, 'fraud-warning'),
    leaves: {
      ...NO_MONEY,
      warnings: row({ actionable: true, charge_id: id('ch'), fraud_type: 'made_with_stolen_card' }),
    },
  },
  'radar.early_fraud_warning.updated': {
    happen: after(paid, 'fraud-warning', 'refund-rest'),
    leaves: { ...NO_MONEY, warnings: row({ actionable: false }) },
  },
};
