import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY } from '../../src/platform/time.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const ZONE = 'Europe/Amsterdam';
const clock = testClock('2026-03-10T10:00:00Z');

let service: Service;
beforeAll(async () => {
  service = await startService({ clock, settings: { REPORT_TIME_ZONE: ZONE } });
});
afterAll(() => service.stop());
beforeEach(async () => {
  await run(service.databaseUrl, 'truncate reminder_counts, payments, contributions');
  clock.moveTo(new Date('2026-03-10T10:00:00Z'));
});

const Figure = z.int().nullable();
const Figures = z.strictObject({
  set: Figure,
  confirmed: Figure,
  sent: Figure,
  cancelled: Figure,
  unsent: Figure,
  cameBack: Figure,
  gave: Figure,
  amounts: z.array(z.strictObject({ amount: z.int(), currency: z.string(), gifts: z.int() })),
  partly: z.array(z.string()),
});
const Key = z.string().nullable().optional();
const Report = z.strictObject({
  report: z.literal('reminders'),
  parameters: z.record(z.string(), z.string()),
  completeThrough: z.string().nullable(),
  rows: z.array(Figures.extend({ month: Key, campaign: Key, channel: Key, delay: Key })),
  other: Figures.nullable(),
});
type Told = z.output<typeof Figures>;

