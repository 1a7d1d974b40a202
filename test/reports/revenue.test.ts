import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GROUPINGS } from '../../src/reports/parameters.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { testClock } from '../sandbox/stripe/harness.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

const ZONE = 'Europe/Amsterdam';
const Report = z.object({
  parameters: z.record(z.string(), z.string()),
  completeThrough: z.string().nullable(),
  rows: z.array(z.record(z.string(), z.unknown())),
});
const Refusal = z.object({ errors: z.array(z.object({ pointer: z.string(), code: z.string() })) });

let service: Service;
beforeAll(async () => {
  service = await startService({
    clock: testClock('2026-11-23T10:00:00Z'),
    settings: { REPORT_TIME_ZONE: ZONE },
  });
});
afterAll(() => service.stop());
beforeEach(() =>
  run(service.databaseUrl, 'truncate payments, contributions, memberships, inbox, payment_intents'),
);

type Payment = {
  paidAt: string;
  learntAt?: string;
  amount?: number;
  currency?: string;
  frequency?: 'once' | 'monthly' | 'annual' | null;
  /** absent: it came through no checkout of ours */
  checkout?: { campaign: string | null; source: string | null };
};

async function insert(...payments: Payment[]): Promise<void> {
  const rows = payments.map(({ paidAt, learntAt = paidAt, amount = 500, checkout, ...payment }) => ({
    id: `pi_${randomUUID()}`,
    paid_at: paidAt,
    learnt_at: learntAt,
    amount,
    currency: payment.currency ?? 'usd',
    frequency: payment.frequency === undefined ? 'once' : payment.frequency,
    contribution_id: checkout ? randomUUID() : null,
    ...checkout,
  }));
  const columns = `id text, paid_at timestamptz, learnt_at timestamptz, amount bigint, currency text, frequency text,
    contribution_id uuid, campaign text, source text`;
  const json = JSON.stringify(rows);
  await run(
    service.databaseUrl,
    `insert into contributions
       (id, created_at, frequency, amount, costs, currency, campaign, source, attempt, attempted_at, expires_at)
     select contribution_id, paid_at, 'once', amount, 0, currency, campaign, source, 1, paid_at, paid_at
     from json_to_recordset($1) as row (${columns}) where contribution_id is not null`,
    [json],
  );
  await run(
    service.databaseUrl,
    `insert into payments (id, contribution_id, frequency, amount, currency, paid_at, learnt_at)
     select id, contribution_id, frequency, amount, currency, paid_at, learnt_at
     from json_to_recordset($1) as row (${columns})`,
    [json],
  );
}

