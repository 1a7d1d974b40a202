import { isLiving, type MembershipStatus } from '../../members/rules.ts';
import { DAY } from '../../platform/time.ts';

/** What the owner of two memberships may say about them. */
export const DOUBLE_ANSWERS = ['keep-both', 'keep-earlier', 'keep-later'] as const;
export type DoubleAnswer = (typeof DOUBLE_ANSWERS)[number];

/**
 * Memberships that began since are looked at: those of a few days are few, whatever there is in all; and it is long enough
 * for what is heard of late, as after an outage.
 */
export const LOOKED_BACK = 7 * DAY;

/** For so long the links in the mail can be answered. */
export const LINK_LASTS = 30 * DAY;

type Side = { status: MembershipStatus; endsAt: Date | null };

/** Whether it goes on: what has ended, or is to end, doubles nothing. */
export function goesOn(membership: Side): boolean {
  return isLiving(membership) && membership.endsAt === null;
}

/** Where a double stands with its owner. `under-way`: it was answered, and Stripe has not done it yet. */
export function stateOfDouble({
  answer,
  settledAt,
}: {
  answer: DoubleAnswer | null;
  settledAt: Date | null;
}): 'open' | 'under-way' | 'over' | DoubleAnswer {
  if (settledAt === null) return answer === null ? 'open' : 'under-way';
  return answer ?? 'over';
}
