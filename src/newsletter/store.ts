import { and, count, eq, gt, gte, inArray, lt, or } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { subscriptions } from './tables.ts';

export type Subscription = typeof subscriptions.$inferSelect;

export async function insertSubscription(database: Database, subscription: Subscription): Promise<void> {
  await database.insert(subscriptions).values(subscription);
}

export async function findSubscription(database: Database, id: string): Promise<Subscription | undefined> {
  const [found] = await database.select().from(subscriptions).where(eq(subscriptions.id, id));
  return found;
}

export async function findSubscriptionsOf(
  database: Database,
  addresseeIds: string[],
): Promise<Subscription[]> {
  return database.select().from(subscriptions).where(inArray(subscriptions.addresseeId, addresseeIds));
}

/** How many of these addressees asked since then, and before this one did. */
export async function countEarlier(
  database: Database,
  { id, askedAt }: Subscription,
  { addresseeIds, since }: { addresseeIds: string[]; since: Date },
): Promise<number> {
  const [earlier] = await database
    .select({ count: count() })
    .from(subscriptions)
    .where(
      and(
        inArray(subscriptions.addresseeId, addresseeIds),
        gte(subscriptions.askedAt, since),
        or(
          lt(subscriptions.askedAt, askedAt),
          and(eq(subscriptions.askedAt, askedAt), lt(subscriptions.id, id)),
        ),
      ),
    );
  return earlier?.count ?? 0;
}

/** @returns false where it has gone meanwhile */
export async function confirmSubscription(
  database: Database,
  id: string,
  consent: Omit<Subscription, 'id' | 'addresseeId' | 'state'>,
): Promise<boolean> {
  const confirmed = await database
    .update(subscriptions)
    .set({ ...consent, state: 'confirmed' })
    .where(eq(subscriptions.id, id))
    .returning({ id: subscriptions.id });
  return confirmed.length > 0;
}

export async function deleteSubscriptions(database: Database, ids: string[]): Promise<void> {
  await database.delete(subscriptions).where(inArray(subscriptions.id, ids));
}

/** Locked, and those that somebody is about to confirm are passed over. */
export async function findUnconfirmed(
  database: Database,
  { before, limit }: { before: Date; limit: number },
): Promise<Subscription[]> {
  return database
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.state, 'unconfirmed'), lt(subscriptions.askedAt, before)))
    .orderBy(subscriptions.askedAt)
    .limit(limit)
    .for('update', { skipLocked: true });
}

/** A page of those who confirmed, in the order of their ids. */
export async function findConfirmed(
  database: Database,
  { after, limit }: { after: string | null; limit: number },
): Promise<Subscription[]> {
  const { state, id } = subscriptions;
  return database
    .select()
    .from(subscriptions)
    .where(and(eq(state, 'confirmed'), after === null ? undefined : gt(id, after)))
    .orderBy(id)
    .limit(limit);
}
