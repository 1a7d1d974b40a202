import type { Database } from '../platform/database.ts';
import type { WholeMember } from './find-whole.ts';
import { findMembersByIds, findPaymentMethodsOf, findSessionsOf } from './store.ts';

/** What is held of a member beside addresses, customers and memberships. */
export async function findHeld(database: Database, { memberIds, customers }: WholeMember) {
  return {
    members: await findMembersByIds(database, memberIds),
    paymentMethods: await findPaymentMethodsOf(database, customers),
    sessions: await findSessionsOf(database, memberIds),
  };
}
