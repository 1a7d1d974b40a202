import type { Database } from '../platform/database.ts';
import { byId } from '../platform/order.ts';
import { checkoutExpiry } from './rules.ts';
import { type Contribution, insertContributions } from './store.ts';

export type PastContribution = Pick<
  Contribution,
  'id' | 'createdAt' | 'frequency' | 'amount' | 'costs' | 'currency' | 'campaign' | 'source'
>;

/** Keeps contributions that were made elsewhere, each once: their checkouts are over. */
export async function recordContributions(database: Database, past: PastContribution[]): Promise<void> {
  const rows = past.map((contribution) => ({
    ...contribution,
    locale: null,
    wantsThanks: false,
    isAlongside: false,
    requestKey: null,
    requestHash: null,
    attempt: 1,
    attemptedAt: contribution.createdAt,
    attemptOutcome: null,
    expiresAt: checkoutExpiry(contribution.createdAt),
  }));
  await insertContributions(database, rows.toSorted(byId));
}
