import { z } from 'zod';
import { listPaymentsOfMember } from '../ledger/list-payments-of-member.ts';
import { listMemberships } from '../members/list-memberships.ts';
import {
  isShown,
  MembershipDocument,
  ownStatusOf,
  toMembershipDocument,
} from '../members/membership-document.ts';
import type { Context } from '../platform/context.ts';
import { Currency, GivenId, MinorUnits } from '../platform/http/fields.ts';
import { Problem } from '../platform/http/problem.ts';
import type { Route } from '../platform/http/route.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';
import { GIVER_STATUSES, giverStatusOf, PAYMENT_STATUSES, paymentStatusOf } from './pages/rules.ts';
import { forMember } from './sign-in/for-member.ts';

const MeDocument = z
  .object({
    id: z.uuid().meta({ description: 'A pseudonym' }),
    status: z.enum(GIVER_STATUSES).meta({
      description:
        'Of several memberships the first of these that any has: past-due, member (active), paused, ending, lapsed (ended). supporter: gave once, and has never had a membership',
    }),
    memberships: z.array(MembershipDocument),
  })
  .meta({ id: 'Me' });

const PaymentsDocument = z
  .object({
    payments: z.array(
      z.object({
        id: z.string(),
        paidAt: z.iso.datetime(),
        amount: MinorUnits,
        currency: Currency,
        frequency: z.enum(FREQUENCIES).nullable(),
        refunded: z.int().min(0).meta({ description: 'How much of it was given back, in minor units' }),
        status: z
          .enum(PAYMENT_STATUSES)
          .meta({ description: 'taken-back: by the bank, after a dispute that was lost' }),
      }),
    ),
    next: z.string().optional().meta({ description: 'There are older ones: ask with this as `before`' }),
  })
  .meta({ id: 'MyPayments' });

const PaymentsQuery = z.strictObject({
  before: GivenId.optional().meta({ description: 'The `next` of an answer' }),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, { error: 'limit-invalid' })
    .default('24')
    .meta({ description: 'At most 100' }),
});

/** What a member may know of themselves. */
export function meRoutes(context: Context): Route[] {
  return [meRoute(context), paymentsRoute(context)];
}

function meRoute(context: Context): Route {
  return forMember(context, {
    method: 'get',
    path: '/v1/me',
    tag: 'Members',
    summary: 'Who is signed in, and their memberships',
    query: z.strictObject({}),
    answers: { 200: { description: 'The newest membership first', schema: MeDocument } },
    handle: async ({ session: { memberId } }) => {
      const memberships = (await listMemberships(context.database, memberId)).filter(isShown);
      return {
        status: 200,
        json: {
          id: memberId,
          status: giverStatusOf(memberships.map(ownStatusOf)),
          memberships: memberships.map(toMembershipDocument),
        } satisfies z.input<typeof MeDocument>,
      };
    },
  });
}

function paymentsRoute(context: Context): Route {
  return forMember(context, {
    method: 'get',
    path: '/v1/me/payments',
    tag: 'Members',
    summary: 'What they have paid, the newest first',
    query: PaymentsQuery,
    answers: { 200: { description: 'A page of payments', schema: PaymentsDocument } },
    handle: async ({ session: { memberId }, query: { before, limit } }) => {
      const found = await listPaymentsOfMember(context.database, memberId, { before, limit: Number(limit) });
      if (found === null) throw new Problem('not-found');
      const payments = found.payments.map(({ id, paidAt, amount, currency, frequency, refunded, life }) => ({
        id,
        paidAt: paidAt.toISOString(),
        amount: Number(amount),
        currency,
        frequency,
        refunded: Number(refunded),
        status: paymentStatusOf(life),
      }));
      const next = found.more ? payments.at(-1)?.id : undefined;
      return { status: 200, json: { payments, next } satisfies z.input<typeof PaymentsDocument> };
    },
  });
}
