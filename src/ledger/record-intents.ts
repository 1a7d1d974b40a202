import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { IntentClaim, SucceededIntent } from './facts.ts';
import { type IntentRow, upsertIntents } from './store.ts';

/**
 * Keeps payment intents that did not say what they pay, until an invoice claims them, or Stripe says that none does.
 * Claimed, the invoice is the payment and the intent is not another one. Which of the two is told first does not
 * matter. One statement for both, its rows in the order of their ids, so that two batches never wait for each other.
 */
export async function recordIntents(
  database: Database,
  told: { succeeded?: SucceededIntent[]; claims?: IntentClaim[] },
): Promise<void> {
  const rows: IntentRow[] = [...(told.succeeded ?? []), ...(told.claims ?? [])];
  const whole = uniqueBy(
    rows,
    ({ id }) => id,
    (one, other) => ({ ...one, ...other }),
  );
  if (whole.length > 0) await upsertIntents(database, whole.toSorted(byId));
}
