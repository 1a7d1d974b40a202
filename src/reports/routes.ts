import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Route, route } from '../platform/http/route.ts';
import { toJson } from '../platform/money.ts';
import { requireRole } from '../staff/tokens.ts';
import {
  type CompleteThrough,
  type Grouping,
  MoneyDocument,
  ReportParameters,
  rangeOf,
} from './parameters.ts';
import { type RevenueRow, toRevenueRows } from './revenue.ts';
import { revenueAsCsv } from './revenue-csv.ts';
import { sumRevenue } from './store.ts';

const Key = z
  .string()
  .nullable()
  .optional()
  .meta({ description: 'There when it is what `by` says; null for payments that have none' });

const SettlementDocument = z
  .object({
    currency: z.string(),
    gross: MoneyDocument,
    fees: MoneyDocument,
    refunds: MoneyDocument,
    disputes: MoneyDocument,
    net: MoneyDocument,
  })
  .meta({ id: 'RevenueSettlement' });

const RevenueDocument = z
  .object({
    report: z.literal('revenue'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    rows: z.array(
      z
        .object({
          day: Key,
          month: Key,
          year: Key,
          frequency: Key,
          campaign: Key,
          source: Key,
          currency: z.string(),
          count: z.int().meta({ description: 'Payments that succeeded' }),
          gross: MoneyDocument,
          fees: MoneyDocument.nullable().meta({
            description:
              "Stripe's fees on these payments, refunds and disputes; null while one is pending, and where they were taken in another currency",
          }),
          refunds: MoneyDocument,
          disputes: MoneyDocument.meta({
            description: 'What banks took back, less what they returned',
          }),
          net: MoneyDocument.nullable().meta({
            description: 'gross less fees, refunds and disputes; null where fees are',
          }),
          feesPending: z.int().meta({
            description: 'Payments and refunds whose place on the balance at Stripe is not known yet',
          }),
          settlement: z.array(SettlementDocument).meta({
            description:
              'The same as it stands on the balance at Stripe, as far as it is known, for each settlement currency',
          }),
        })
        .meta({ id: 'RevenueRow' }),
    ),
  })
  .meta({ id: 'RevenueReport' });

export function reportRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/revenue',
      tag: 'Finance',
      summary: 'What came in',
      description:
        'What was given, given back and taken, by day, month, year, currency, frequency, campaign or source. A payment counts on the day it succeeded, with what it settled for and cost; a refund that is pending or succeeded on the day it was made; a dispute on the days on which money was withdrawn and reinstated; a payment that bounced, as a dispute, on the day it did. What takes back is told under its payment. net = gross - fees - refunds - disputes. Currencies are never added together.',
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: ReportParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: RevenueDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query }) => {
        const zone = context.settings.REPORT_TIME_ZONE;
        const range = rangeOf(query, context.clock.now(), zone);
        const through = await completeThrough();
        const rows = toRevenueRows(await sumRevenue(context, { ...query, range }));
        if (query.format === 'csv') {
          const filename = `revenue-${range.from}-${range.to}.csv`;
          return {
            status: 200,
            text: { type: 'text/csv; charset=utf-8', body: revenueAsCsv(query.by, rows) },
            headers: { 'Content-Disposition': `attachment; filename="${filename}"` },
          };
        }
        const { format: _format, ...asked } = query;
        return {
          status: 200,
          json: {
            report: 'revenue',
            parameters: { ...asked, ...range, timeZone: zone },
            completeThrough: through?.toISOString() ?? null,
            rows: rows.map((row) => toRow(query.by, row)),
          },
        };
      },
    }),
  ];
}

function toRow(by: Grouping, { key, count, feesPending, settlement, ...row }: RevenueRow) {
  const { currency, gross, fees, refunds, disputes, net } = row;
  return {
    [by]: key,
    currency,
    count,
    gross: toJson(gross),
    fees: fees && toJson(fees),
    refunds: toJson(refunds),
    disputes: toJson(disputes),
    net: net && toJson(net),
    feesPending,
    settlement: settlement.map((one) => ({
      currency: one.currency,
      gross: toJson(one.gross),
      fees: toJson(one.fees),
      refunds: toJson(one.refunds),
      disputes: toJson(one.disputes),
      net: toJson(one.net),
    })),
  };
}
