import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { Intent, IntentClaim } from './facts.ts';
import { type IntentRow, upsertIntents } from './store.ts';

/**
 * Keeps how far payment intents have come, and which invoice each pays. Those that did not say what they pay wait until
 * an invoice claims them, or Stripe says that none does. Claimed, the invoice is the payment and the intent is not another
 * one. Which of the two is told first does not matter. One statement for both, its rows in the order of their ids, so that
 * two batches never wait for each other.
 */
export async function recordIntents(
  database: Database,
  { intents, claims }: { intents: Intent[]; claims: IntentClaim[] },
): Promise<void> {
  const whole = uniqueBy<IntentRow>([...intents, ...claims], ({ id }) => id, together);
  await upsertIntents(database, whole.toSorted(byId));
}

function together(one: IntentRow, other: IntentRow): IntentRow {
  const [further, less] = (one.version ?? '') >= (other.version ?? '') ? [one, other] : [other, one];
  return {
    ...further,
    invoiceId: further.invoiceId ?? less.invoiceId,
    memberId: further.memberId ?? less.memberId,
    amount: further.amount ?? less.amount,
    currency: further.currency ?? less.currency,
    succeededAt: further.succeededAt ?? less.succeededAt,
  };
}
