import type { Database } from '../platform/database.ts';
import { inRounds } from '../platform/in-rounds.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { CheckoutSession } from './checkout-session.ts';
import { further } from './rules.ts';
import { MOST_TOGETHER, upsertSessions } from './store.ts';

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

/** One, with those of other readers that are told of at the same time. */
export const keepOneSession = inRounds(MOST_TOGETHER, async (database: Database, all: CheckoutSession[]) => {
  await keepSessions(database, all);
  return () => undefined;
});