function ask(parameters: Record<string, string>, token = service.financeToken): Promise<Response> {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${service.url}/v1/reports/reminders?${new URLSearchParams(parameters)}`, { headers });
}

async function report(parameters: Record<string, string>) {
  const response = await ask({ from: '2026-01-01', to: '2026-12-31', ...parameters });
  expect(response.status).toBe(200);
  return Report.parse(await response.json());
}

/** `key: set confirmed sent cancelled unsent cameBack gave | gifts amount currency … (partly)`, line by line. */
async function linesOf(parameters: Record<string, string>): Promise<string[]> {
  const { rows, other } = await report(parameters);
  const lines = rows.map((row) => `${row[keyOf(parameters)] ?? ''}: ${toLine(row)}`);
  return other === null ? lines : [...lines, `(other): ${toLine(other)}`];
}

function keyOf({ by }: Record<string, string>): 'month' | 'campaign' | 'channel' | 'delay' {
  return by === 'campaign' || by === 'channel' || by === 'delay' ? by : 'month';
}

function toLine(row: Told): string {
  const steps = [row.set, row.confirmed, row.sent, row.cancelled, row.unsent, row.cameBack, row.gave];
  const given = row.amounts.map(({ gifts, amount, currency }) => ` | ${gifts} ${amount} ${currency}`);
  const partly = row.partly.length === 0 ? '' : ` (${row.partly.join(' ')})`;
  return steps.map((figure) => figure ?? '-').join(' ') + given.join('') + partly;
}

type Count = {
  month?: string;
  campaign?: string;
  channel?: string;
  delay?: string;
  event: string;
  count: number;
};

async function happened(...counts: Count[]): Promise<void> {
  const rows = counts.map((one) => ({
    month: '2026-03',
    campaign: 'spring',
    channel: 'email',
    delay: 'P1M',
    ...one,
  }));
  await run(
    service.databaseUrl,
    `insert into reminder_counts (month, campaign, channel, delay, event, count)
     select * from json_to_recordset($1)
       as row (month text, campaign text, channel text, delay text, event text, count int)`,
    [JSON.stringify(rows)],
  );
}

type Gift = Partial<Parameters<typeof startCheckout>[1]>;

/** Real checkouts, paid. */
async function give(times: number, gift: Gift = {}): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const { sessionId } = await startCheckout(service, {
      frequency: 'once',
      amount: 1000,
      currency: 'usd',
      source: 'reminder-email-P1M',
      campaign: 'spring',
      ...gift,
    });
    service.stripe.pay(sessionId, { method: 'card', email: `reader${time}@news.example` });
  }
  await service.settled();
}

describe('what happened to reminders', () => {
  beforeEach(() =>
    happened(
      { event: 'set', count: 40 },
      { event: 'confirmed', count: 30 },
      { event: 'sent', count: 28 },
      { event: 'cancelled', count: 6 },
      { event: 'unsent', count: 5 },
      { event: 'came-back', count: 11 },
      { event: 'set', count: 100, channel: 'none', delay: 'P1W' },
      { event: 'set', count: 20, campaign: '', channel: 'calendar', delay: 'date' },
      { event: 'came-back', count: 7, campaign: '', channel: 'calendar', delay: 'date' },
      { event: 'set', count: 9, month: '2026-02', delay: 'P3M' },
    ),
  );

  it.each<[string, string[]]>([
    ['month', ['2026-02: 9 0 0 0 0 0 0', '2026-03: 160 30 28 6 5 18 0']],
    ['campaign', ['spring: 149 30 28 6 5 11 0', ': 20 0 0 0 0 7 0']],
    ['channel', ['calendar: 20 0 0 0 0 7 0', 'email: 49 30 28 6 5 11 0', 'none: 100 0 0 0 0 0 0']],
    [
      'delay',
      ['P1M: 40 30 28 6 5 11 0', 'P1W: 100 0 0 0 0 0 0', 'P3M: 9 0 0 0 0 0 0', 'date: 20 0 0 0 0 7 0'],
    ],
  ])('by %s', async (by, lines) => {
    expect(await linesOf({ by })).toEqual(lines);
  });

  it('of one campaign', async () => {
    expect(await linesOf({ campaign: 'spring' })).toEqual([
      '2026-02: 9 0 0 0 0 0 0',
      '2026-03: 140 30 28 6 5 11 0',
    ]);
    expect(await linesOf({ campaign: 'spring', by: 'channel' })).toEqual([
      'email: 49 30 28 6 5 11 0',
      'none: 100 0 0 0 0 0 0',
    ]);
    expect(await linesOf({ campaign: 'autumn' })).toEqual([]);
  });

  it('of the months that the days touch, which the answer names', async () => {
    const { rows, parameters } = await report({ from: '2026-02-28', to: '2026-02-28' });
    expect(rows.map(({ month }) => month)).toEqual(['2026-02']);
    expect(parameters).toEqual({
      by: 'month',
      from: '2026-02-28',
      to: '2026-02-28',
      fromMonth: '2026-02',
      toMonth: '2026-02',
      timeZone: ZONE,
    });
    expect(await linesOf({ from: '2026-02-28', to: '2026-03-01' })).toHaveLength(2);
  });
});

describe('what was given', () => {
  it('by real checkouts: only through the links of reminders, never two currencies added', async () => {
    await give(6);
    await give(5, { amount: 2000, currency: 'eur', source: 'reminder-calendar-date' });
    await give(2, { amount: 700, source: 'footer' });
    await give(1, { amount: 900, source: 'reminder-email-P9Y' });
    expect(await linesOf({})).toEqual(['2026-03: 0 0 0 0 0 0 11 | 5 10000 eur | 6 6000 usd']);
    expect(await linesOf({ currency: 'eur' })).toEqual(['2026-03: 0 0 0 0 0 0 5 | 5 10000 eur']);
    expect(await linesOf({ by: 'channel' })).toEqual([
      'calendar: 0 0 0 0 0 0 5 | 5 10000 eur',
      'email: 0 0 0 0 0 0 6 | 6 6000 usd',
    ]);
    expect(await linesOf({ by: 'delay' })).toEqual([
      'P1M: 0 0 0 0 0 0 6 | 6 6000 usd',
      'date: 0 0 0 0 0 0 5 | 5 10000 eur',
    ]);
  });

  it('a membership counts once, by its first payment; what comes after stands in the revenue report', async () => {
    await give(5, { frequency: 'monthly' });
    clock.advance(32 * DAY);
    for (const { id } of service.stripe.list('subscription')) service.stripe.renew(id);
    await service.settled();
    expect(await run(service.databaseUrl, 'select count(*) from payments')).toEqual([['10']]);
    expect(await linesOf({})).toEqual(['2026-03: 0 0 0 0 0 0 5 | 5 5000 usd']);
    expect(await linesOf({ from: '2026-04-01' })).toEqual([]);
  });

  it('what is given back stays: this report is of gifts, the revenue report of what remained', async () => {
    await give(5);
    const [[intent] = []] = await run(service.databaseUrl, 'select id from payments limit 1');
    service.stripe.refund(String(intent));
    await service.settled();
    expect(await run(service.databaseUrl, 'select count(*) from refunds')).toEqual([['1']]);
    expect(await linesOf({})).toEqual(['2026-03: 0 0 0 0 0 0 5 | 5 5000 usd']);
  });

  it.each([
    ['2026-03-31T21:59:59Z', '2026-03'],
    ['2026-03-31T22:00:00Z', '2026-04'],
    ['2025-12-31T23:30:00Z', '2026-01'],
  ])('at %s counts in %s, as the newsroom has it', async (instant, month) => {
    clock.moveTo(new Date(instant));
    await give(5);
    expect(await linesOf({ from: `${month}-01`, to: `${month}-01` })).toEqual([
      `${month}: 0 0 0 0 0 0 5 | 5 5000 usd`,
    ]);
    expect(await linesOf({ from: '2025-01-01', to: '2026-12-31' })).toHaveLength(1);
  });

  it('a checkout that was not paid is no gift', async () => {
    await startCheckout(service, {
      frequency: 'once',
      amount: 500,
      currency: 'usd',
      source: 'reminder-email-P1M',
    });
    expect(await linesOf({})).toEqual([]);
  });

  it('by fewer than five is not told, in any currency for itself', async () => {
    await give(5);
    await give(4, { currency: 'eur' });
    expect(await linesOf({})).toEqual(['2026-03: 0 0 0 0 0 0 5 | 5 5000 usd (gave)']);
    expect(await linesOf({ currency: 'eur' })).toEqual(['2026-03: 0 0 0 0 0 0 -']);
    expect(await linesOf({ by: 'campaign', currency: 'eur' })).toEqual(['(other): 0 0 0 0 0 0 -']);
    expect(await linesOf({ by: 'campaign', currency: 'eur', campaign: 'spring' })).toEqual([
      'spring: 0 0 0 0 0 0 -',
    ]);
  });
});

describe('small cells', () => {
  /** The example in docs/reports/reminders.md. */
  const march = () =>
    happened(
      { campaign: 'spring', event: 'set', count: 212 },
      { campaign: 'spring', event: 'cancelled', count: 3 },
      { campaign: 'court-case', event: 'set', count: 2 },
      { campaign: 'anniversary', event: 'set', count: 9 },
      { campaign: 'anniversary', event: 'cancelled', count: 1 },
      { campaign: '', event: 'set', count: 140 },
      { campaign: '', event: 'cancelled', count: 6 },
    );

  it('are told together with the next smallest, each figure by itself', async () => {
    await march();
    expect(await linesOf({ by: 'campaign' })).toEqual([
      'anniversary: - 0 0 - 0 0 0',
      'court-case: - 0 0 0 0 0 0',
      'spring: 212 0 0 - 0 0 0',
      ': 140 0 0 - 0 0 0',
      '(other): 11 0 0 10 0 0 0',
    ]);
    expect(await linesOf({})).toEqual(['2026-03: 363 0 0 10 0 0 0']);
  });

  it('are not told to who asks for them by name', async () => {
    await march();
    expect(await linesOf({ campaign: 'court-case' })).toEqual(['2026-03: - 0 0 0 0 0 0']);
    expect(await linesOf({ campaign: 'court-case', by: 'campaign' })).toEqual(['court-case: - 0 0 0 0 0 0']);
    expect(await linesOf({ campaign: 'court-case', by: 'channel' })).toEqual(
      ['calendar', 'email', 'none'].map((channel) => `${channel}: - 0 0 0 0 0 0`),
    );
  });

  it('nor to who asks for two ranges and takes one from the other', async () => {
    await march();
    await happened(
      { month: '2026-04', campaign: 'spring', event: 'set', count: 1 },
      { month: '2026-04', campaign: '', event: 'set', count: 70 },
    );
    const spring = { campaign: 'spring', by: 'campaign' };
    expect(await linesOf({ ...spring, to: '2026-03-31' })).toEqual(['spring: 212 0 0 - 0 0 0']);
    expect(await linesOf(spring)).toEqual(['spring: 212 0 0 - 0 0 0 (set)']);
    expect(await linesOf({ by: 'campaign', from: '2026-04-01' })).toEqual([
      'spring: - 0 0 0 0 0 0',
      ': - 0 0 0 0 0 0',
      '(other): 71 0 0 0 0 0 0',
    ]);
    expect(await linesOf({ by: 'campaign' })).toEqual([
      'anniversary: - 0 0 - 0 0 0',
      'court-case: - 0 0 0 0 0 0',
      'spring: 212 0 0 - 0 0 0 (set)',
      ': 140 0 0 - 0 0 0 (set)',
      '(other): 82 0 0 10 0 0 0',
    ]);
  });

  it('of which there are too few in all are withheld, and whose they are', async () => {
    await happened({ campaign: 'spring', event: 'set', count: 4 });
    expect(await linesOf({})).toEqual(['2026-03: 4 0 0 0 0 0 0']);
    expect(await linesOf({ by: 'campaign' })).toEqual(['(other): - 0 0 0 0 0 0']);
    const asked = async (campaign: string) => (await report({ campaign, by: 'channel' })).rows;
    expect(await asked('spring')).toEqual(await asked('autumn'));
  });
});

/** The same, counted again in other words: nothing of the report's own is used. */
it('months add up: what is told of a year by campaign, channel or delay is what happened, but for what is withheld', async () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const counts = ['2026-01', '2026-02', '2026-03'].flatMap((month) =>
    ['a', 'b', 'c', ''].flatMap((campaign) =>
      ['none', 'email'].map((channel) => ({ month, campaign, channel, event: 'set', count: 1 + next(40) })),
    ),
  );
  await happened(...counts);
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  for (const by of ['month', 'campaign', 'channel', 'delay']) {
    const { rows, other } = await report({ by });
    const told = [...rows, ...(other === null ? [] : [other])];
    expect(told.reduce((sum, row) => sum + (row.set ?? 0), 0)).toBe(all);
    for (const row of told) expect(row.set ?? 5).toBeGreaterThanOrEqual(5);
  }
});

describe('as CSV', () => {
  const csvOf = async (parameters: Record<string, string>) => {
    const response = await ask({ from: '2026-01-15', to: '2026-04-15', ...parameters, format: 'csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="reminders-2026-01-2026-04.csv"',
    );
    return (await response.text()).trimEnd().split('\n');
  };
  const COLUMNS =
    'set,confirmed,sent,cancelled,unsent,cameBack,gave,partly,currency,gifts,amount,amountDecimal';

  it('has a line for each currency, the other figures on the first alone', async () => {
    await happened({ event: 'set', count: 40 }, { event: 'set', count: 3, campaign: 'autumn' });
    await give(5);
    await give(6, { amount: 3000, currency: 'jpy' });
    expect(await csvOf({})).toEqual([
      `month,${COLUMNS}`,
      '2026-03,43,0,0,0,0,0,11,,jpy,6,18000,18000',
      '2026-03,,,,,,,,,usd,5,5000,50.00',
    ]);
    expect(await csvOf({ by: 'campaign' })).toEqual([
      `campaign,${COLUMNS}`,
      'autumn,,0,0,0,0,0,0,,,,,',
      'spring,,0,0,0,0,0,11,,jpy,6,18000,18000',
      'spring,,,,,,,,,usd,5,5000,50.00',
      '(other),43,0,0,0,0,0,0,,,,,',
    ]);
  });

  it('a campaign is no formula', async () => {
    await happened({ event: 'set', count: 40, campaign: '=1+1' });
    expect((await csvOf({ by: 'campaign' }))[1]).toMatch(/^'=1\+1,40,/);
  });
});

describe('who may ask, and what', () => {
  it.each([
    ['finance', 200],
    ['admin', 200],
    ['support', 403],
  ] as const)('a token of role %s: %i', async (role, status) => {
    const token = await createToken(service.context, { name: 'test', role });
    expect((await ask({}, token)).status).toBe(status);
  });

  it('nobody without a token', async () => {
    const response = await ask({ from: 'x' }, '');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it.each<[Record<string, string>, string]>([
    [{ by: 'day' }, '/by invalid-value'],
    [{ by: 'currency' }, '/by invalid-value'],
    [{ from: '2026-13-01' }, '/from day-invalid'],
    [{ from: '2026-02-02', to: '2026-02-01' }, '/to range-reversed'],
    [{ from: '2010-01-01' }, '/from range-too-long'],
    [{ currency: 'USD' }, '/currency currency-invalid'],
    [{ campaign: '=cmd' }, '/campaign slug-invalid'],
    [{ format: 'pdf' }, '/format invalid-value'],
    [{ frequency: 'monthly' }, '/frequency unknown-field'],
    [{ asOf: '2026-01-01T00:00:00Z' }, '/asOf unknown-field'],
  ])('%j is refused', async (parameters, error) => {
    const response = await ask(parameters);
    expect(response.status).toBe(422);
    const { errors } = z
      .object({ errors: z.array(z.object({ pointer: z.string(), code: z.string() })) })
      .parse(await response.json());
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([error]);
  });

  it.each([
    ['the first', { from: '0001-01-01', to: '0001-01-31' }],
    ['the last', { from: '9999-12-31', to: '9999-12-31' }],
  ])('%s month there is is answered', async (_what, range) => {
    expect(await linesOf(range)).toEqual([]);
  });
});
