import type { Database } from '../platform/database.ts';
import { byId, uniqueBy } from '../platform/order.ts';
import type { FailedRenewal } from './facts.ts';
import { upsertFailedRenewals } from './store.ts';

/** Keeps that renewals were refused, each once, from the first time that it was, whatever is told first. */
export async function recordFailedRenewals(database: Database, renewals: FailedRenewal[]): Promise<void> {
  const whole = uniqueBy(renewals, ({ id }) => id, earlier);
  await upsertFailedRenewals(database, whole.toSorted(byId));
}

function earlier(one: FailedRenewal, other: FailedRenewal): FailedRenewal {
  const [first, later] = isEarlier(other, one) ? [other, one] : [one, other];
  return { ...first, memberId: first.memberId ?? later.memberId };
}

function isEarlier(one: FailedRenewal, other: FailedRenewal): boolean {
  if (one.failedAt.getTime() !== other.failedAt.getTime()) return one.failedAt < other.failedAt;
  return one.amount < other.amount;
}
