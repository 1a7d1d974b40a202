import { z } from 'zod';
import { findComparedThrough } from '../ledger/reconcile/find-compared-through.ts';
import { findVariances } from '../ledger/reconcile/find-variances.ts';
import { FINDINGS, VARIANCE_KINDS, type Variance } from '../ledger/reconcile/rules.ts';
import type { Context } from '../platform/context.ts';
import { type Cell, decimal, toCsv } from '../platform/csv.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { Minor } from '../platform/money.ts';
import { requireRole } from '../staff/tokens.ts';
import { type CompleteThrough, MoneyDocument, ReportParameters, rangeOf } from './parameters.ts';
import { toVarianceRow } from './variance-rows.ts';

const VarianceParameters = ReportParameters.pick({ from: true, to: true, format: true });

const VarianceDocument = z
  .object({
    report: z.literal('variance'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    comparedThrough: z.iso.datetime().nullable().meta({
      description:
        'The latest instant through which every day of the range was compared; null: not even its first',
    }),
    rows: z.array(
      z
        .object({
          day: z.iso.date().nullable().meta({ description: 'null: of the balance as a whole' }),
          kind: z.enum(VARIANCE_KINDS),
          id: z.string(),
          finding: z.enum(FINDINGS),
          ours: MoneyDocument.nullable(),
          stripe: MoneyDocument.nullable(),
          difference: MoneyDocument,
          currency: z.string(),
          pending: z.boolean().meta({ description: 'So young that it may be on its way: it does not count' }),
          note: z.string(),
        })
        .meta({ id: 'VarianceRow' }),
    ),
  })
  .meta({ id: 'VarianceReport' });

/** What the books and Stripe do not agree about. */
export function varianceRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/variance',
      tag: 'Finance',
      summary: 'Where the books and Stripe differ',
      description:
        "What the last comparison of each day found: missing on either side, or different, with ours, Stripe's, and ours less Stripe's. Its days are Stripe's, in UTC. The balance as a whole has no day, and is always told.",
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: VarianceParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: VarianceDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const range = rangeOf(asked, context.clock.now(), 'UTC');
        const through = await completeThrough();
        const compared = await findComparedThrough(context.readDatabase, range);
        const variances = await findVariances(context.readDatabase, range);
        if (format === 'csv') {
          return {
            status: 200,
            text: { type: 'text/csv; charset=utf-8', body: toCsv(COLUMNS, variances.map(toCells)) },
            headers: {
              'Content-Disposition': `attachment; filename="variance-${range.from}-${range.to}.csv"`,
            },
          };
        }
        return {
          status: 200,
          json: {
            report: 'variance',
            parameters: { ...asked, ...range, timeZone: 'UTC' },
            completeThrough: through?.toISOString() ?? null,
            comparedThrough: compared?.toISOString() ?? null,
            rows: variances.map(toVarianceRow),
          },
        };
      },
    }),
  ];
}

const COLUMNS = [
  ...['day', 'kind', 'id', 'finding', 'currency', 'ours', 'oursDecimal', 'stripe', 'stripeDecimal'],
  ...['difference', 'differenceDecimal', 'pending', 'note'],
];

function toCells({ ours, theirs, difference, pending, ...rest }: Variance): Record<string, Cell> {
  const asDecimal = (amount: Minor | null) =>
    amount === null ? null : decimal({ amount, currency: rest.currency });
  return {
    ...rest,
    ours,
    oursDecimal: asDecimal(ours),
    stripe: theirs,
    stripeDecimal: asDecimal(theirs),
    difference,
    differenceDecimal: asDecimal(difference),
    pending: pending.toString(),
  };
}
