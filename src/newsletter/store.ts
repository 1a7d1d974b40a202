import { and, eq, gt, inArray, lt } from 'drizzle-orm';
import type { Askings } from '../members/had-enough.ts';
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

export const CONFIRMATION_ASKINGS: Askings = { table: 'newsletter_subscriptions', at: 'asked_at' };

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
