import { DAY, plus } from '../platform/time.ts';

export const MEMBERSHIP_STATUSES = ['incomplete', 'active', 'past-due', 'paused', 'ended'] as const;
export type MembershipStatus = (typeof MEMBERSHIP_STATUSES)[number];

/** Of these something is still to come: also from who is behind, or pauses. */
export const LIVING = ['active', 'past-due', 'paused'] as const satisfies readonly MembershipStatus[];

export function isLiving({ status }: { status: MembershipStatus }): boolean {
  return LIVING.some((living) => living === status);
}

/** How a membership stands towards its owner. One word each, so it tells what no other field of its document tells. */
export const OWN_STATUSES = ['active', 'past-due', 'paused', 'ending', 'ended'] as const;
export type OwnStatus = (typeof OWN_STATUSES)[number];

/** `collection`: the membership goes on, but is not paid for; `membership`: it stands still. */
export const PAUSES = ['collection', 'membership'] as const;
export type Pause = (typeof PAUSES)[number];

/**
 * While it lasts and for 30 days after: a renewal moves it on, an end sets it for good. One that Stripe has given up to
 * collect, but does not end, keeps nobody from being asked: its periods go on for ever.
 */
export function quietUntil({
  startedAt,
  currentPeriodEnd,
  endedAt,
  endReason,
}: {
  startedAt: Date;
  currentPeriodEnd: Date;
  endedAt?: Date | null | undefined;
  endReason?: string | null | undefined;
}): Date {
  if (!endedAt && endReason === 'payment_failed') return startedAt;
  return plus(endedAt ?? currentPeriodEnd, 30 * DAY);
}
