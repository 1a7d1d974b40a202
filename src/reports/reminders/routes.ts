import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { toJson } from '../../platform/money.ts';
import { requireRole } from '../../staff/tokens.ts';
import { type CompleteThrough, ReportParameters, rangeOf } from '../parameters.ts';
import { type FunnelRow, toFunnel } from './funnel.ts';
import { funnelAsCsv } from './funnel-csv.ts';
import { FUNNEL_GROUPINGS, STEPS } from './rules.ts';
import { countGifts, countSteps } from './store.ts';

const FunnelParameters = ReportParameters.pick({
  from: true,
  to: true,
  currency: true,
  campaign: true,
  format: true,
}).extend({ by: z.enum(FUNNEL_GROUPINGS).default('month') });

const Figure = z.int().nullable().meta({ description: 'null: there is something, too little to be told' });
const Key = z.string().nullable().optional().meta({ description: 'There when it is what `by` says' });

const figures = {
  set: Figure,
  confirmed: Figure,
  sent: Figure,
  cancelled: Figure,
  unsent: Figure,
  cameBack: Figure.meta({ description: 'Links that were opened: an estimate, mail scanners open them, too' }),
  gave: Figure.meta({ description: 'Contributions that came of it, by their first payment' }),
  amounts: z
    .array(
      z
        .object({ amount: z.int(), currency: z.string(), gifts: z.int() })
        .meta({ id: 'ReminderAmount', description: 'First payments in one currency, and how many' }),
    )
    .meta({ description: 'Only of currencies in which at least five gave' }),
  partly: z.array(z.enum([...STEPS, 'gave'])).meta({
    description: 'Of these figures a part is not told here: it stands in `other`, or is withheld',
  }),
};

const FunnelDocument = z
  .object({
    report: z.literal('reminders'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    rows: z.array(
      z
        .object({ month: Key, campaign: Key, channel: Key, delay: Key, ...figures })
        .meta({ id: 'ReminderRow' }),
    ),
    other: z
      .object(figures)
      .nullable()
      .meta({ id: 'ReminderOther', description: 'What is too small to be told one by one, together' }),
  })
  .meta({ id: 'ReminderReport' });

/** What comes of "Remind me later", without a person in it. */
export function reminderReportRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/reminders',
      tag: 'Finance',
      summary: 'What came of reminders',
      description:
        'How many were set, confirmed, sent, cancelled and not sent, how many links were opened, and what was given, by month, campaign, channel or delay. Counted by month: of the days that are asked for, the months in which they fall. Figures under five are told together, as `other`, or not at all; each month by itself, so that no two questions tell more.',
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: FunnelParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: FunnelDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const timeZone = context.settings.REPORT_TIME_ZONE;
        const range = rangeOf(asked, context.clock.now(), timeZone);
        const months = { from: range.from.slice(0, 7), to: range.to.slice(0, 7) };
        const through = await completeThrough();
        const steps = await countSteps(context.readDatabase, months);
        const gifts = await countGifts(context.readDatabase, { months, timeZone, currency: asked.currency });
        const funnel = toFunnel([...steps, ...gifts], { by: asked.by, campaign: asked.campaign });
        if (format === 'csv') {
          return {
            status: 200,
            text: { type: 'text/csv; charset=utf-8', body: funnelAsCsv(asked.by, funnel) },
            headers: {
              'Content-Disposition': `attachment; filename="reminders-${months.from}-${months.to}.csv"`,
            },
          };
        }
        return {
          status: 200,
          json: {
            report: 'reminders',
            parameters: { ...asked, ...range, fromMonth: months.from, toMonth: months.to, timeZone },
            completeThrough: through?.toISOString() ?? null,
            rows: funnel.rows.map((row) => ({ [asked.by]: row.key, ...toFigures(row) })),
            other: funnel.other && toFigures(funnel.other),
          },
        };
      },
    }),
  ];
}

function toFigures({ key: _key, amounts, ...figures }: FunnelRow) {
  return { ...figures, amounts: amounts.map(({ gifts, ...given }) => ({ ...toJson(given), gifts })) };
}
