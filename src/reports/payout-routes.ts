import { z } from 'zod';
import { findPayout, listPayouts, type PayoutLine, type PayoutSum } from '../ledger/payouts/list-payouts.ts';
import type { Context } from '../platform/context.ts';
import { type Cell, decimal, toCsv } from '../platform/csv.ts';
import { Problem } from '../platform/http/problem.ts';
import { type Answer, type Route, route } from '../platform/http/route.ts';
import { type Minor, toJson } from '../platform/money.ts';
import { requireRole } from '../staff/tokens.ts';
import { type CompleteThrough, MoneyDocument, ReportParameters, rangeOf } from './parameters.ts';

const PayoutsParameters = ReportParameters.pick({ from: true, to: true, currency: true, format: true });
const PayoutParameters = ReportParameters.pick({ format: true });
const PayoutId = z.strictObject({
  id: z
    .string()
    .regex(/^\w{1,255}$/, { error: 'id-invalid' })
    .meta({ example: 'po_1Va08IuuvPUL9U' }),
});

const PayoutRow = z
  .object({
    id: z.string(),
    day: z.iso.date(),
    state: z.string().meta({ example: 'paid', description: 'pending, in-transit, paid, failed or canceled' }),
    automatic: z.boolean(),
    amount: MoneyDocument,
    arrival: z.iso.date(),
    failure: z.string().nullable(),
    lines: z.int().nullable(),
    sum: MoneyDocument.nullable(),
    difference: MoneyDocument.nullable(),
  })
  .meta({ id: 'PayoutRow' });

const PayoutLineRow = z
  .object({
    id: z.string(),
    kind: z.string().meta({ example: 'payment' }),
    paymentId: z.string().nullable(),
    at: z.iso.datetime(),
    gross: MoneyDocument,
    fee: MoneyDocument,
    net: MoneyDocument,
  })
  .meta({ id: 'PayoutLine' });

const PayoutsDocument = z
  .object({
    report: z.literal('payouts'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    rows: z.array(PayoutRow),
  })
  .meta({ id: 'PayoutsReport' });

const PayoutDocument = z
  .object({
    report: z.literal('payout'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    payout: PayoutRow,
    rows: z.array(PayoutLineRow),
  })
  .meta({ id: 'PayoutReport' });

/** What reached the bank, and of what it is made. */
export function payoutRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  const timeZone = context.settings.REPORT_TIME_ZONE;
  const through = async () => (await completeThrough())?.toISOString() ?? null;
  const finance = {
    method: 'get',
    tag: 'Finance',
    allow: (request: Parameters<typeof requireRole>[1]) =>
      requireRole(context, request, ['finance', 'admin']),
  } as const;
  return [
    route({
      ...finance,
      path: '/v1/reports/payouts',
      summary: 'Payouts to the bank',
      description:
        'By the day on which they were made, newest first, each beside what its lines come to. Of a payout by hand Stripe does not say which lines it carries; of an automatic one it does so once they are settled. Until then they are null.',
      query: PayoutsParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: PayoutsDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const range = rangeOf(asked, context.clock.now(), timeZone);
        const completeAt = await through();
        const payouts = await listPayouts(context.readDatabase, {
          ...range,
          timeZone,
          currency: asked.currency,
        });
        if (format === 'csv')
          return csv(`payouts-${range.from}-${range.to}`, toCsv(PAYOUT_COLUMNS, payouts.map(payoutCells)));
        const parameters = { ...asked, ...range, timeZone };
        return {
          status: 200,
          json: {
            report: 'payouts',
            parameters,
            completeThrough: completeAt,
            rows: payouts.map(toPayoutRow),
          },
        };
      },
    }),
    route({
      ...finance,
      path: '/v1/reports/payouts/{id}',
      summary: 'What one payout is made of',
      description:
        'Its lines, oldest first, without the one by which it left the balance; `difference` is what they come to less its amount, and 0.',
      params: PayoutId,
      query: PayoutParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: PayoutDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ params: { id }, query: { format } }) => {
        const completeAt = await through();
        const found = await findPayout(context.readDatabase, { id, timeZone });
        if (found === null) throw new Problem('not-found');
        if (format === 'csv') return csv(`payout-${id}`, toCsv(LINE_COLUMNS, found.lines.map(lineCells)));
        return {
          status: 200,
          json: {
            report: 'payout',
            parameters: { id, timeZone },
            completeThrough: completeAt,
            payout: toPayoutRow(found.payout),
            rows: found.lines.map(toLineRow),
          },
        };
      },
    }),
  ];
}

function csv(name: string, body: string): Answer {
  return {
    status: 200,
    text: { type: 'text/csv; charset=utf-8', body },
    headers: { 'Content-Disposition': `attachment; filename="${name}.csv"` },
  };
}

function toPayoutRow({ currency, amount, sum, difference, ...payout }: PayoutSum) {
  const { id, day, state, automatic, arrival, failure, lines } = payout;
  const money = (value: Minor | null) => (value === null ? null : toJson({ amount: value, currency }));
  return {
    id,
    day,
    state,
    automatic,
    amount: money(amount),
    arrival,
    failure,
    lines,
    sum: money(sum),
    difference: money(difference),
  };
}

function toLineRow({ id, kind, paymentId, at, currency, gross, fee, net }: PayoutLine) {
  const money = (amount: Minor) => toJson({ amount, currency });
  return { id, kind, paymentId, at: at.toISOString(), gross: money(gross), fee: money(fee), net: money(net) };
}

const PAYOUT_COLUMNS = [
  ...[
    'id',
    'day',
    'state',
    'automatic',
    'arrival',
    'failure',
    'currency',
    'amount',
    'amountDecimal',
    'lines',
  ],
  ...['sum', 'sumDecimal', 'difference', 'differenceDecimal'],
];

function payoutCells({ automatic, amount, sum, difference, ...rest }: PayoutSum): Record<string, Cell> {
  const { currency } = rest;
  return {
    ...rest,
    automatic: automatic.toString(),
    ...cellsOf('amount', amount, currency),
    ...cellsOf('sum', sum, currency),
    ...cellsOf('difference', difference, currency),
  };
}

const LINE_COLUMNS = [
  ...['id', 'kind', 'paymentId', 'at', 'currency', 'gross', 'grossDecimal', 'fee', 'feeDecimal'],
  ...['net', 'netDecimal'],
];

function lineCells({ at, gross, fee, net, ...rest }: PayoutLine): Record<string, Cell> {
  const { currency } = rest;
  return {
    ...rest,
    at: at.toISOString(),
    ...cellsOf('gross', gross, currency),
    ...cellsOf('fee', fee, currency),
    ...cellsOf('net', net, currency),
  };
}

/** An amount in minor units, and as people read it. */
function cellsOf(name: string, amount: Minor | null, currency: string): Record<string, Cell> {
  return { [name]: amount, [`${name}Decimal`]: amount === null ? null : decimal({ amount, currency }) };
}
