import type { TakenBack } from './store.ts';

/** Which payment a charge, or what is about one, belongs to: its invoice, its payment intent, or the charge itself. */
export function paymentFinder({ intents, charges }: Pick<TakenBack, 'intents' | 'charges'>) {
  const invoices = new Map(intents.map(({ id, invoiceId }) => [id, invoiceId]));
  const intentOf = new Map(charges.map(({ id, paymentIntentId }) => [id, paymentIntentId]));
  return ({ chargeId, paymentIntentId }: { chargeId: string | null; paymentIntentId: string | null }) => {
    const intent = paymentIntentId ?? (chargeId && (intentOf.get(chargeId) ?? chargeId));
    return intent && (invoices.get(intent) ?? intent);
  };
}
