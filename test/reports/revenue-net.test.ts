import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sumAccounts } from '../../src/ledger/journal/sum-accounts.ts';
import { charge, dispute, type Facts, payment, record, refund, transaction } from '../ledger/money-facts.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { revenue } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ clock: testClock('2026-11-23T10:00:00Z') });
});
afterAll(() => service.stop());
beforeEach(() =>
  run(
    service.databaseUrl,
    'truncate contributions, payments, payment_intents, charges, refunds, disputes, balance_transactions',
  ),
);

const hear = (facts: Partial<Facts>) => record(service.context.database, facts);

const Amount = z.object({ amount: z.int(), currency: z.string() });
const Figures = { gross: Amount, refunds: Amount, disputes: Amount };
const Row = z.object({
  ...Figures,
  currency: z.string(),
  count: z.int(),
  fees: Amount.nullable(),
  net: Amount.nullable(),
  feesPending: z.int(),
  settlement: z.array(z.object({ ...Figures, currency: z.string(), fees: Amount, net: Amount })),
});

type Figure = z.output<typeof Amount> | null;

/** `key currency count | gross fees refunds disputes net pending | settlement: gross fees refunds disputes net`. */
async function linesOf(parameters: Record<string, string> = {}): Promise<string[]> {
  const rows = await revenue(service, { from: '2026-01-01', to: '2026-12-31', ...parameters });
  return rows.map((one) => {
    const row = Row.parse(one);
    const figures = (
      of: Record<'gross' | 'fees' | 'refunds' | 'disputes' | 'net', Figure>,
      currency: string,
    ) =>
      [of.gross, of.fees, of.refunds, of.disputes, of.net]
        .map((figure) => {
          if (figure !== null) expect(figure.currency).toBe(currency);
          return figure?.amount ?? '-';
        })
        .join(' ');
    const settled = row.settlement.map((each) => ` | ${each.currency}: ${figures(each, each.currency)}`);
    const head = `${one[parameters.by ?? 'month']} ${row.currency} ${row.count}`;
    return `${head} | ${figures(row, row.currency)} ${row.feesPending}${settled.join('')}`;
  });
}

/** The example in docs/reports/revenue.md. */
const SPRING: Partial<Facts> = {
  payments: [
    payment({ id: 'in_a', frequency: 'monthly', amount: 1000, paidAt: '2026-03-01T12:00:00Z' }),
    payment({ id: 'pi_b', amount: 2000, paidAt: '2026-03-02T12:00:00Z' }),
    payment({ id: 'pi_c', amount: 1000, currency: 'usd', paidAt: '2026-03-03T12:00:00Z' }),
    payment({ id: 'pi_d', amount: 700, paidAt: '2026-04-09T12:00:00Z' }),
  ],
  claims: [{ id: 'pi_a', invoiceId: 'in_a', learntAt: new Date('2026-03-01T12:00:00Z') }],
  charges: [
    charge({ id: 'ch_a', paymentIntentId: 'pi_a', amount: 1000 }),
    charge({ id: 'ch_b', paymentIntentId: 'pi_b', amount: 2000 }),
    charge({ id: 'ch_c', paymentIntentId: 'pi_c', amount: 1000, currency: 'usd' }),
    charge({ id: 'ch_d', paymentIntentId: 'pi_d', amount: 700 }),
  ],
  refunds: [
    refund({ id: 're_b', chargeId: 'ch_b', amount: 500, createdAt: '2026-03-20T12:00:00Z' }),
    refund({
      id: 're_c',
      chargeId: 'ch_c',
      amount: 1000,
      currency: 'usd',
      createdAt: '2026-04-05T12:00:00Z',
    }),
  ],
  disputes: [dispute({ id: 'du_a', chargeId: 'ch_a', amount: 1000, createdAt: '2026-04-02T12:00:00Z' })],
  transactions: [
    transaction({ id: 'txn_a', sourceId: 'ch_a', amount: 1000, fee: 39, createdAt: '2026-03-01T12:00:00Z' }),
    transaction({ id: 'txn_b', sourceId: 'ch_b', amount: 2000, fee: 55, createdAt: '2026-03-02T12:00:00Z' }),
    transaction({ id: 'txn_c', sourceId: 'ch_c', amount: 937, fee: 43, createdAt: '2026-03-03T12:00:00Z' }),
    transaction({
      id: 'txn_rb',
      type: 'refund',
      sourceId: 're_b',
      amount: -500,
      createdAt: '2026-03-20T12:00:00Z',
    }),
    transaction({
      id: 'txn_rc',
      type: 'refund',
      sourceId: 're_c',
      amount: -950,
      createdAt: '2026-04-05T12:00:00Z',
    }),
    transaction({
      ...{ id: 'txn_da', type: 'adjustment', category: 'dispute', sourceId: 'du_a' },
      ...{ amount: -1000, fee: 2000, createdAt: '2026-04-02T12:00:00Z' },
    }),
    transaction({
      ...{ id: 'txn_wa', type: 'adjustment', category: 'dispute_reversal', sourceId: 'du_a' },
      ...{ amount: 1000, fee: -2000, createdAt: '2026-05-03T12:00:00Z' },
    }),
  ],
};
const FEE_OF_D = transaction({
  ...{ id: 'txn_d', sourceId: 'ch_d', amount: 700, fee: 36 },
  ...{ createdAt: '2026-04-09T12:00:00Z', learntAt: '2026-04-12T00:00:00Z' },
});