function ask(parameters: Record<string, string>, token = service.financeToken): Promise<Response> {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${service.url}/v1/reports/revenue?${new URLSearchParams(parameters)}`, { headers });
}

async function report(parameters: Record<string, string>) {
  const response = await ask(parameters);
  expect(response.status).toBe(200);
  return Report.parse(await response.json());
}

/** `key currency count gross`, line by line. */
async function linesOf(parameters: Record<string, string>): Promise<string[]> {
  const { rows } = await report(parameters);
  return rows.map((row) => {
    const gross = z.object({ amount: z.int(), currency: z.string() }).parse(row.gross);
    expect(gross.currency).toBe(row.currency);
    return [row[parameters.by ?? 'month'], row.currency, row.count, gross.amount].join(' ');
  });
}

async function refusalOf(parameters: Record<string, string>): Promise<string[]> {
  const response = await ask(parameters);
  expect(response.status).toBe(422);
  return Refusal.parse(await response.json()).errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('revenue', () => {
  const spring = { campaign: 'spring', source: 'footer' };
  beforeEach(() =>
    insert(
      { paidAt: '2026-01-10T12:00:00Z', checkout: spring },
      {
        paidAt: '2026-01-10T13:00:00Z',
        amount: 700,
        frequency: 'monthly',
        checkout: { campaign: null, source: null },
      },
      {
        paidAt: '2026-02-10T12:00:00Z',
        amount: 3000,
        currency: 'jpy',
        frequency: 'annual',
        checkout: spring,
      },
      { paidAt: '2026-02-11T12:00:00Z', amount: 1500, currency: 'kwd', frequency: null },
      { paidAt: '2025-12-31T12:00:00Z', amount: 900 },
    ),
  );

  it.each([
    [
      'day',
      ['2025-12-31 usd 1 900', '2026-01-10 usd 2 1200', '2026-02-10 jpy 1 3000', '2026-02-11 kwd 1 1500'],
    ],
    ['month', ['2025-12 usd 1 900', '2026-01 usd 2 1200', '2026-02 jpy 1 3000', '2026-02 kwd 1 1500']],
    ['year', ['2025 usd 1 900', '2026 jpy 1 3000', '2026 kwd 1 1500', '2026 usd 2 1200']],
    ['currency', ['jpy jpy 1 3000', 'kwd kwd 1 1500', 'usd usd 3 2100']],
    ['frequency', ['annual jpy 1 3000', 'monthly usd 1 700', 'once usd 2 1400', ' kwd 1 1500']],
    ['campaign', ['spring jpy 1 3000', 'spring usd 1 500', ' kwd 1 1500', ' usd 2 1600']],
    [
      'source',
      ['footer jpy 1 3000', 'footer usd 1 500', 'outside kwd 1 1500', 'outside usd 1 900', ' usd 1 700'],
    ],
  ])('by %s: never two currencies in one row', async (by, lines) => {
    expect(await linesOf({ by, from: '2025-01-01', to: '2026-12-31' })).toEqual(lines);
  });

  it.each([
    [{ currency: 'jpy' }, ['2026-02 jpy 1 3000']],
    [{ frequency: 'monthly' }, ['2026-01 usd 1 700']],
    [{ campaign: 'spring' }, ['2026-01 usd 1 500', '2026-02 jpy 1 3000']],
    [{ campaign: 'spring', currency: 'usd' }, ['2026-01 usd 1 500']],
    [{ campaign: 'nothing' }, []],
  ])('of %j alone', async (filter, lines) => {
    expect(await linesOf({ ...filter, from: '2025-01-01', to: '2026-12-31' })).toEqual(lines);
  });

  it('says what was asked, with what was not said filled in', async () => {
    const { parameters } = await report({ to: '2026-11-23' });
    expect(parameters).toEqual({ by: 'month', from: '2025-11-23', to: '2026-11-23', timeZone: ZONE });
  });
});

it('a gift whose invoice did not say how often counts as its checkout did, whatever becomes of the membership', async () => {
  await insert({
    paidAt: '2026-01-10T12:00:00Z',
    frequency: null,
    checkout: { campaign: null, source: null },
  });
  expect(await linesOf({ by: 'frequency', from: '2026-01-01' })).toEqual(['once usd 1 500']);
  await run(
    service.databaseUrl,
    `insert into memberships (id, member_id, status, frequency, amount, currency, started_at, current_period_end, version, learnt_at)
     values ('sub_1', gen_random_uuid(), 'active', 'annual', 500, 'usd', now(), now(), '', now())`,
  );
  await run(service.databaseUrl, `update payments set membership_id = 'sub_1'`);
  // A closed month must not change because a membership did.
  expect(await linesOf({ by: 'frequency', from: '2026-01-01' })).toEqual(['once usd 1 500']);
});

describe('days are those of REPORT_TIME_ZONE', () => {
  it.each([
    ['in winter', '2026-01-31T22:59:59.999Z', '2026-01-31'],
    ['in winter, at 23:30 UTC', '2026-01-31T23:30:00Z', '2026-02-01'],
    ['in summer', '2026-07-31T21:59:59.999Z', '2026-07-31'],
    ['in summer, at 22:00 UTC', '2026-07-31T22:00:00Z', '2026-08-01'],
    ['at the end of a day of 25 hours', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['after a day of 25 hours', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['at the end of a day of 23 hours', '2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['after a day of 23 hours', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['at the turn of the year', '2025-12-31T23:30:00Z', '2026-01-01'],
  ])('%s: %s is %s', async (_what, paidAt, day) => {
    await insert({ paidAt });
    expect(await linesOf({ by: 'day', from: '2025-12-01' })).toEqual([`${day} usd 1 500`]);
    expect(await linesOf({ by: 'day', from: day, to: day })).toEqual([`${day} usd 1 500`]);
    expect(await linesOf({ by: 'month', from: day, to: day })).toEqual([`${day.slice(0, 7)} usd 1 500`]);
    expect(await linesOf({ by: 'year', from: day, to: day })).toEqual([`${day.slice(0, 4)} usd 1 500`]);
  });
});

describe('a range', () => {
  beforeEach(() =>
    insert(
      { paidAt: '2026-01-09T23:00:00Z' },
      { paidAt: '2026-01-12T22:59:59Z' },
      { paidAt: '2026-01-12T23:00:00Z' },
    ),
  );

  it('takes in its first and its last day', async () => {
    expect(await linesOf({ by: 'day', from: '2026-01-10', to: '2026-01-12' })).toEqual([
      '2026-01-10 usd 1 500',
      '2026-01-12 usd 1 500',
    ]);
    expect(await linesOf({ by: 'day', from: '2026-01-11', to: '2026-01-11' })).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['that is reversed', { from: '2026-01-02', to: '2026-01-01' }, ['/to range-reversed']],
    ['of ten years and a day', { from: '2016-01-01', to: '2026-01-02' }, ['/from range-too-long']],
    ['from long ago until today', { from: '2000-01-01' }, ['/from range-too-long']],
    ['from a day that does not exist', { from: '2026-02-29' }, ['/from day-invalid']],
    ['to a day that does not exist', { to: '2026-13-01' }, ['/to day-invalid']],
    ['from an instant', { from: '2026-01-01T00:00:00Z' }, ['/from day-invalid']],
    [
      'from a year that does not exist',
      { from: '0000-01-01', to: '0000-02-01' },
      ['/from day-invalid', '/to day-invalid'],
    ],
    ['with both sides wrong', { from: 'x', to: '' }, ['/from day-invalid', '/to day-invalid']],
  ])('%s is refused', async (_what, parameters, errors) => {
    expect(await refusalOf(parameters)).toEqual(errors);
  });

  it.each<[string, Record<string, string>, { from: string; to: string }]>([
    ['of ten years', { from: '2016-01-01', to: '2026-01-01' }, { from: '2016-01-01', to: '2026-01-01' }],
    ['of one day', { from: '2026-01-01', to: '2026-01-01' }, { from: '2026-01-01', to: '2026-01-01' }],
    ['without an end', { from: '2026-06-01' }, { from: '2026-06-01', to: '2026-11-23' }],
    ['without an end, in the future', { from: '2027-06-01' }, { from: '2027-06-01', to: '2027-06-01' }],
    ['without a start', { to: '2026-06-01' }, { from: '2025-06-01', to: '2026-06-01' }],
    ['without a start, to 29 February', { to: '2028-02-29' }, { from: '2027-02-28', to: '2028-02-29' }],
    [
      'of ten years to 29 February',
      { from: '2018-02-28', to: '2028-02-29' },
      { from: '2018-02-28', to: '2028-02-29' },
    ],
    ['from 29 February', { from: '2024-02-29', to: '2024-03-01' }, { from: '2024-02-29', to: '2024-03-01' }],
    ['without a start, in the first year', { to: '0001-06-01' }, { from: '0001-01-01', to: '0001-06-01' }],
    [
      'at the end of time',
      { from: '9999-12-31', to: '9999-12-31' },
      { from: '9999-12-31', to: '9999-12-31' },
    ],
  ])('%s is answered', async (_what, parameters, range) => {
    expect((await report(parameters)).parameters).toMatchObject(range);
  });

  it('without either is the year up to today, where the newsroom is', async () => {
    expect((await report({})).parameters).toMatchObject({ from: '2025-11-23', to: '2026-11-23' });
  });
});

describe('asOf', () => {
  beforeEach(() =>
    insert(
      { paidAt: '2026-01-10T12:00:00Z' },
      { paidAt: '2026-01-11T12:00:00Z', learntAt: '2026-03-01T00:00:00Z' },
    ),
  );

  it.each([
    ['2026-02-28T23:59:59.999Z', ['2026-01 usd 1 500']],
    ['2026-03-01T00:00:00Z', ['2026-01 usd 2 1000']],
    ['2026-03-01T00:30:00+01:00', ['2026-01 usd 1 500']],
    ['2026-01-01T00:00:00Z', []],
  ])('%s shows the month as it was known then', async (asOf, lines) => {
    expect(await linesOf({ from: '2026-01-01', to: '2026-01-31', asOf })).toEqual(lines);
  });

  it.each([
    '2026-03-01',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
  ])('%s is refused', async (asOf) => {
    expect(await refusalOf({ asOf })).toEqual(['/asOf instant-invalid']);
  });
});

it.each<[Record<string, string>, string]>([
  [{ by: 'week' }, '/by invalid-value'],
  [{ currency: 'USD' }, '/currency currency-invalid'],
  [{ frequency: 'weekly' }, '/frequency invalid-value'],
  [{ campaign: '=cmd' }, '/campaign slug-invalid'],
  [{ format: 'pdf' }, '/format invalid-value'],
  [{ colour: 'red' }, '/colour unknown-field'],
])('%j is refused', async (parameters, error) => {
  expect(await refusalOf(parameters)).toEqual([error]);
});

describe('as CSV', () => {
  const COLUMNS = [
    'currency,count,gross,grossDecimal,fees,feesDecimal,refunds,refundsDecimal,disputes,disputesDecimal,net,netDecimal',
    'feesPending,settlementCurrency,settledGross,settledGrossDecimal,settledFees,settledFeesDecimal',
    'settledRefunds,settledRefundsDecimal,settledDisputes,settledDisputesDecimal,settledNet,settledNetDecimal',
  ].join(',');
  const csvOf = async (parameters: Record<string, string>) => {
    const response = await ask({ ...parameters, format: 'csv', from: '2026-01-01', to: '2026-12-31' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="revenue-2026-01-01-2026-12-31.csv"',
    );
    return (await response.text()).trimEnd().split('\n');
  };

  it('has the columns of the rows, and amounts as decimals, too', async () => {
    await insert(
      { paidAt: '2026-01-10T12:00:00Z', amount: 1250 },
      { paidAt: '2026-01-10T12:00:00Z', amount: 3000, currency: 'jpy' },
      { paidAt: '2026-01-10T12:00:00Z', amount: 1500, currency: 'kwd' },
    );
    expect(await csvOf({ by: 'day' })).toEqual([
      `day,${COLUMNS}`,
      '2026-01-10,jpy,1,3000,3000,,,0,0,0,0,,,1,,,,,,,,,,,',
      '2026-01-10,kwd,1,1500,1.500,,,0,0.000,0,0.000,,,1,,,,,,,,,,,',
      '2026-01-10,usd,1,1250,12.50,,,0,0.00,0,0.00,,,1,,,,,,,,,,,',
    ]);
    expect((await csvOf({ by: 'currency' }))[0]).toBe(COLUMNS);
  });

  it('without a payment has its head', async () => {
    expect(await csvOf({})).toEqual([`month,${COLUMNS}`]);
  });

  // A slug cannot start with = or @; but whatever stands in the table must not become a formula.
  it.each(['-cmd', '-2+3', '=1+1', '+1', '@sum', '\tx', '\rx'])(
    'a campaign %j is no formula',
    async (campaign) => {
      await insert({ paidAt: '2026-01-10T12:00:00Z', checkout: { campaign, source: null } });
      const text = (await csvOf({ by: 'campaign' })).slice(1).join('\n');
      expect(text).toContain(`'${campaign}`);
      expect(text).toMatch(/^"?'/);
    },
  );

  it('a comma, a quote and a line break stay in their cell', async () => {
    await insert({ paidAt: '2026-01-10T12:00:00Z', checkout: { campaign: 'a,"b"\nc', source: null } });
    expect((await csvOf({ by: 'campaign' })).slice(1).join('\n')).toBe(
      '"a,""b""\nc",usd,1,500,5.00,,,0,0.00,0,0.00,,,1,,,,,,,,,,,',
    );
  });
});

