import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { CheckoutSession } from './checkout-session.ts';
import { further } from './rules.ts';
import { upsertSessions } from './store.ts';

/** Moves each checkout session on to the furthest state that was told of it. */
export async function keepSessions(database: Database, sessions: CheckoutSession[]): Promise<void> {
  if (sessions.length === 0) return;
  const furthest = uniqueBy(
    sessions,
    ({ id }) => id,
    (kept, other) => (further(kept.state, other.state) === kept.state ? kept : other),
  );
  await upsertSessions(database, furthest.toSorted(byId));
}
