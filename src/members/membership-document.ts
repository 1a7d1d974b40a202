import { z } from 'zod';
import { Currency, MinorUnits } from '../platform/http/fields.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import type { Standing } from './list-memberships.ts';
import { OWN_STATUSES, type OwnStatus } from './rules.ts';

/**
 * What is owed comes before what is settled: that a membership ends, or pauses, its dates say as well. One whose first
 * payment has not come is nobody's yet: see `isShown`.
 */
export function ownStatusOf({
  status,
  endsAt,
  endedAt,
}: Pick<Standing, 'status' | 'endsAt' | 'endedAt'>): OwnStatus {
  if (status === 'ended' || endedAt !== null) return 'ended';
  if (status === 'past-due') return 'past-due';
  if (endsAt !== null) return 'ending';
  return status === 'paused' ? 'paused' : 'active';
}

/** A checkout that was left at the bank's door makes a membership at Stripe that its giver never had. */
export function isShown({ status }: Pick<Standing, 'status'>): boolean {
  return status !== 'incomplete';
}

const Instant = z.iso.datetime();

/** A membership, as its owner sees it: in `GET /v1/me`, and in the answer to whatever they change about it. */
export const MembershipDocument = z
  .object({
    id: z.string(),
    frequency: z
      .enum(FREQUENCIES)
      .nullable()
      .meta({ description: 'null: an interval that is neither a month nor a year' }),
    amount: MinorUnits,
    currency: Currency,
    status: z.enum(OWN_STATUSES).meta({
      description:
        'past-due: a payment is owed, whether or not the membership is to end, too. ending: it lasts until `endsAt`. paused: nothing is charged until `pausedUntil`',
    }),
    currentPeriodEnd: Instant.meta({ description: 'Until when it is paid, and when it is charged next' }),
    endsAt: Instant.nullable().meta({ description: 'Until when it lasts; of one that ended, when it did' }),
    pausedUntil: Instant.nullable().meta({ description: 'Charges are taken again from then on' }),
    next: z
      .object({ frequency: z.enum(FREQUENCIES), amount: MinorUnits, at: Instant })
      .nullable()
      .meta({ description: 'What it turns into at the end of what is paid' }),
  })
  .meta({ id: 'Membership' });

export function toMembershipDocument(membership: Standing): z.input<typeof MembershipDocument> {
  const { next } = membership;
  return {
    id: membership.id,
    frequency: membership.frequency,
    amount: Number(membership.amount),
    currency: membership.currency,
    status: ownStatusOf(membership),
    currentPeriodEnd: membership.currentPeriodEnd.toISOString(),
    endsAt: (membership.endedAt ?? membership.endsAt)?.toISOString() ?? null,
    pausedUntil: membership.pausedUntil?.toISOString() ?? null,
    next: next && {
      frequency: next.frequency,
      amount: Number(next.amount),
      at: next.at.toISOString(),
    },
  };
}
