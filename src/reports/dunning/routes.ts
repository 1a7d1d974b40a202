import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { minor, toJson } from '../../platform/money.ts';
import { requireRole } from '../../staff/tokens.ts';
import { type CompleteThrough, ReportParameters, rangeOf } from '../parameters.ts';
import { dunningAsCsv } from './dunning-csv.ts';
import {
  CAUSES,
  DUNNING_GROUPINGS,
  type DunningGrouping,
  type DunningRow,
  type Figure,
  toRows,
} from './rules.ts';
import { countFailures } from './store.ts';

const DunningParameters = ReportParameters.pick({
  from: true,
  to: true,
  currency: true,
  frequency: true,
  format: true,
}).extend({ by: z.enum(DUNNING_GROUPINGS).default('month') });

const FigureDocument = z
  .object({ count: z.int(), amount: z.int(), currency: z.string() })
  .meta({ id: 'DunningFigure', description: 'How many renewals, and what they come to' });

const Key = z.string().nullable().optional().meta({ description: 'There when it is what `by` says' });

const DunningDocument = z
  .object({
    report: z.literal('dunning'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    rows: z.array(
      z
        .object({
          month: Key,
          cause: z.enum(CAUSES).optional().meta({ description: 'Why it was refused the first time' }),
          frequency: Key,
          currency: z.string(),
          atRisk: FigureDocument,
          recovered: FigureDocument,
          lost: FigureDocument,
          open: FigureDocument,
          recoveryRate: z.string().nullable().meta({
            description: 'recovered / (recovered + lost), by count; null where none is settled',
            example: '0.6667',
          }),
        })
        .meta({ id: 'DunningRow' }),
    ),
  })
  .meta({ id: 'DunningReport' });

/** What became of renewals that were refused. */
export function dunningRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/dunning',
      tag: 'Finance',
      summary: 'What became of renewals that were refused',
      description:
        'Renewals by the day on which they were first refused, and what has become of each by now: recovered, lost or still open; by month, cause, frequency or currency. Currencies are never added together.',
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: DunningParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: DunningDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const timeZone = context.settings.REPORT_TIME_ZONE;
        const range = rangeOf(asked, context.clock.now(), timeZone);
        const through = await completeThrough();
        const { currency, frequency, by } = asked;
        const tallies = await countFailures(context.readDatabase, {
          days: range,
          timeZone,
          currency,
          frequency,
        });
        const rows = toRows(tallies, by);
        if (format === 'csv') {
          return {
            status: 200,
            text: { type: 'text/csv; charset=utf-8', body: dunningAsCsv(by, rows) },
            headers: {
              'Content-Disposition': `attachment; filename="dunning-${range.from}-${range.to}.csv"`,
            },
          };
        }
        return {
          status: 200,
          json: {
            report: 'dunning',
            parameters: { ...asked, ...range, timeZone },
            completeThrough: through?.toISOString() ?? null,
            rows: rows.map((row) => toDocument(by, row)),
          },
        };
      },
    }),
  ];
}

function toDocument(by: DunningGrouping, { key, currency, recoveryRate, ...figures }: DunningRow) {
  const figure = ({ count, amount }: Figure) => ({ count, ...toJson({ amount: minor(amount), currency }) });
  return {
    [by]: key,
    currency,
    atRisk: figure(figures.atRisk),
    recovered: figure(figures.recovered),
    lost: figure(figures.lost),
    open: figure(figures.open),
    recoveryRate,
  };
}