describe('the example of the manual, by hand', () => {
  beforeEach(() => hear(SPRING));

  it('each on its day; fees and net are null where one is pending or was taken in another currency', async () => {
    expect(await linesOf()).toEqual([
      '2026-03 eur 2 | 3000 94 500 0 2406 0 | eur: 3000 94 500 0 2406',
      '2026-03 usd 1 | 1000 - 0 0 - 0 | eur: 937 43 0 0 894',
      '2026-04 eur 1 | 700 - 0 1000 - 1 | eur: 0 2000 0 1000 -3000',
      '2026-04 usd 0 | 0 - 1000 0 - 0 | eur: 0 0 950 0 -950',
      '2026-05 eur 0 | 0 -2000 0 -1000 3000 0 | eur: 0 -2000 0 -1000 3000',
    ]);
  });

  it('with the last fee, the nets are what stands at Stripe', async () => {
    await hear({ transactions: [FEE_OF_D] });
    const lines = await linesOf({ by: 'currency' });
    expect(lines).toEqual([
      'eur eur 3 | 3700 130 500 0 3070 0 | eur: 3700 130 500 0 3070',
      'usd usd 1 | 1000 - 1000 0 - 0 | eur: 937 43 950 0 -56',
    ]);
    const sums = await sumAccounts(service.context.database, { to: '2026-12-31', timeZone: 'UTC' });
    expect(sums.find(({ account }) => account === 'assets:stripe:balance')?.balance).toBe(3070n - 56n);
  });

  it('what takes back is told by its payment', async () => {
    expect(await linesOf({ by: 'frequency', from: '2026-04-01', to: '2026-04-30' })).toEqual([
      'monthly eur 0 | 0 2000 0 1000 -3000 0 | eur: 0 2000 0 1000 -3000',
      'once eur 1 | 700 - 0 0 - 1',
      'once usd 0 | 0 - 1000 0 - 0 | eur: 0 0 950 0 -950',
    ]);
    expect(await linesOf({ frequency: 'monthly' })).toEqual([
      '2026-03 eur 1 | 1000 39 0 0 961 0 | eur: 1000 39 0 0 961',
      '2026-04 eur 0 | 0 2000 0 1000 -3000 0 | eur: 0 2000 0 1000 -3000',
      '2026-05 eur 0 | 0 -2000 0 -1000 3000 0 | eur: 0 -2000 0 -1000 3000',
    ]);
    expect(await linesOf({ currency: 'usd', by: 'year' })).toEqual([
      '2026 usd 1 | 1000 - 1000 0 - 0 | eur: 937 43 950 0 -56',
    ]);
  });

  it('as of an instant: a fee that was not known is pending, a refund that was not known is not there', async () => {
    await hear({ transactions: [FEE_OF_D] });
    const april = { currency: 'eur', from: '2026-04-01', to: '2026-04-30' };
    expect(await linesOf({ ...april, asOf: '2026-04-11T00:00:00Z' })).toEqual([
      '2026-04 eur 1 | 700 - 0 1000 - 1 | eur: 0 2000 0 1000 -3000',
    ]);
    expect(await linesOf({ ...april, asOf: '2026-04-12T00:00:00Z' })).toEqual([
      '2026-04 eur 1 | 700 2036 0 1000 -2336 0 | eur: 700 2036 0 1000 -2336',
    ]);
    expect(await linesOf({ to: '2026-03-31', currency: 'eur', asOf: '2026-03-19T00:00:00Z' })).toEqual([
      '2026-03 eur 2 | 3000 94 0 0 2906 0 | eur: 3000 94 0 0 2906',
    ]);
  });

  it('as CSV, with one line for each row', async () => {
    const response = await fetch(
      `${service.url}/v1/reports/revenue?by=year&from=2026-03-01&to=2026-04-30&format=csv`,
      {
        headers: { authorization: `Bearer ${service.financeToken}` },
      },
    );
    expect((await response.text()).trimEnd().split('\n').slice(1)).toEqual([
      '2026,eur,3,3700,37.00,,,500,5.00,1000,10.00,,,1,eur,3000,30.00,2094,20.94,500,5.00,1000,10.00,-594,-5.94',
      '2026,usd,1,1000,10.00,,,1000,10.00,0,0.00,,,0,eur,937,9.37,43,0.43,950,9.50,0,0.00,-56,-0.56',
    ]);
  });
});

