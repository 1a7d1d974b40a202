import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keepRegisters } from '../../src/ledger/keep-registers.ts';
import { recordFailedRenewals } from '../../src/ledger/record-failed-renewals.ts';
import { recordIntents } from '../../src/ledger/record-intents.ts';
import { recordCharges } from '../../src/ledger/record-money.ts';
import { recordPayments } from '../../src/ledger/record-payments.ts';
import { keepMemberships } from '../../src/members/keep-memberships.ts';
import { minor } from '../../src/platform/money.ts';
import { causeOf, rateOf } from '../../src/reports/dunning/rules.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { charge, payment } from '../ledger/money-facts.ts';
import { testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';

const clock = testClock('2026-04-10T10:00:00Z');
const MEMBER = '0197d2a0-0000-7000-8000-000000000001';

let service: Service;
beforeAll(async () => {
  service = await startService({ clock });
  for (const one of EXAMPLE) await refused(one);
});
afterAll(() => service.stop());

type Refused = {
  name: string;
  on: string;
  asks: number;
  currency?: string;
  frequency?: 'monthly' | 'annual';
  /** Stripe's codes, attempt after attempt */
  charged?: string[];
  declined?: string;
  needsAction?: boolean;
  paidOn?: string;
  endedOn?: string;
  isVoid?: boolean;
};

/** The renewals of docs/reports/dunning.md. */
const EXAMPLE: Refused[] = [
  {
    name: 'a',
    on: '2026-03-03',
    asks: 900,
    charged: ['insufficient_funds', 'expired_card'],
    paidOn: '2026-03-06',
  },
  { name: 'b', on: '2026-03-05', asks: 900, charged: ['insufficient_funds'], endedOn: '2026-03-20' },
  { name: 'c', on: '2026-03-30', asks: 500, charged: ['expired_card'], paidOn: '2026-04-02' },
  {
    name: 'd',
    on: '2026-03-31',
    asks: 2000,
    currency: 'eur',
    frequency: 'annual',
    charged: ['do_not_honor'],
    isVoid: true,
  },
  { name: 'e', on: '2026-04-02', asks: 900, needsAction: true },
  { name: 'f', on: '2026-04-04', asks: 500, declined: 'generic_decline' },
];

const noon = (day: string) => new Date(`${day}T12:00:00Z`);

/** All that Stripe's events leave of one. */
async function refused(one: Refused): Promise<void> {
  const {
    name,
    on,
    asks,
    currency = 'usd',
    frequency = 'monthly',
    charged = [],
    declined,
    paidOn,
    endedOn,
  } = one;
  const { database } = service.context;
  const [id, membershipId, intent] = [`in_${name}`, `sub_${name}`, `pi_${name}`];
  const known = { learntAt: noon(on), amount: minor(asks), currency };
  const failed = { id, memberId: MEMBER, membershipId, ...known };
  // Told twice, and the later time first.
  await recordFailedRenewals(database, [{ ...failed, failedAt: noon('2026-04-09') }]);
  await recordFailedRenewals(database, [{ ...failed, failedAt: noon(on) }]);
  const status = one.isVoid ? 'void' : 'open';
  const invoice = {
    id,
    memberId: MEMBER,
    membershipId,
    status,
    amountDue: minor(asks),
    currency,
    attempts: 1,
  };
  const needsAction = one.needsAction ?? false;
  await keepRegisters(database, {
    invoices: [{ ...invoice, needsAction, version: `${noon(on).toISOString()}|1`, learntAt: noon(on) }],
    refunds: [],
    disputes: [],
    fraudWarnings: [],
    payouts: [],
  });
  await recordCharges(
    database,
    charged.map((failureCode, index) => ({
      ...charge({ id: `ch_${name}${index}`, paymentIntentId: intent, status: 'failed', failureCode }),
      createdAt: new Date(noon(on).getTime() + index),
    })),
  );
  const tried = { memberId: MEMBER, status: 'failed', version: '1|a', succeededAt: null, ...known } as const;
  await recordIntents(database, {
    intents: declined === undefined ? [] : [{ id: intent, declineCode: declined, ...tried }],
    claims: [{ id: intent, invoiceId: id, learntAt: noon(on) }],
  });
  if (paidOn)
    await recordPayments(database, [
      payment({ id, membershipId, frequency, amount: asks, currency, paidAt: `${paidOn}T12:00:00Z` }),
    ]);
  const endedAt = endedOn === undefined ? null : noon(endedOn);
  await keepMemberships(database, [
    {
      id: membershipId,
      memberId: MEMBER,
      status: endedAt === null ? 'past-due' : 'ended',
      frequency,
      amount: minor(asks),
      currency,
      startedAt: noon('2026-01-01'),
      currentPeriodEnd: noon('2026-05-01'),
      endedAt,
      version: `${noon(on).toISOString()}|1`,
      learntAt: noon(on),
    },
  ]);
}

const Figure = z.strictObject({ count: z.int(), amount: z.int(), currency: z.string() });
const Report = z.strictObject({
  report: z.literal('dunning'),
  parameters: z.record(z.string(), z.string()),
  completeThrough: z.string().nullable(),
  rows: z.array(
    z.strictObject({
      month: z.string().optional(),
      cause: z.string().optional(),
      frequency: z.string().nullable().optional(),
      currency: z.string(),
      atRisk: Figure,
      recovered: Figure,
      lost: Figure,
      open: Figure,
      recoveryRate: z.string().nullable(),
    }),
  ),
});

function ask(parameters: Record<string, string>, token = service.financeToken): Promise<Response> {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${service.url}/v1/reports/dunning?${new URLSearchParams(parameters)}`, { headers });
}

/** `key currency: atRisk recovered lost open rate`, line by line; each figure as count/amount. */
async function linesOf(parameters: Record<string, string>): Promise<string[]> {
  const response = await ask({ from: '2026-03-01', to: '2026-04-30', ...parameters });
  expect(response.status).toBe(200);
  return Report.parse(await response.json()).rows.map((row) => {
    const key = row.month ?? row.cause ?? row.frequency ?? '';
    const figures = [row.atRisk, row.recovered, row.lost, row.open];
    expect(figures.every(({ currency }) => currency === row.currency)).toBe(true);
    const told = figures.map(({ count, amount }) => `${count}/${amount}`).join(' ');
    return `${key} ${row.currency}: ${told} ${row.recoveryRate ?? '-'}`;
  });
}

describe('the example in the documentation', () => {
  it('counts each renewal in the month in which it was first refused', async () => {
    expect(await linesOf({})).toEqual([
      '2026-03 eur: 1/2000 0/0 1/2000 0/0 0.0000',
      '2026-03 usd: 3/2300 2/1400 1/900 0/0 0.6667',
      '2026-04 usd: 2/1400 0/0 0/0 2/1400 -',
    ]);
  });

  it('tells why each was refused the first time', async () => {
    expect(await linesOf({ by: 'cause', currency: 'usd' })).toEqual([
      'authentication-needed usd: 1/900 0/0 0/0 1/900 -',
      'card-expired usd: 1/500 1/500 0/0 0/0 1.0000',
      'declined usd: 1/500 0/0 0/0 1/500 -',
      'insufficient-funds usd: 2/1800 1/900 1/900 0/0 0.5000',
    ]);
  });

  it('by frequency, by currency, and of one frequency', async () => {
    const [annual, monthly] = ['1/2000 0/0 1/2000 0/0 0.0000', '5/3700 2/1400 1/900 2/1400 0.6667'];
    expect(await linesOf({ by: 'frequency' })).toEqual([`annual eur: ${annual}`, `monthly usd: ${monthly}`]);
    expect(await linesOf({ by: 'currency' })).toEqual([` eur: ${annual}`, ` usd: ${monthly}`]);
    expect(await linesOf({ by: 'frequency', frequency: 'annual' })).toEqual([`annual eur: ${annual}`]);
  });

  it('takes the days that are asked for', async () => {
    expect(await linesOf({ from: '2026-03-04', to: '2026-03-30' })).toEqual([
      '2026-03 usd: 2/1400 1/500 1/900 0/0 0.5000',
    ]);
  });

  it('as CSV, the sums also as decimals', async () => {
    const response = await ask({ from: '2026-03-01', to: '2026-03-31', currency: 'usd', format: 'csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await response.text()).trim().split('\n')).toEqual([
      'month,currency,atRisk,atRiskAmount,atRiskAmountDecimal,recovered,recoveredAmount,recoveredAmountDecimal,lost,lostAmount,lostAmountDecimal,open,openAmount,openAmountDecimal,recoveryRate',
      '2026-03,usd,3,2300,23.00,2,1400,14.00,1,900,9.00,0,0,0.00,0.6667',
    ]);
  });
});

it('is for the finance desk alone', async () => {
  const support = await createToken(service.context, { name: 'help', role: 'support' });
  expect((await ask({}, '')).status).toBe(401);
  expect((await ask({}, support)).status).toBe(403);
  expect((await ask({ by: 'campaign' })).status).toBe(422);
});

describe('the rules', () => {
  it('a code that Stripe makes up tomorrow is another cause, not none', () => {
    const facts = { needsAction: false, isUntried: false };
    expect(causeOf({ ...facts, code: 'moon_in_the_wrong_house' })).toBe('other');
    expect(causeOf({ ...facts, code: 'constructor' })).toBe('other');
    expect(causeOf({ ...facts, code: null })).toBe('unknown');
    expect(causeOf({ ...facts, code: null, isUntried: true })).toBe('no-payment-method');
  });

  it('a rate has four places, a half rounded up', () => {
    expect([rateOf(0, 0), rateOf(0, 3), rateOf(3, 0), rateOf(1, 2), rateOf(2, 1), rateOf(1, 31)]).toEqual([
      null,
      '0.0000',
      '1.0000',
      '0.3333',
      '0.6667',
      '0.0313',
    ]);
  });
});
