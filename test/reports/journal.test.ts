import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createToken } from '../../src/staff/tokens.ts';
import { charge, payment, payout, record, refund, transaction } from '../ledger/money-facts.ts';
import { testClock } from '../support/clock.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

const MEMBER = randomUUID();
let service: Service;
beforeAll(async () => {
  service = await startService({
    clock: testClock('2026-11-23T10:00:00Z'),
    settings: { REPORT_TIME_ZONE: 'Europe/Amsterdam' },
  });
  await record(service.context.database, {
    payments: [
      payment({ memberId: MEMBER, currency: 'usd' }),
      payment({ id: 'pi_2', amount: 5000, currency: 'jpy' }),
      payment({ id: 'pi_3', amount: 12_340, currency: 'kwd' }),
    ],
    charges: [
      charge({ currency: 'usd' }),
      charge({ id: 'ch_2', paymentIntentId: 'pi_2', amount: 5000, currency: 'jpy' }),
      charge({ id: 'ch_3', paymentIntentId: 'pi_3', amount: 12_340, currency: 'kwd' }),
    ],
    refunds: [refund({ currency: 'usd' })],
    payouts: [payout()],
    transactions: [
      transaction({ amount: 937, fee: 43, payoutId: 'po_1', createdAt: '2026-03-01T23:30:00Z' }),
      transaction({ id: 'txn_2', sourceId: 'ch_2', amount: 5000, fee: 180, currency: 'jpy' }),
      transaction({
        id: 'txn_3',
        sourceId: 'ch_3',
        amount: 12_340,
        fee: 450,
        currency: 'kwd',
        type: 'payment',
      }),
      transaction({
        id: 'txn_4',
        type: 'payout',
        sourceId: 'po_1',
        amount: -894,
        createdAt: '2026-03-03T00:00:00Z',
      }),
      transaction({
        id: 'txn_5',
        type: 'refund',
        sourceId: 're_1',
        amount: -950,
        createdAt: '2026-04-01T12:00:00Z',
      }),
      // Nothing that Stripe may say must become a part of the format.
      transaction({
        id: 'txn_6',
        type: 'moon;\n fee',
        sourceId: null,
        amount: -7,
        createdAt: '2026-04-02T12:00:00Z',
      }),
    ],
  });
});
afterAll(() => service.stop());

