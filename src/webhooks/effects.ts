import type { CheckoutSession } from '../contributions/checkout-session.ts';
import { keepSessions } from '../contributions/keep-sessions.ts';
import type { IntentClaim, Payment, SucceededIntent } from '../ledger/facts.ts';
import { claimIntents, recordSucceededIntents } from '../ledger/record-intents.ts';
import { recordPayments } from '../ledger/record-payments.ts';
import { keepMemberships } from '../members/keep-memberships.ts';
import type { Membership } from '../members/membership.ts';
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
  await recordSucceededIntents(database, effects.intents);
  await claimIntents(database, effects.claims);
  await keepMemberships(database, effects.memberships);
}
