import { z } from 'zod';
import { optionalText, reference, seconds } from './fields.ts';
import {
  type ChargeReading,
  type FraudWarningReading,
  NOBODY,
  type Read,
  type RefundReading,
} from './readings.ts';

const Charge = z.object({
  id: z.string(),
  payment_intent: reference,
  status: z.string(),
  failure_code: optionalText,
  outcome: z.object({ reason: optionalText }).nullish(),
  amount: z.int(),
  captured: z.boolean(),
  amount_captured: z.int(),
  currency: z.string(),
  balance_transaction: reference,
  created: seconds,
});

/** charge.*; what was given back of it is read from its refunds, because `amount_refunded` is cumulative. */
export function readCharge(object: unknown): Read<ChargeReading> {
  const charge = Charge.parse(object);
  const isTaken = charge.status === 'succeeded' && charge.captured;
  return {
    reading: {
      kind: 'charge',
      id: charge.id,
      paymentIntent: charge.payment_intent,
      // Authorised is not taken: what is held may be let go, or taken in part.
      status: isTaken ? 'succeeded' : charge.status === 'failed' ? 'failed' : 'pending',
      // "card_declined" is what it is called, whatever the bank's reason was.
      failureCode: charge.status === 'failed' ? (charge.outcome?.reason ?? charge.failure_code) : null,
      amount: isTaken ? charge.amount_captured : charge.amount,
      currency: charge.currency,
      balanceTransaction: charge.balance_transaction,
      createdAt: charge.created,
    },
    // Its payment says whose it is.
    person: NOBODY,
  };
}

const Refund = z.object({
  id: z.string(),
  charge: reference,
  payment_intent: reference,
  amount: z.int(),
  currency: z.string(),
  status: optionalText,
  reason: optionalText,
  failure_reason: optionalText,
  balance_transaction: reference,
  failure_balance_transaction: reference,
  created: seconds,
});

/** refund.* */
export function readRefund(object: unknown): Read<RefundReading> {
  const refund = Refund.parse(object);
  return {
    reading: {
      kind: 'refund',
      id: refund.id,
      charge: refund.charge,
      paymentIntent: refund.payment_intent,
      amount: refund.amount,
      currency: refund.currency,
      status: refund.status ?? 'succeeded',
      reason: refund.reason,
      failureReason: refund.failure_reason,
      balanceTransaction: refund.balance_transaction,
      failureBalanceTransaction: refund.failure_balance_transaction,
      createdAt: refund.created,
    },
    person: NOBODY,
  };
}

const FraudWarning = z.object({
  id: z.string(),
  charge: reference,
  payment_intent: reference,
  fraud_type: z.string(),
  actionable: z.boolean(),
  created: seconds,
});

/** radar.early_fraud_warning.* */
export function readFraudWarning(object: unknown): Read<FraudWarningReading> {
  const warning = FraudWarning.parse(object);
  return {
    reading: {
      kind: 'fraud-warning',
      id: warning.id,
      charge: warning.charge,
      paymentIntent: warning.payment_intent,
      fraudType: warning.fraud_type,
      actionable: warning.actionable,
      createdAt: warning.created,
    },
    person: NOBODY,
  };
}
