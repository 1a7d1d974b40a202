import { z } from 'zod';
import type { Session } from '../../members/find-session.ts';
import type { Standing } from '../../members/list-memberships.ts';
import { MembershipDocument, toMembershipDocument } from '../../members/membership-document.ts';
import { IdempotencyHeaders, MinorUnits } from '../../platform/http/fields.ts';
import type { Answer, AnswerDocument, Route } from '../../platform/http/route.ts';
import { forMember } from '../sign-in/for-member.ts';
import { CANCEL_REASONS, type Change } from './change.ts';
import { type ChangingContext, changeMembership, findOwnMembership } from './change-membership.ts';
import { toChange } from './to-change.ts';

const Params = z.object({ id: z.string().meta({ description: 'Of one of your own memberships' }) });

const PatchRequest = z
  .strictObject({
    amount: MinorUnits.optional().meta({ description: 'From the next charge on; nothing is prorated' }),
    frequency: z.enum(['monthly', 'annual']).optional().meta({
      description:
        'From the end of what is paid on. Without an amount the sum of a year stays alike: twelve times the monthly one, or a twelfth of the annual one, rounded to what the currency allows and within its limits',
    }),
  })
  .refine(({ amount, frequency }) => amount !== undefined || frequency !== undefined, {
    error: 'nothing-changes',
  })
  .meta({ id: 'MembershipChange' });

const PauseRequest = z.strictObject({
  months: z
    .union([z.literal(1), z.literal(2), z.literal(3)], { error: 'months-invalid' })
    .meta({ description: 'How many charges are left out' }),
});

/** Where there is nothing to say. */
const NoRequest = { kind: 'json', schema: z.strictObject({}), mayBeAbsent: true } as const;

const CancelRequest = z.strictObject({
  reason: z.enum(CANCEL_REASONS).optional(),
  comment: z
    .string()
    .min(1)
    .max(1000)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), { error: 'text-not-readable' })
    .optional()
    .meta({ description: 'Passed on to the payment service, and not kept here' }),
});

const ANSWERS = {
  200: { description: 'Done; the membership as it is now', schema: MembershipDocument },
  202: {
    description:
      'Written down, but the payment service has not answered. It is asked again for a day; the membership is shown as it was',
    schema: MembershipDocument.extend({ change: z.literal('waiting') }).meta({ id: 'WaitingMembership' }),
  },
} satisfies Record<number, AnswerDocument>;

/** What members change about their own memberships. Another member's are not found. */
export function changeRoutes(context: ChangingContext): Route[] {
  const own = { tag: 'Members', params: Params, headers: IdempotencyHeaders, answers: ANSWERS } as const;
  const post = { ...own, method: 'post' } as const;
  return [
    forMember(context, {
      ...own,
      method: 'patch',
      path: '/v1/me/memberships/{id}',
      summary: 'Give another amount, or with another frequency',
      description:
        'Nothing is charged today. An amount counts from the next charge on, a frequency from the end of what is paid on: until then it stands in `next`. Whichever is changed, a frequency that was to change at the end of what is paid gives way to it: the present frequency brings that back.',
      body: { kind: 'json', schema: PatchRequest },
      handle: (input) => change(context, input, (own) => toChange(context, own, input.body)),
    }),
    forMember(context, {
      ...post,
      path: '/v1/me/memberships/{id}/pause',
      summary: 'Leave out one to three monthly charges',
      description:
        'Of a monthly membership. It goes on by itself: `pausedUntil` is the day before the next charge. Benefits last meanwhile.',
      body: { kind: 'json', schema: PauseRequest },
      handle: (input) => change(context, input, () => ({ kind: 'pause', months: input.body.months })),
    }),
    forMember(context, {
      ...post,
      path: '/v1/me/memberships/{id}/resume',
      summary: 'End a pause: the next charge is taken',
      description: 'On the day on which it would have been due without the pause; nothing is made up for.',
      body: NoRequest,
      handle: (input) => change(context, input, () => ({ kind: 'resume' })),
    }),
    forMember(context, {
      ...post,
      path: '/v1/me/memberships/{id}/cancel',
      summary: 'End it with what is paid',
      description:
        'Nothing is given back, and nothing more is charged; `endsAt` is the end, until which it can be kept. Where a payment is owed, it ends at once, and what is owed is neither tried again nor asked for. It need not have a body.',
      body: { kind: 'json', schema: CancelRequest, mayBeAbsent: true },
      handle: (input) => change(context, input, () => ({ kind: 'cancel', ...input.body })),
    }),
    forMember(context, {
      ...post,
      path: '/v1/me/memberships/{id}/keep',
      summary: 'Take a cancellation back, before it has ended',
      body: NoRequest,
      handle: (input) => change(context, input, () => ({ kind: 'keep' })),
    }),
  ];
}

type Asked = {
  session: Session;
  params: z.output<typeof Params>;
  headers: z.output<typeof IdempotencyHeaders>;
};

async function change(
  context: ChangingContext,
  { session, params, headers }: Asked,
  read: (membership: Standing) => Change,
): Promise<Answer> {
  const order = { memberId: session.memberId, membershipId: params.id };
  const { state } = await changeMembership(context, {
    ...order,
    change: read(await findOwnMembership(context, order)),
    requestKey: headers['idempotency-key'] ?? null,
  });
  const json = toMembershipDocument(await findOwnMembership(context, order));
  return state === 'done' ? { status: 200, json } : { status: 202, json: { ...json, change: 'waiting' } };
}
