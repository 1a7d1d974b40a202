import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type Answer, type Route, route } from '../platform/http/route.ts';
import { toDecimal, toJson } from '../platform/money.ts';
import { requireRole } from '../staff/tokens.ts';
import {
  type CompleteThrough,
  type Grouping,
  MoneyDocument,
  ReportParameters,
  rangeOf,
} from './parameters.ts';
import { type RevenueRow, sumRevenue } from './store.ts';

const Key = z
  .string()
  .nullable()
  .optional()
  .meta({ description: 'There when it is what `by` says; null for payments that have none' });
const NotKnownYet = z.null().meta({ description: 'Not kept yet' });

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
          count: z.int(),
          gross: MoneyDocument,
          fees: NotKnownYet,
          refunds: NotKnownYet,
          disputes: NotKnownYet,
          net: NotKnownYet,
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
        'Payments that succeeded, by day, month, year, currency, frequency, campaign or source. Currencies are never added together.',
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
        const rows = await sumRevenue(context, { ...query, range });
        if (query.format === 'csv') return csvAnswer(query.by, rows, range);
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

function toRow(by: Grouping, { key, currency, count, gross }: RevenueRow) {
  const unknown = { fees: null, refunds: null, disputes: null, net: null };
  return { [by]: key, currency, count, gross: toJson(gross), ...unknown };
}

function csvAnswer(by: Grouping, rows: RevenueRow[], { from, to }: { from: string; to: string }): Answer {
  const records = rows.map(({ key, currency, count, gross }) => ({
    [by]: key,
    currency,
    count,
    gross: gross.amount.toString(),
    grossDecimal: toDecimal(gross),
    fees: null,
    refunds: null,
    disputes: null,
    net: null,
  }));
  const names = ['currency', 'count', 'gross', 'grossDecimal', 'fees', 'refunds', 'disputes', 'net'];
  const columns = by === 'currency' ? names : [by, ...names];
  const body = stringify(records, { header: true, columns, escape_formulas: true });
  return {
    status: 200,
    text: { type: 'text/csv; charset=utf-8', body },
    headers: { 'Content-Disposition': `attachment; filename="revenue-${from}-${to}.csv"` },
  };
}
