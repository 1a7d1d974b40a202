import { z } from 'zod';
import { contribution, reference } from './fields.ts';
import type { IntentReading, Read } from './readings.ts';

const Intent = z.object({
  id: z.string(),
  metadata: contribution,
  customer: reference,
  amount_received: z.int(),
  currency: z.string(),
});

/** payment_intent.succeeded */
export function readIntent(object: unknown): Read<IntentReading> {
  const intent = Intent.parse(object);
  return {
    reading: {
      kind: 'intent',
      id: intent.id,
      contribution: intent.metadata,
      amountReceived: intent.amount_received,
      currency: intent.currency,
    },
    person: { customer: intent.customer, address: null },
  };
}
