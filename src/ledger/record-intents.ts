import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { IntentClaim, SucceededIntent } from './facts.ts';
import { upsertIntentClaims, upsertSucceededIntents } from './store.ts';

/** Payment intents that did not say what they pay: kept until an invoice claims them, or Stripe says that none does. */
export async function recordSucceededIntents(database: Database, intents: SucceededIntent[]): Promise<void> {
  if (intents.length > 0)
    await upsertSucceededIntents(database, uniqueBy(intents, ({ id }) => id).toSorted(byId));
}

/** An invoice was paid by this intent: the invoice is the payment, the intent is not another one. */
export async function claimIntents(database: Database, claims: IntentClaim[]): Promise<void> {
  if (claims.length > 0) await upsertIntentClaims(database, uniqueBy(claims, ({ id }) => id).toSorted(byId));
}
