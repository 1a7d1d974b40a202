import type { Minor } from '../../platform/money.ts';
import type { Frequency } from '../../stripe/frequency.ts';

/** Stripe's list of reasons, as far as a reader is offered them. */
export const CANCEL_REASONS = [
  'too_expensive',
  'unused',
  'low_quality',
  'switched_service',
  'other',
] as const;

/** What a member may want of a membership of theirs. */
export type Change =
  /** from the next charge on; minor units of the membership's currency */
  | { kind: 'amount'; amount: Minor }
  /** at the end of what is paid */
  | { kind: 'frequency'; frequency: Exclude<Frequency, 'once'>; amount: Minor }
  /** so many charges are left out; monthly memberships alone */
  | { kind: 'pause'; months: 1 | 2 | 3 }
  | { kind: 'resume' }
  /** at the end of what is paid; at once where a payment is owed, which is then not asked for. `comment` goes to Stripe and is not kept here */
  | { kind: 'cancel'; reason?: (typeof CANCEL_REASONS)[number] | undefined; comment?: string | undefined }
  /** takes a cancellation back */
  | { kind: 'keep' };

export type ChangeOrder = {
  memberId: string;
  membershipId: string;
  change: Change;
  /** from the form's hidden field or the Idempotency-Key: the same again is the same change */
  requestKey: string | null;
};

/** `waiting`: Stripe has not answered; it is being asked again, and the page says so. */
export type Changed = { state: 'done' | 'waiting' };
