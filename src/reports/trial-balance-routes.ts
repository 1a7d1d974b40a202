import { z } from 'zod';
import { type AccountSum, sumAccounts } from '../ledger/journal/sum-accounts.ts';
import type { Context } from '../platform/context.ts';
import { decimal, toCsv } from '../platform/csv.ts';
import { type Route, route } from '../platform/http/route.ts';
import { type Minor, toJson } from '../platform/money.ts';
import { requireRole } from '../staff/tokens.ts';
import { type CompleteThrough, MoneyDocument, ReportParameters, rangeOf } from './parameters.ts';

const TrialBalanceParameters = ReportParameters.pick({ to: true, currency: true, format: true });

const TrialBalanceDocument = z
  .object({
    report: z.literal('trial-balance'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.iso.datetime().nullable(),
    rows: z.array(
      z
        .object({
          account: z.string().meta({ example: 'assets:stripe:balance' }),
          currency: z.string(),
          debit: MoneyDocument,
          credit: MoneyDocument,
          balance: MoneyDocument,
        })
        .meta({ id: 'TrialBalanceRow' }),
    ),
  })
  .meta({ id: 'TrialBalance' });

export function trialBalanceRoutes(context: Context, completeThrough: CompleteThrough): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/trial-balance',
      tag: 'Finance',
      summary: 'The trial balance',
      description:
        'What stands on each account of the journal at the end of a day, from the beginning of the books, each settlement currency for itself. `balance` is `debit` less `credit`; the balances of a currency sum to zero.',
      allow: (request) => requireRole(context, request, ['finance', 'admin']),
      query: TrialBalanceParameters,
      answers: {
        200: {
          description: 'The report; as CSV with format=csv',
          schema: TrialBalanceDocument,
          alsoAs: ['text/csv'],
        },
      },
      handle: async ({ query: { format, ...asked } }) => {
        const timeZone = context.settings.REPORT_TIME_ZONE;
        const { to } = rangeOf(asked, context.clock.now(), timeZone);
        const through = await completeThrough();
        const sums = await sumAccounts(context.readDatabase, { to, timeZone });
        const rows = sums.filter(
          ({ currency }) => asked.currency === undefined || currency === asked.currency,
        );
        if (format === 'csv') {
          return {
            status: 200,
            text: { type: 'text/csv; charset=utf-8', body: asCsv(rows) },
            headers: { 'Content-Disposition': `attachment; filename="trial-balance-${to}.csv"` },
          };
        }
        return {
          status: 200,
          json: {
            report: 'trial-balance',
            parameters: { ...asked, to, timeZone },
            completeThrough: through?.toISOString() ?? null,
            rows: rows.map(toRow),
          },
        };
      },
    }),
  ];
}

function toRow({ account, currency, debit, credit, balance }: AccountSum) {
  const money = (amount: Minor) => toJson({ amount, currency });
  return { account, currency, debit: money(debit), credit: money(credit), balance: money(balance) };
}

const COLUMNS = [
  'account',
  'currency',
  'debit',
  'debitDecimal',
  'credit',
  'creditDecimal',
  'balance',
  'balanceDecimal',
];

function asCsv(sums: AccountSum[]): string {
  const rows = sums.map(({ currency, debit, credit, balance, account }) => ({
    account,
    currency,
    debit,
    debitDecimal: decimal({ amount: debit, currency }),
    credit,
    creditDecimal: decimal({ amount: credit, currency }),
    balance,
    balanceDecimal: decimal({ amount: balance, currency }),
  }));
  return toCsv(COLUMNS, rows);
}