describe('a refund', () => {
  const paid = { payments: [payment()], charges: [charge()], transactions: [transaction({ fee: 40 })] };

  it.each([
    ['succeeded', 300, 1],
    ['pending', 300, 1],
    ['requires_action', 0, 0],
    ['failed', 0, 0],
    ['canceled', 0, 0],
  ])('that is %s counts %i', async (status, amount, pending) => {
    await hear({ ...paid, refunds: [refund({ status, amount: 300 })] });
    const line = pending === 0 ? '1000 40 0 0 960 0' : `1000 - ${amount} 0 - ${pending}`;
    expect(await linesOf()).toEqual([`2026-03 eur 1 | ${line} | eur: 1000 40 0 0 960`]);
  });

  it('that names its payment intent alone, of an invoice’s payment, finds it', async () => {
    await hear({
      ...paid,
      payments: [payment({ id: 'in_1', frequency: 'annual' })],
      claims: [{ id: 'pi_1', invoiceId: 'in_1', learntAt: new Date() }],
      refunds: [refund({ chargeId: null, paymentIntentId: 'pi_1', amount: 300 })],
    });
    await hear({
      transactions: [transaction({ id: 'txn_2', type: 'refund', sourceId: 're_1', amount: -300 })],
    });
    expect(await linesOf({ by: 'frequency' })).toEqual([
      'annual eur 1 | 1000 40 300 0 660 0 | eur: 1000 40 300 0 660',
    ]);
  });

  it('of a payment that is not in the books waits for it', async () => {
    await hear({ refunds: [refund()] });
    expect(await linesOf()).toEqual([]);
  });
});

describe('a dispute in another currency than the balance', () => {
  const gift = {
    payments: [payment({ currency: 'usd' })],
    charges: [charge({ currency: 'usd' })],
    disputes: [dispute({ currency: 'usd', amount: 800 })],
  };
  const moved = (id: string, category: string, amount: number) =>
    transaction({ id, type: 'adjustment', category, sourceId: 'du_1', amount });

  it('counts the disputed amount when it is withdrawn, and less as it is reinstated', async () => {
    await hear({ ...gift, transactions: [transaction({ amount: 937 }), moved('txn_2', 'dispute', -760)] });
    expect(await linesOf()).toEqual(['2026-03 usd 1 | 1000 - 0 800 - 0 | eur: 937 0 0 760 177']);
    await hear({ transactions: [moved('txn_3', 'dispute_reversal', 190)] });
    expect(await linesOf()).toEqual(['2026-03 usd 1 | 1000 - 0 600 - 0 | eur: 937 0 0 570 367']);
  });

  it('an inquiry moves nothing', async () => {
    await hear({ ...gift, transactions: [transaction({ amount: 937 })] });
    expect(await linesOf()).toEqual(['2026-03 usd 1 | 1000 - 0 0 - 0 | eur: 937 0 0 0 937']);
  });
});

