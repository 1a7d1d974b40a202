import { minor } from '../../platform/money.ts';
import type {
  BalanceTransactionReading,
  ChargeReading,
  DisputeReading,
  PayoutReading,
  RefundReading,
} from '../../stripe/readings.ts';
import type { BalanceTransaction, Charge, Dispute, Payout, Refund } from '../facts.ts';
import type { Entry, OurEntry } from './rules.ts';

/** Each kind in the same words, from what Stripe says and from our table. */
export type Sides<Reading, Row> = { theirs(reading: Reading): Entry; ours(row: Row): OurEntry };

export const MOVEMENT: Sides<BalanceTransactionReading, BalanceTransaction> = {
  theirs: (reading) => ({
    ...madeAt(reading),
    figures: [
      ['net', minor(reading.net)],
      ['amount', minor(reading.amount)],
      ['fee', minor(reading.fee)],
    ],
    words: {
      type: reading.type,
      category: reading.category,
      source: reading.source,
      'exchange rate': reading.exchangeRate,
      'available from': reading.availableAt.slice(0, 10),
    },
  }),
  ours: (row) => ({
    ...madeHere(row),
    figures: [
      ['net', row.net],
      ['amount', row.amount],
      ['fee', row.fee],
    ],
    words: {
      type: row.type,
      category: row.category,
      source: row.sourceId ?? null,
      'exchange rate': row.exchangeRate ?? null,
      'available from': row.availableAt.toISOString().slice(0, 10),
    },
  }),
};

export const CHARGE: Sides<ChargeReading, Charge> = {
  theirs: (reading) => ({
    ...madeAt(reading),
    figures: [['amount', minor(reading.amount)]],
    words: {
      status: reading.status,
      'payment intent': reading.paymentIntent,
      'balance transaction': reading.balanceTransaction,
    },
  }),
  ours: (row) => ({
    ...madeHere(row),
    figures: [['amount', row.amount]],
    words: {
      status: row.status,
      'payment intent': row.paymentIntentId ?? null,
      'balance transaction': row.balanceTransactionId ?? null,
    },
  }),
};

export const REFUND: Sides<RefundReading, Refund> = {
  theirs: (reading) => ({
    ...madeAt(reading),
    figures: [['amount', minor(reading.amount)]],
    words: {
      status: reading.status,
      charge: reading.charge,
      'balance transaction': reading.balanceTransaction,
      'failure balance transaction': reading.failureBalanceTransaction,
    },
  }),
  ours: (row) => ({
    ...madeHere(row),
    figures: [['amount', row.amount]],
    words: {
      status: row.status,
      charge: row.chargeId ?? null,
      'balance transaction': row.balanceTransactionId ?? null,
      'failure balance transaction': row.failureBalanceTransactionId ?? null,
    },
  }),
};

export const DISPUTE: Sides<DisputeReading, Dispute> = {
  theirs: (reading) => ({
    ...madeAt(reading),
    figures: [['amount', minor(reading.amount)]],
    words: { status: reading.status, charge: reading.charge },
  }),
  ours: (row) => ({
    ...madeHere(row),
    figures: [['amount', row.amount]],
    words: { status: row.status, charge: row.chargeId ?? null },
  }),
};

export const PAYOUT: Sides<PayoutReading, Payout> = {
  theirs: (reading) => ({
    ...madeAt(reading),
    figures: [['amount', minor(reading.amount)]],
    words: {
      status: reading.status,
      'balance transaction': reading.balanceTransaction,
      'failure balance transaction': reading.failureBalanceTransaction,
    },
  }),
  ours: (row) => ({
    ...madeHere(row),
    figures: [['amount', row.amount]],
    words: {
      status: row.status,
      'balance transaction': row.balanceTransactionId ?? null,
      'failure balance transaction': row.failureBalanceTransactionId ?? null,
    },
  }),
};

function madeAt({ id, currency, createdAt }: { id: string; currency: string; createdAt: string }) {
  return { id, currency, madeAt: new Date(createdAt) };
}

function madeHere(row: { id: string; currency: string; createdAt: Date; learntAt: Date }) {
  const { id, currency, createdAt, learntAt } = row;
  return { id, currency, madeAt: createdAt, learntAt };
}
