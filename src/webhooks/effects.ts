import { type CheckoutSession, keepSessions } from '../contributions/keep-sessions.ts';
import { type IntentClaim, recordIntents, type SucceededIntent } from '../ledger/record-intents.ts';
import { type Payment, recordPayments } from '../ledger/record-payments.ts';
import { keepMemberships, type Membership } from '../members/keep-memberships.ts';
import type { Database } from '../platform/database.ts';

/**
 * What events amount to, gathered from many and written together. Each kind goes to the one verb that records it, in
 * this order for everybody, so that two batches never wait for each other in a circle.
 */
export type Effects = {
  sessions: CheckoutSession[];
  payments: Payment[];
  intents: SucceededIntent[];
  claims: IntentClaim[];
  memberships: Membership[];
};

export function noEffects(): Effects {
  return { sessions: [], payments: [], intents: [], claims: [], memberships: [] };
}

export async function applyEffects(database: Database, effects: Effects): Promise<void> {
  await keepSessions(database, effects.sessions);
  await recordPayments(database, effects.payments);
  await recordIntents(database, { succeeded: effects.intents, claims: effects.claims });
  await keepMemberships(database, effects.memberships);
}