function ask(report: string, parameters: Record<string, string> = {}, token = service.financeToken) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${service.url}/v1/reports/${report}?${new URLSearchParams(parameters)}`, { headers });
}

async function textOf(report: string, parameters: Record<string, string> = {}) {
  const response = await ask(report, parameters);
  expect(response.status).toBe(200);
  return response.text();
}

const SPRING = { from: '2026-03-01', to: '2026-04-30' };

describe('the journal as CSV', () => {
  it('has a line for each posting, the memo beside it, and amounts as integers and as decimals', async () => {
    const response = await ask('journal', SPRING);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'text/csv; charset=utf-8', 'no-store']);
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="journal-2026-03-01-2026-04-30.csv"',
    );
    expect((await response.text()).split('\n').slice(0, 11)).toEqual([
      'day,transaction,description,account,currency,amount,amountDecimal,presentmentCurrency,presentment,presentmentDecimal,type,source,payment,payout',
      '2026-03-01,txn_2,Contribution,assets:stripe:balance,jpy,4820,4820,jpy,5000,5000,charge,ch_2,pi_2,',
      '2026-03-01,txn_2,Contribution,expenses:processing-fees,jpy,180,180,jpy,5000,5000,charge,ch_2,pi_2,',
      '2026-03-01,txn_2,Contribution,income:contributions,jpy,-5000,-5000,jpy,5000,5000,charge,ch_2,pi_2,',
      '2026-03-01,txn_3,Contribution,assets:stripe:balance,kwd,11890,11.890,kwd,12340,12.340,payment,ch_3,pi_3,',
      '2026-03-01,txn_3,Contribution,expenses:processing-fees,kwd,450,0.450,kwd,12340,12.340,payment,ch_3,pi_3,',
      '2026-03-01,txn_3,Contribution,income:contributions,kwd,-12340,-12.340,kwd,12340,12.340,payment,ch_3,pi_3,',
      '2026-03-02,txn_1,Contribution,assets:stripe:balance,eur,894,8.94,usd,1000,10.00,charge,ch_1,pi_1,po_1',
      '2026-03-02,txn_1,Contribution,expenses:processing-fees,eur,43,0.43,usd,1000,10.00,charge,ch_1,pi_1,po_1',
      '2026-03-02,txn_1,Contribution,income:contributions,eur,-937,-9.37,usd,1000,10.00,charge,ch_1,pi_1,po_1',
      '2026-03-03,txn_4,Payout,assets:stripe:balance,eur,-894,-8.94,,,,payout,po_1,,',
    ]);
  });

  it('of days without a movement is its head', async () => {
    expect(
      (await textOf('journal', { from: '2026-01-01', to: '2026-01-31' })).trimEnd().split('\n'),
    ).toHaveLength(1);
  });
});

describe('the journal as plain-text accounting', () => {
  it('declares its commodities, each with its decimals, and its accounts', async () => {
    const text = await textOf('journal', { ...SPRING, format: 'ledger' });
    expect(text).toContain('commodity 1000.00 EUR\ncommodity 1000. JPY\ncommodity 1000.000 KWD\n');
    expect(text).toContain('account equity:suspense  ; type:E\n');
    expect(
      text,
    ).toContain(`2026-03-02 (txn_1) Contribution  ; type:charge, presentment:10.00 USD, source:ch_1, payment:pi_1, payout:po_1
    assets:stripe:balance  8.94 EUR
    expenses:processing-fees  0.43 EUR
    income:contributions  -9.37 EUR
