import type { Database } from '../platform/database.ts';
import { DAY, plus, SECOND } from '../platform/time.ts';
import {
  findFailuresWithoutAttempt,
  findOldestUnclaimed,
  findUnclaimedIntents,
  findUnlinkedInvoices,
} from './store.ts';

/** What explains a payment comes within seconds of it; what is unexplained after this is asked about. */
const PATIENCE = 30 * SECOND;
/** Older ones are for the comparison with Stripe: asking each minute would not help them. */
const LONGEST = 3 * DAY;
const AT_A_TIME = 50;

type Unexplained = { id: string; createdAt: Date };

/**
 * Payments of which we do not know what they paid, or how they were paid; in any order.
 * @param patience how long ago, in milliseconds, they were learnt of
 */
export async function findUnexplained(
  database: Database,
  { now, patience = PATIENCE }: { now: Date; patience?: number | undefined },
): Promise<{ intents: Unexplained[]; invoices: Unexplained[] }> {
  const before = plus(now, -patience);
  return {
    intents: await findUnclaimedIntents(database, { before, limit: AT_A_TIME }),
    invoices: await findUnlinkedInvoices(database, { before, after: plus(now, -LONGEST), limit: AT_A_TIME }),
  };
}

/** So many that those of which Stripe knows no attempt do not stand before all others. */
const FAILURES_AT_A_TIME = 500;

/** Renewals that were refused in the last days and are not paid, of which no attempt is known; in any order. */
export function findUnexplainedFailures(
  database: Database,
  now: Date,
): Promise<{ id: string; failedAt: Date }[]> {
  return findFailuresWithoutAttempt(database, { after: plus(now, -LONGEST), limit: FAILURES_AT_A_TIME });
}

/** @returns when the oldest payment intent succeeded of which we do not know yet what it pays, or null */
export function oldestUnclaimedIntent(database: Database): Promise<Date | null> {
  return findOldestUnclaimed(database);
}
