import { DAY, plus } from '../platform/time.ts';

export const MEMBERSHIP_STATUSES = ['incomplete', 'active', 'past-due', 'paused', 'ended'] as const;
export type MembershipStatus = (typeof MEMBERSHIP_STATUSES)[number];

/** Within one second Stripe's events of an object have no order; by their types they have. */
const TYPE_RANKS = new Map([
  ['customer.subscription.created', 0],
  ['customer.subscription.updated', 1],
  ['customer.subscription.paused', 2],
  ['customer.subscription.resumed', 2],
  ['customer.subscription.deleted', 3],
]);

export type Snapshot = {
  status: MembershipStatus;
  currentPeriodEnd: Date;
  endsAt: Date | null;
  endedAt: Date | null;
  frequency: string | null;
  amount: bigint;
  currency: string;
};

/**
 * A text that sorts snapshots from old to new, byte by byte: by the second of their event, then by its type. Where two
 * share both, by what they say, the further along the later, so that no order of arrival can matter.
 */
export function versionOf(eventType: string, eventAt: Date, snapshot: Snapshot): string {
  return [
    eventAt.toISOString(),
    TYPE_RANKS.get(eventType) ?? 1,
    MEMBERSHIP_STATUSES.indexOf(snapshot.status),
    snapshot.currentPeriodEnd.toISOString(),
    snapshot.endsAt?.toISOString() ?? '',
    snapshot.endedAt?.toISOString() ?? '',
    snapshot.frequency ?? '',
    snapshot.currency,
    snapshot.amount.toString().padStart(20, '0'),
  ].join('|');
}

/** While it lasts and for 30 days after: a renewal moves it on, an end sets it for good. */
export function quietUntil({ currentPeriodEnd, endedAt }: Snapshot): Date {
  return plus(endedAt ?? currentPeriodEnd, 30 * DAY);
}
