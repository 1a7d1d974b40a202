import { expect } from 'vitest';
import { after, at, id, monthly, NO_MONEY, once, type Row, row } from './row.ts';

/** Checkouts, payments and memberships. */
export const GIFTS: Record<string, Row> = {
  'checkout.session.completed': {
    happen: after(once('paid')),
    leaves: ({ created }) => ({
      ...NO_MONEY,
      sessions: row({ state: 'complete', url: null }),
      payments: row({ id: id('pi'), frequency: 'once', membership_id: null, paid_at: at(created) }),
    }),
  },
  'checkout.session.async_payment_succeeded': {
    happen: after(once('delayed-success')),
    leaves: ({ created }) => ({
      ...NO_MONEY,
      sessions: row({ state: 'complete' }),
      payments: row({ frequency: 'once', paid_at: at(created) }),
    }),
  },
  'checkout.session.async_payment_failed': {
    happen: after(once('delayed-failure')),
    leaves: { ...NO_MONEY, sessions: row({ state: 'failed' }) },
  },
  'checkout.session.expired': {
    happen: after(once('expired')),
    leaves: {
      ...NO_MONEY,
      sessions: row({ state: 'expired', url: expect.stringContaining('/recover/') }),
      members: [],
    },
  },
  'invoice.paid': {
    happen: after(monthly()),
    leaves: ({ created }) => ({
      ...NO_MONEY,
      payments: row({ id: id('in'), frequency: 'monthly', outside_stripe: null, paid_at: at(created) }),
      memberships: [],
    }),
  },
  'invoice_payment.paid': {
    happen: after(monthly()),
    leaves: { ...NO_MONEY, intents: row({ id: id('pi'), invoice_id: id('in'), status: null }) },
  },
  'payment_intent.succeeded': {
    happen: after(monthly()),
    leaves: {
      ...NO_MONEY,
      intents: row({ invoice_id: null, currency: 'usd', status: 'succeeded', decline_code: null }),
    },
  },
  'customer.subscription.created': {
    happen: after(monthly()),
    leaves: {
      ...NO_MONEY,
      memberships: row({ status: 'incomplete', frequency: 'monthly', ended_at: null, pause: null }),
    },
  },
  'customer.subscription.updated': {
    happen: after(monthly()),
    leaves: { ...NO_MONEY, memberships: row({ status: 'active', end_reason: null }) },
  },
  'customer.subscription.paused': {
    happen: after(monthly('stands-still')),
    leaves: { ...NO_MONEY, memberships: row({ status: 'paused', pause: 'membership', ended_at: null }) },
  },
  'customer.subscription.resumed': {
    happen: after(monthly('stands-still', 'goes-on')),
    leaves: { ...NO_MONEY, memberships: row({ status: 'active', pause: null }) },
  },
  'customer.subscription.deleted': {
    happen: after(monthly('ends')),
    leaves: ({ created }) => ({
      ...NO_MONEY,
      memberships: row({
        status: 'ended',
        ended_at: at(created),
        end_reason: 'cancellation_requested',
      }),
    }),
  },
};