`);
  });

  const hledger = (text: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('hledger', ['-f', '-', ...args], {
      input: text,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };
  const isInstalled = spawnSync('hledger', ['--version']).status === 0;

  it.runIf(!isInstalled)('hledger is not installed here, so it is not asked', () => {});

  it.runIf(isInstalled)(
    'hledger finds nothing to say against it, and adds it up as the trial balance does',
    async () => {
      const text = await textOf('journal', { ...SPRING, format: 'ledger' });
      hledger(text, 'check', '--strict');
      const balances = hledger(text, 'balance', '--flat', '--no-total', '-O', 'csv', '--layout', 'bare');
      const trial = (await textOf('trial-balance', { format: 'csv' })).trimEnd().split('\n').slice(1);
      const decimals = trial.map((line) => {
        const [account, currency = '', , , , , , balance] = line.split(',');
        return `${account} ${currency.toUpperCase()} ${balance}`;
      });
      const added = balances
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.replaceAll('"', '').replaceAll(',', ' '));
      expect(added.toSorted()).toEqual(decimals.filter((line) => !/ -?0[.0]*$/.test(line)).toSorted());
      expect(added).toContain('income:contributions KWD -12.340');
      expect(hledger(text, 'balance', '--no-total', 'tag:presentment=USD', 'income:contributions')).toContain(
        '-9.37 EUR',
      );
    },
  );

  it.runIf(isInstalled)('an empty one, too', async () => {
    const text = await textOf('journal', { from: '2026-01-01', to: '2026-01-31', format: 'ledger' });
    hledger(text, 'check', '--strict');
  });
});

describe('the trial balance', () => {
  const Report = z.object({
    report: z.literal('trial-balance'),
    parameters: z.record(z.string(), z.string()),
    completeThrough: z.string().nullable(),
    rows: z.array(
      z.object({ account: z.string(), currency: z.string(), balance: z.object({ amount: z.int() }) }),
    ),
  });
  const report = async (parameters: Record<string, string>) =>
    Report.parse(await (await ask('trial-balance', parameters)).json());

  it('is what stands at the end of a day, where the newsroom is', async () => {
    const { parameters, rows } = await report({ to: '2026-03-02', currency: 'eur' });
    expect(parameters).toEqual({ to: '2026-03-02', currency: 'eur', timeZone: 'Europe/Amsterdam' });
    expect(rows.map(({ account, balance }) => `${account} ${balance.amount}`)).toEqual([
      'assets:stripe:balance 894',
      'expenses:processing-fees 43',
      'income:contributions -937',
    ]);
    expect((await report({ to: '2026-03-01', currency: 'eur' })).rows).toEqual([]);
  });

  it('up to today, sums to zero in each currency', async () => {
    const { parameters, rows } = await report({});
    expect(parameters.to).toBe('2026-11-23');
    for (const currency of ['eur', 'jpy', 'kwd']) {
      const own = rows.filter((row) => row.currency === currency);
      expect(own.length).toBeGreaterThan(2);
      expect(own.reduce((sum, { balance }) => sum + balance.amount, 0)).toBe(0);
    }
  });
});

describe.each([
  ['journal', { format: 'xlsx' }, '/format invalid-value'],
  ['journal', { format: 'json' }, '/format invalid-value'],
  ['journal', { from: '2026-02-30' }, '/from day-invalid'],
  ['journal', { from: '2026-02-02', to: '2026-02-01' }, '/to range-reversed'],
  ['journal', { by: 'day' }, '/by unknown-field'],
  ['trial-balance', { format: 'ledger' }, '/format invalid-value'],
  ['trial-balance', { from: '2026-02-01' }, '/from unknown-field'],
])('%s with %j', (report, parameters, expected) => {
  it('is refused', async () => {
    const response = await ask(report, parameters);
    expect(response.status).toBe(422);
    const { errors } = z
      .object({ errors: z.array(z.object({ pointer: z.string(), code: z.string() })) })
      .parse(await response.json());
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([expected]);
  });
});

describe.each(['journal', 'trial-balance'])('%s', (report) => {
  it('is for finance and admin', async () => {
    expect((await ask(report, {}, '')).status).toBe(401);
    for (const [role, status] of [
      ['finance', 200],
      ['admin', 200],
      ['support', 403],
    ] as const) {
      const token = await createToken(service.context, { name: 'test', role });
      expect((await ask(report, {}, token)).status).toBe(status);
    }
  });

  it('names no person', async () => {
    for (const format of report === 'journal' ? ['csv', 'ledger'] : ['csv', 'json'])
      expect(await textOf(report, { format })).not.toContain(MEMBER);
  });

  it('answers HEAD without a body', async () => {
    const headers = { authorization: `Bearer ${service.financeToken}` };
    const response = await fetch(`${service.url}/v1/reports/${report}`, { method: 'HEAD', headers });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('export journal', () => {
  const cli = (...args: string[]) =>
    startProgram('cli', ['export', 'journal', ...args], {
      ...environmentOf(service, 0),
      REPORT_TIME_ZONE: 'Europe/Amsterdam',
    }).finished;
  const days = ['--from', SPRING.from, '--to', SPRING.to];

  it('writes what the report says, to the standard output or a file', async () => {
    const { status, stdout, stderr } = await cli(...days);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(await textOf('journal', SPRING));

    const file = join(tmpdir(), `groundswell-${randomUUID()}.journal`);
    try {
      const written = await cli(...days, '--format', 'ledger', '--output', file);
      expect([written.status, written.stdout]).toEqual([0, '']);
      expect(readFileSync(file, 'utf8')).toBe(await textOf('journal', { ...SPRING, format: 'ledger' }));
    } finally {
      rmSync(file, { force: true });
    }
  });

  it.each([
    ['a day that does not exist', ['--from', '2026-02-30']],
    ['a range that is reversed', ['--from', '2026-02-02', '--to', '2026-02-01']],
    ['a format that does not exist', ['--format', 'pdf']],
  ])('with %s: 2, and how it is used', async (_what, args) => {
    const { status, stdout, stderr } = await cli(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: groundswell export journal');
  });
});
