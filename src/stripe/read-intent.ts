import { z } from 'zod';
import { fromUnixSeconds } from '../platform/time.ts';
import { contribution, optionalText, reference } from './fields.ts';
import type { IntentReading, Read } from './readings.ts';

const Expanded = z.object({
  created: z.int(),
  payment_method_details: z.object({ type: z.string() }).nullish(),
  balance_transaction: z.object({ created: z.int() }).nullish().catch(null),
});

/**
 * When the money of an attempt came, where it was asked for with its balance transaction; events carry its id alone. A card
 * is charged at once, though its balance transaction may follow; of a debit that one is made when the money comes.
 */
export const moneyCameAt = z
  .union([z.string().transform(() => null), Expanded])
  .nullish()
  .transform((charge) => {
    if (!charge) return null;
    const isCard = charge.payment_method_details?.type === 'card';
    const moved = isCard ? undefined : charge.balance_transaction?.created;
    return fromUnixSeconds(Math.max(charge.created, moved ?? 0)).toISOString();
  });

const Intent = z.object({
  id: z.string(),
  metadata: contribution,
  customer: reference,
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  last_payment_error: z
    .object({ code: optionalText, decline_code: optionalText, type: optionalText })
    .nullish(),
  latest_charge: moneyCameAt,
});

/** payment_intent.* */
export function readIntent(object: unknown): Read<IntentReading> {
  const intent = Intent.parse(object);
  const error = intent.last_payment_error;
  return {
    reading: {
      kind: 'intent',
      id: intent.id,
      contribution: intent.metadata,
      status: statusOf(intent.status, error !== null && error !== undefined),
      declineCode: error ? (error.decline_code ?? error.code ?? error.type) : null,
      amount: intent.amount,
      amountReceived: intent.amount_received,
      currency: intent.currency,
      paidAt: intent.status === 'succeeded' ? intent.latest_charge : null,
    },
    person: { customer: intent.customer, address: null },
  };
}

/** Stripe's word for a declined attempt is that it asks for another method. */
function statusOf(status: string, hasError: boolean): IntentReading['status'] {
  if (status === 'succeeded' || status === 'canceled' || status === 'processing') return status;
  return hasError ? 'failed' : 'open';
}
