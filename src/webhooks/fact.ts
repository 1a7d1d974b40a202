import type { Rank } from '../platform/register.ts';

/** What is known of an event beside its reading. Everything that follows from it is a pure function of both. */
export type Fact = {
  /** when it happened */
  createdAt: Date;
  /** the second in which its snapshot was true: of an event its own, of an answer Stripe's Date */
  trueAt: Date;
  /** where it stands among others of that second */
  rank: Rank;
  learntAt: Date;
  memberId: string | null;
  /** Stripe's customer, while the event is applied: readings do not keep it */
  customer: string | null;
};

/** Came before all else of its second. */
const FIRST =
  /(^customer\.subscription|^subscription_schedule|^refund|^charge\.dispute|^payout|fraud_warning)\.created$/;
/** Came after all else of its second: nothing follows on an end, and a bank is asked after the attempt failed. */
const LAST = new Set([
  'customer.subscription.deleted',
  'subscription_schedule.released',
  'subscription_schedule.canceled',
  'subscription_schedule.completed',
  'subscription_schedule.aborted',
  'payment_method.detached',
  'charge.dispute.closed',
  'refund.failed',
  'invoice.payment_action_required',
]);

/**
 * Within one second Stripe's events of an object have no order; by their types some have. An answer has no place by its
 * type, whatever event led to it: it is the object as it was when Stripe was asked.
 */
export function rankOf({ type, readAt }: { type: string; readAt: Date | null }): Rank {
  if (readAt !== null) return 1;
  if (FIRST.test(type)) return 0;
  return LAST.has(type) ? 2 : 1;
}

export function date(instant: string): Date {
  return new Date(instant);
}

export function dateOrNull(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}
