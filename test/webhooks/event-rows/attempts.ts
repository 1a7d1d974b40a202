import { expect } from 'vitest';
import { after, id, monthly, NO_MONEY, once, type Row, row } from './row.ts';

const NOT_BOOKED = { ...NO_MONEY, memberships: [] };

/** Attempts to take money, and what they cost. */
export const ATTEMPTS: Record<string, Row> = {
  'payment_intent.processing': {
    happen: after(once('delayed-success')),
    leaves: {
      ...NOT_BOOKED,
      intents: row({ status: 'processing', succeeded_at: null, amount: anyAmount() }),
    },
  },
  'payment_intent.payment_failed': {
    happen: after(once('declined-then-paid')),
    leaves: { ...NOT_BOOKED, intents: row({ status: 'failed', decline_code: 'generic_decline' }) },
  },
  'payment_intent.canceled': {
    happen: after(once('declined-then-expired')),
    leaves: { ...NOT_BOOKED, intents: row({ status: 'canceled', decline_code: null, succeeded_at: null }) },
  },
  'charge.succeeded': {
    happen: after(once('paid')),
    leaves: {
      ...NOT_BOOKED,
      charges: row({ status: 'succeeded', payment_intent_id: id('pi'), balance_transaction_id: null }),
    },
  },
  'charge.updated': {
    happen: after(once('paid')),
    leaves: { ...NOT_BOOKED, charges: row({ status: 'succeeded', balance_transaction_id: id('txn') }) },
  },
  'charge.failed': {
    happen: after(once('declined-then-paid')),
    leaves: { ...NOT_BOOKED, charges: row({ status: 'failed', failure_code: 'generic_decline' }) },
  },
  'charge.refunded': {
    happen: after(once('paid'), 'refund-part'),
    leaves: { ...NOT_BOOKED, charges: row({ status: 'succeeded', amount: anyAmount() }) },
  },
  'invoice.payment_failed': {
    happen: after(monthly('declined-renewal')),
    leaves: {
      ...NOT_BOOKED,
      members: [{ name: id('cus') }],
      invoices: row({
        status: 'open',
        attempts: 1,
        needs_action: false,
        next_attempt_at: expect.any(String),
      }),
      failures: row({ id: id('in'), failed_at: expect.any(String) }),
    },
  },
  'invoice.payment_action_required': {
    happen: after(monthly('asked-renewal')),
    leaves: {
      ...NOT_BOOKED,
      invoices: row({ status: 'open', needs_action: true }),
      failures: row({ id: id('in') }),
    },
  },
  'invoice.finalization_failed': {
    happen: after(monthly('stuck-renewal')),
    leaves: { ...NOT_BOOKED, invoices: row({ status: 'draft', attempts: 0, problem: expect.any(String) }) },
  },
  'invoice.marked_uncollectible': {
    happen: after(monthly('declined-renewal', 'written-off')),
    leaves: { ...NOT_BOOKED, invoices: row({ status: 'uncollectible' }), failures: row({ id: id('in') }) },
  },
  'invoice.voided': {
    happen: after(monthly('declined-renewal', 'voided')),
    leaves: { ...NOT_BOOKED, invoices: row({ status: 'void' }), failures: row({ id: id('in') }) },
  },
};

function anyAmount() {
  return expect.any(Number);
}