describe('who may ask', () => {
  it('nobody without a token: 401 that says which', async () => {
    const response = await ask({}, '');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('a forged, an altered and an empty token get the same 401', async () => {
    const altered = `${service.financeToken.slice(0, -1)}${service.financeToken.endsWith('A') ? 'B' : 'A'}`;
    for (const token of [`gw_finance_${'A'.repeat(22)}`, altered, 'x', "' or 1=1 --"]) {
      const response = await ask({}, token);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
  });

  it.each([
    ['finance', 200],
    ['admin', 200],
    ['support', 403],
  ] as const)('a token of role %s: %i', async (role, status) => {
    const token = await createToken(service.context, { name: 'test', role });
    expect((await ask({}, token)).status).toBe(status);
  });

  it('who may not ask is not told what is wrong with the question', async () => {
    expect((await ask({ from: 'x' }, '')).status).toBe(401);
  });

  it('a report that is not there: 404', async () => {
    const headers = { authorization: `Bearer ${service.financeToken}` };
    expect((await fetch(`${service.url}/v1/reports/nothing`, { headers })).status).toBe(404);
  });

  it('the token itself is kept nowhere', async () => {
    const [[kept] = []] = await run(
      service.databaseUrl,
      'select string_agg(api_tokens::text, $1) from api_tokens',
      [','],
    );
    expect(kept).not.toContain(service.financeToken);
    expect(kept).not.toContain(service.financeToken.slice(-22));
  });
});

describe('completeThrough', () => {
  const hear = (id: string, createdAt: string, state: string) =>
    run(
      service.databaseUrl,
      `insert into inbox (id, type, created_at, received_at, state) values ($1, 'invoice.paid', $2, now(), $3)`,
      [id, createdAt, state],
    );
  const through = async () => (await report({})).completeThrough;

  const sweepThrough = (instant: string) =>
    run(
      service.databaseUrl,
      `insert into sweeps (name, complete_through) values ('balance', $1)
       on conflict (name) do update set complete_through = excluded.complete_through`,
      [instant],
    );
  beforeEach(() => run(service.databaseUrl, 'truncate sweeps'));
  afterAll(() => run(service.databaseUrl, 'truncate sweeps'));

  it('is nothing before the balance was swept, whatever was heard', async () => {
    expect(await through()).toBeNull();
    await hear('evt_1', '2026-01-01T00:00:00Z', 'applied');
    expect(await through()).toBeNull();
  });

  it('is as far as the balance was swept, held back by what is not in the books', async () => {
    await sweepThrough('2026-01-04T00:00:00Z');
    await hear('evt_1', '2026-01-01T00:00:00Z', 'applied');
    await hear('evt_3', '2026-01-03T00:00:00Z', 'unused');
    await hear('evt_5', '2026-01-05T00:00:00Z', 'failed');
    expect(await through()).toBe('2026-01-04T00:00:00.000Z');

    await hear('evt_2', '2026-01-02T00:00:00Z', 'failed');
    expect(await through()).toBe('2026-01-02T00:00:00.000Z');
    await run(service.databaseUrl, `update inbox set state = 'set-aside' where id = 'evt_2'`);
    expect(await through()).toBe('2026-01-02T00:00:00.000Z');
    await run(service.databaseUrl, `update inbox set state = 'dismissed' where id = 'evt_2'`);
    expect(await through()).toBe('2026-01-04T00:00:00.000Z');

    await run(
      service.databaseUrl,
      `insert into payment_intents (id, member_id, amount, currency, succeeded_at, learnt_at)
       values ('pi_1', gen_random_uuid(), 500, 'usd', '2026-01-01T12:00:00Z', now())`,
    );
    expect(await through()).toBe('2026-01-01T12:00:00.000Z');
    await run(service.databaseUrl, `update payment_intents set invoice_id = 'in_1' where id = 'pi_1'`);
    await sweepThrough('2026-01-06T00:00:00Z');
    expect(await through()).toBe('2026-01-05T00:00:00.000Z');
  });
});

describe('a random history', () => {
  const FROM = ['2026-01-01', '2026-03-29', '2026-10-25'];
  const TO = ['2026-10-25', '2026-11-01', '2026-12-31'];
  // Most near a border of days that is asked about: there a wrong one shows.
  const nearBorder = fc
    .record({ day: fc.constantFrom(...FROM, ...TO), minutes: fc.integer({ min: -1500, max: 3000 }) })
    .map(({ day, minutes }) => new Date(Date.parse(day) + minutes * 60_000).toISOString());
  const anywhere = fc
    .date({ min: new Date('2025-12-25'), max: new Date('2027-01-05'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const payment = fc.record({
    paidAt: fc.oneof({ arbitrary: nearBorder, weight: 3 }, { arbitrary: anywhere, weight: 1 }),
    lateBy: fc.integer({ min: 0, max: 90 }),
    amount: fc.integer({ min: 1, max: 1_000_000 }),
    currency: fc.constantFrom('usd', 'jpy', 'kwd'),
    frequency: fc.constantFrom('once' as const, 'monthly' as const, 'annual' as const),
    checkout: fc.option(
      fc.record({
        campaign: fc.constantFrom(null, 'a', 'B', 'c_1', '-c'),
        source: fc.constantFrom(null, 'x', 'y'),
      }),
      { nil: undefined },
    ),
  });
  const question = fc.record(
    {
      by: fc.constantFrom(...GROUPINGS),
      from: fc.constantFrom(...FROM),
      to: fc.constantFrom(...TO),
      currency: fc.constantFrom('usd', 'kwd'),
      frequency: fc.constantFrom('once', 'annual'),
      campaign: fc.constantFrom('a', '-c'),
      asOf: fc.constant('2026-06-01T00:00:00Z'),
    },
    { requiredKeys: ['by', 'from', 'to'] },
  );
  const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

  it('is reported as adding it up by hand does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(payment, { minLength: 20, maxLength: 60 }),
        fc.array(question, { minLength: 8, maxLength: 8 }),
        async (history, questions) => {
          await run(service.databaseUrl, 'truncate payments, contributions');
          const facts = history.map(({ lateBy, ...one }) => ({
            ...one,
            learntAt: new Date(Date.parse(one.paidAt) + lateBy * 86_400_000).toISOString(),
            day: dayFormat.format(new Date(one.paidAt)),
          }));
          await insert(...facts);
          for (const asked of questions) {
            const { by, from, to, currency, frequency, campaign, asOf } = asked;
            const counted = facts.filter(
              (fact) =>
                fact.day >= from &&
                fact.day <= to &&
                (currency === undefined || fact.currency === currency) &&
                (frequency === undefined || fact.frequency === frequency) &&
                (campaign === undefined || fact.checkout?.campaign === campaign) &&
                (asOf === undefined || Date.parse(fact.learntAt) <= Date.parse(asOf)),
            );
            const sums = new Map<string, { count: number; gross: number }>();
            for (const fact of counted) {
              const keys = {
                day: fact.day,
                month: fact.day.slice(0, 7),
                year: fact.day.slice(0, 4),
                currency: fact.currency,
                frequency: fact.frequency,
                campaign: fact.checkout?.campaign ?? '',
                source: fact.checkout ? (fact.checkout.source ?? '') : 'outside',
              };
              const key = `${keys[by]} ${fact.currency}`;
              const { count, gross } = sums.get(key) ?? { count: 0, gross: 0 };
              sums.set(key, { count: count + 1, gross: gross + fact.amount });
            }
            const expected = [...sums].map(([key, { count, gross }]) => `${key} ${count} ${gross}`);
            expect((await linesOf(asked)).toSorted()).toEqual(expected.toSorted());
          }
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  });
});
