import { minor } from '../platform/money.ts';
import { versionOf } from '../platform/register.ts';
import type {
  BalanceTransactionReading,
  DisputeReading,
  FraudWarningReading,
  PayoutReading,
  RefundReading,
} from '../stripe/readings.ts';
import type { Effects } from './effects.ts';
import { date, dateOrNull, type Fact } from './fact.ts';

export function onRefund(effects: Effects, reading: RefundReading, fact: Fact): void {
  const {
    kind: _kind,
    charge,
    paymentIntent,
    balanceTransaction,
    failureBalanceTransaction,
    ...refund
  } = reading;
  effects.refunds.push({
    ...refund,
    chargeId: charge,
    paymentIntentId: paymentIntent,
    amount: minor(refund.amount),
    balanceTransactionId: balanceTransaction,
    failureBalanceTransactionId: failureBalanceTransaction,
    createdAt: date(refund.createdAt),
    version: versionOf(fact.trueAt, fact.rank, [
      failureBalanceTransaction,
      refund.status,
      refund.failureReason,
      balanceTransaction,
      refund.reason,
    ]),
    learntAt: fact.learntAt,
  });
}

/** A dispute's stage, and the money that it moved: each movement once, whichever event tells of it. */
export function onDispute(effects: Effects, reading: DisputeReading, fact: Fact): void {
  const { kind: _kind, charge, paymentIntent, balanceTransactions, ...dispute } = reading;
  for (const moved of balanceTransactions) addBalanceTransaction(effects, { ...moved, payout: null }, fact);
  effects.disputes.push({
    ...dispute,
    chargeId: charge,
    paymentIntentId: paymentIntent,
    amount: minor(dispute.amount),
    respondBy: dateOrNull(dispute.respondBy),
    createdAt: date(dispute.createdAt),
    version: versionOf(fact.trueAt, fact.rank, [
      dispute.status,
      dispute.respondBy,
      dispute.amount.toString().padStart(20, '0'),
      dispute.reason,
    ]),
    learntAt: fact.learntAt,
  });
}

export function onFraudWarning(effects: Effects, reading: FraudWarningReading, fact: Fact): void {
  const { kind: _kind, charge, paymentIntent, ...warning } = reading;
  effects.fraudWarnings.push({
    ...warning,
    chargeId: charge,
    paymentIntentId: paymentIntent,
    createdAt: date(warning.createdAt),
    version: versionOf(fact.trueAt, fact.rank, [warning.actionable ? '0' : '1', warning.fraudType]),
    learntAt: fact.learntAt,
  });
}

export function onPayout(effects: Effects, reading: PayoutReading, fact: Fact): void {
  const {
    kind: _kind,
    balanceTransaction,
    failureBalanceTransaction,
    arrivesAt,
    createdAt,
    amount,
    ...payout
  } = reading;
  effects.payouts.push({
    ...payout,
    amount: minor(amount),
    balanceTransactionId: balanceTransaction,
    failureBalanceTransactionId: failureBalanceTransaction,
    arrivesAt: date(arrivesAt),
    createdAt: date(createdAt),
    version: versionOf(fact.trueAt, fact.rank, [
      failureBalanceTransaction,
      payout.reconciled.toString(),
      payout.status,
      payout.failureCode,
      arrivesAt,
    ]),
    learntAt: fact.learntAt,
  });
}

export function onBalanceTransaction(effects: Effects, reading: BalanceTransactionReading, fact: Fact): void {
  const { kind: _kind, ...transaction } = reading;
  addBalanceTransaction(effects, transaction, fact);
}

function addBalanceTransaction(
  effects: Effects,
  { source, payout, ...moved }: Omit<BalanceTransactionReading, 'kind'>,
  { learntAt }: Fact,
): void {
  effects.balanceTransactions.push({
    ...moved,
    sourceId: source,
    payoutId: payout,
    amount: minor(moved.amount),
    fee: minor(moved.fee),
    net: minor(moved.net),
    availableAt: date(moved.availableAt),
    createdAt: date(moved.createdAt),
    learntAt,
  });
}
