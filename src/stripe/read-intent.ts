import { z } from 'zod';
import { contribution, optionalText, reference } from './fields.ts';
import type { IntentReading, Read } from './readings.ts';

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
    },
    person: { customer: intent.customer, address: null },
  };
}

/** Stripe's word for a declined attempt is that it asks for another method. */
function statusOf(status: string, hasError: boolean): IntentReading['status'] {
  if (status === 'succeeded' || status === 'canceled' || status === 'processing') return status;
  return hasError ? 'failed' : 'open';
}
