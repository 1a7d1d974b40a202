import { after, id, NO_MONEY, once, type Row, row } from './row.ts';

const paid = once('paid');

/** Money on its way to the bank. */
export const PAYOUTS: Record<string, Row> = {
  'payout.created': {
    happen: after(paid, 'payout'),
    leaves: {
      ...NO_MONEY,
      payouts: row({
        status: 'pending',
        automatic: true,
        reconciled: false,
        balance_transaction_id: id('txn'),
      }),
    },
  },
  'payout.updated': {
    happen: after(paid, 'payout'),
    leaves: { ...NO_MONEY, payouts: row({ status: 'in_transit', reconciled: true }) },
  },
  'payout.reconciliation_completed': {
    happen: after(paid, 'payout'),
    leaves: { ...NO_MONEY, payouts: row({ status: 'in_transit', reconciled: true }) },
  },
  'payout.paid': {
    happen: after(paid, 'payout', 'payout-arrives'),
    leaves: { ...NO_MONEY, payouts: row({ status: 'paid', failure_code: null }) },
  },
  'payout.failed': {
    happen: after(paid, 'payout', 'payout-arrives', 'payout-fails'),
    leaves: {
      ...NO_MONEY,
      payouts: row({
        status: 'failed',
        failure_code: 'account_closed',
        failure_balance_transaction_id: id('txn'),
      }),
    },
  },
  'payout.canceled': {
    happen: after(paid, 'payout-canceled'),
    leaves: { ...NO_MONEY, payouts: row({ status: 'canceled', automatic: false }) },
  },
};
