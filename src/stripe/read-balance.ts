import { z } from 'zod';
import { optionalSeconds, optionalText, reference, seconds } from './fields.ts';
import {
  type BalanceTransactionReading,
  type DisputeReading,
  NOBODY,
  type PayoutReading,
  type Read,
} from './readings.ts';

const BalanceTransaction = z.object({
  id: z.string(),
  type: z.string(),
  reporting_category: z.string(),
  source: reference,
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  currency: z.string(),
  exchange_rate: z.number().nullish(),
  available_on: seconds,
  created: seconds,
});

/** @param payout the payout among whose lines it was found */
export function readBalanceTransaction(
  object: unknown,
  payout: string | null = null,
): Read<BalanceTransactionReading> {
  const transaction = BalanceTransaction.parse(object);
  return { reading: { kind: 'balance-transaction', ...ofBalance(transaction), payout }, person: NOBODY };
}

function ofBalance(transaction: z.output<typeof BalanceTransaction>) {
  const { id, type, source, amount, fee, net, currency } = transaction;
  return {
    id,
    type,
    category: transaction.reporting_category,
    source,
    amount,
    fee,
    net,
    currency,
    exchangeRate: transaction.exchange_rate?.toString() ?? null,
    availableAt: transaction.available_on,
    createdAt: transaction.created,
  };
}

const Dispute = z.object({
  id: z.string(),
  charge: reference,
  payment_intent: reference,
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  reason: z.string(),
  evidence_details: z.object({ due_by: optionalSeconds }).nullish(),
  balance_transactions: z.array(BalanceTransaction),
  created: seconds,
});

/** charge.dispute.*; the money it moved is in its balance transactions alone: an inquiry has none. */
export function readDispute(object: unknown): Read<DisputeReading> {
  const dispute = Dispute.parse(object);
  return {
    reading: {
      kind: 'dispute',
      id: dispute.id,
      charge: dispute.charge,
      paymentIntent: dispute.payment_intent,
      amount: dispute.amount,
      currency: dispute.currency,
      status: dispute.status,
      reason: dispute.reason,
      respondBy: dispute.evidence_details?.due_by ?? null,
      balanceTransactions: dispute.balance_transactions.map(ofBalance),
      createdAt: dispute.created,
    },
    person: NOBODY,
  };
}

const Payout = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  automatic: z.boolean(),
  reconciliation_status: optionalText,
  failure_code: optionalText,
  balance_transaction: reference,
  failure_balance_transaction: reference,
  arrival_date: seconds,
  created: seconds,
});

/** payout.* */
export function readPayout(object: unknown): Read<PayoutReading> {
  const payout = Payout.parse(object);
  return {
    reading: {
      kind: 'payout',
      id: payout.id,
      amount: payout.amount,
      currency: payout.currency,
      status: payout.status,
      automatic: payout.automatic,
      reconciled: payout.reconciliation_status === 'completed',
      failureCode: payout.failure_code,
      balanceTransaction: payout.balance_transaction,
      failureBalanceTransaction: payout.failure_balance_transaction,
      arrivesAt: payout.arrival_date,
      createdAt: payout.created,
    },
    person: NOBODY,
  };
}