it('a direct debit that bounces was taken back by a bank, on the day it bounced', async () => {
  await hear({
    payments: [payment()],
    charges: [charge()],
    transactions: [
      transaction({ type: 'payment', fee: 35 }),
      transaction({
        ...{ id: 'txn_2', type: 'payment_failure_refund', category: 'charge_failure' },
        ...{ amount: -1000, fee: -35, createdAt: '2026-04-01T12:00:00Z' },
      }),
    ],
  });
  expect(await linesOf()).toEqual([
    '2026-03 eur 1 | 1000 35 0 0 965 0 | eur: 1000 35 0 0 965',
    '2026-04 eur 0 | 0 -35 0 1000 -965 0 | eur: 0 -35 0 1000 -965',
  ]);
});

it('an invoice that was paid outside Stripe costs nothing and settles nowhere', async () => {
  await hear({ payments: [payment({ id: 'in_1', outsideStripe: true })] });
  expect(await linesOf()).toEqual(['2026-03 eur 1 | 1000 0 0 0 1000 0']);
});

it('an invoice paid by two charges counts once, with both', async () => {
  await hear({
    payments: [payment({ id: 'in_1' })],
    claims: ['pi_1', 'pi_2'].map((id) => ({ id, invoiceId: 'in_1', learntAt: new Date() })),
    charges: [
      charge({ amount: 600 }),
      charge({ id: 'ch_2', paymentIntentId: 'pi_2', amount: 400 }),
      charge({ id: 'ch_3', paymentIntentId: 'pi_2', status: 'failed', amount: 400 }),
    ],
    transactions: [
      transaction({ amount: 600, fee: 30 }),
      transaction({ id: 'txn_2', sourceId: 'ch_2', amount: 400, fee: 20 }),
    ],
  });
  expect(await linesOf()).toEqual(['2026-03 eur 1 | 1000 50 0 0 950 0 | eur: 1000 50 0 0 950']);
});

it('settled in two currencies, they stand beside each other and are not added', async () => {
  await hear({
    payments: [payment(), payment({ id: 'pi_2' })],
    charges: [charge(), charge({ id: 'ch_2', paymentIntentId: 'pi_2' })],
    transactions: [
      transaction({ fee: 40 }),
      transaction({ id: 'txn_2', sourceId: 'ch_2', amount: 1070, fee: 45, currency: 'usd' }),
    ],
  });
  expect(await linesOf()).toEqual([
    '2026-03 eur 2 | 2000 - 0 0 - 0 | eur: 1000 40 0 0 960 | usd: 1070 45 0 0 1025',
  ]);
  const response = await fetch(`${service.url}/v1/reports/revenue?from=2026-03-01&format=csv`, {
    headers: { authorization: `Bearer ${service.financeToken}` },
  });
  // A column that is added up must not count the same gift twice.
  expect((await response.text()).trimEnd().split('\n').slice(1)).toEqual([
    '2026-03,eur,2,2000,20.00,,,0,0.00,0,0.00,,,0,eur,1000,10.00,40,0.40,0,0.00,0,0.00,960,9.60',
    '2026-03,eur,,,,,,,,,,,,,usd,1070,10.70,45,0.45,0,0.00,0,0.00,1025,10.25',
  ]);
});

it('is told by the campaign of its payment', async () => {
  const contributionId = randomUUID();
  await run(
    service.databaseUrl,
    `insert into contributions
       (id, created_at, frequency, amount, costs, currency, campaign, source, attempt, attempted_at, expires_at)
     values ($1, now(), 'once', 1000, 0, 'eur', 'spring', 'footer', 1, now(), now())`,
    [contributionId],
  );
  await hear({
    payments: [payment({ contributionId }), payment({ id: 'pi_2' })],
    charges: [charge()],
    refunds: [refund({ amount: 300, createdAt: '2026-05-01T12:00:00Z' })],
    transactions: [transaction({ id: 'txn_2', type: 'refund', sourceId: 're_1', amount: -300 })],
  });
  const may = { from: '2026-05-01', to: '2026-05-31' };
  expect(await linesOf({ ...may, by: 'campaign' })).toEqual([
    'spring eur 0 | 0 0 300 0 -300 0 | eur: 0 0 300 0 -300',
  ]);
  expect(await linesOf({ ...may, by: 'source' })).toEqual([
    'footer eur 0 | 0 0 300 0 -300 0 | eur: 0 0 300 0 -300',
  ]);
  expect(await linesOf({ ...may, campaign: 'autumn' })).toEqual([]);
});
