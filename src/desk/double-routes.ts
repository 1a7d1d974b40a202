import { z } from 'zod';
import { listDoubles } from '../account/doubles/list-doubles.ts';
import { DOUBLE_ANSWERS } from '../account/doubles/rules.ts';
import { MEMBERSHIP_STATUSES } from '../members/rules.ts';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import { toJson } from '../platform/money.ts';
import { MoneyDocument } from '../reports/parameters.ts';
import { requireRole } from '../staff/tokens.ts';
import { FREQUENCIES } from '../stripe/frequency.ts';

const DoublesParameters = z.strictObject({
  state: z.enum(['open', 'settled']).optional(),
  before: z.iso
    .datetime({ error: 'instant-invalid' })
    .optional()
    .meta({ description: 'Found before then: to read on, the `foundAt` of the last row' }),
});

const MembershipRow = z
  .object({
    id: z.string(),
    frequency: z.enum(FREQUENCIES).nullable(),
    amount: MoneyDocument,
    status: z.enum(MEMBERSHIP_STATUSES),
    startedAt: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DoubleMembership' });

const DoublesDocument = z
  .object({
    rows: z.array(
      z.object({
        id: z.uuid(),
        memberId: z.uuid(),
        foundAt: z.iso.datetime(),
        answer: z
          .enum(DOUBLE_ANSWERS)
          .nullable()
          .meta({ description: 'What the owner said; null: nothing yet, or one of them ended before' }),
        settledAt: z.iso.datetime().nullable(),
        earlier: MembershipRow,
        later: MembershipRow,
      }),
    ),
    hasMore: z.boolean(),
  })
  .meta({ id: 'Doubles' });

export function doubleDeskRoutes(context: Context): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/doubles',
      tag: 'Staff',
      summary: 'Members with two memberships where one was meant',
      description:
        'Newest first, by pseudonym. Their owners were asked by mail which to keep; nothing is ended or given back unasked.',
      allow: (request) => requireRole(context, request, ['finance', 'support', 'admin']),
      query: DoublesParameters,
      answers: { 200: { description: 'The list', schema: DoublesDocument } },
      handle: async ({ query: { state, before } }) => {
        const { doubles, hasMore } = await listDoubles(context.readDatabase, {
          ...(state && { state }),
          ...(before && { before: new Date(before) }),
        });
        return { status: 200, json: { rows: doubles.map(toRow), hasMore } };
      },
    }),
  ];
}

type Double = Awaited<ReturnType<typeof listDoubles>>['doubles'][number];

function toRow({ id, memberId, foundAt, answer, settledAt, earlier, later }: Double) {
  return {
    id,
    memberId,
    foundAt: foundAt.toISOString(),
    answer,
    settledAt: settledAt?.toISOString() ?? null,
    earlier: toMembershipRow(earlier),
    later: toMembershipRow(later),
  };
}

function toMembershipRow(membership: Double['earlier']): z.input<typeof MembershipRow> {
  const { id, frequency, status, startedAt, endsAt } = membership;
  return {
    id,
    frequency,
    amount: toJson(membership),
    status,
    startedAt: startedAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
  };
}
