import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reconcile } from '../../src/ledger/reconcile/reconcile.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { testClock } from '../support/clock.ts';
import { leadSomeDays } from '../support/history.ts';
import { type Service, startService } from '../support/service.ts';

const FIRST = '2026-11-02';
const clock = testClock(`${FIRST}T10:00:00Z`);
let service: Service;
beforeAll(async () => {
  service = await startService({ clock, settings: { TRUST_PROXY: '1' } });
  await leadSomeDays({ service, clock });
}, 60_000);
afterAll(() => service.stop());

const Amount = z.object({ amount: z.number(), currency: z.string() });
const PayoutRow = z.object({
  id: z.string(),
  state: z.string(),
  arrival: z.string(),
  day: z.string(),
  amount: Amount,
  lines: z.number().nullable(),
  sum: Amount.nullable(),
  difference: Amount.nullable(),
});
const Payouts = z.object({ completeThrough: z.string().nullable(), rows: z.array(PayoutRow) });
const Line = z.object({
  id: z.string(),
  kind: z.string(),
  paymentId: z.string().nullable(),
  gross: Amount,
  fee: Amount,
  net: Amount,
});
const Payout = z.object({ payout: PayoutRow, rows: z.array(Line) });
const Variances = z.object({
  completeThrough: z.string().nullable(),
  comparedThrough: z.string().nullable(),
  rows: z.array(z.record(z.string(), z.unknown())),
});

function ask(path: string, query: Record<string, string> = {}, token = service.financeToken) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${service.url}/v1/reports/${path}?${new URLSearchParams(query)}`, { headers });
}
const json = async (path: string, query?: Record<string, string>): Promise<unknown> => {
  const response = await ask(path, query);
  expect(response.status).toBe(200);
  return response.json();
};
const sql = (text: string, values: unknown[] = []) => service.context.pool.query(text, values);
const today = () => clock.now().toISOString().slice(0, 10);
const whole = () => ({ from: FIRST, to: today() });

describe('payouts', () => {
  it('are those at Stripe, each with the sum of its lines, and no difference', async () => {
    const { rows, completeThrough } = Payouts.parse(await json('payouts', whole()));
    const atStripe = service.stripe.list('payout').toReversed();
    expect(completeThrough).not.toBeNull();
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.map(({ id, amount, state }) => ({ id, amount, state })).toSorted(byId)).toEqual(
      atStripe
        .map(({ id, amount, currency, status }) => ({
          id,
          amount: { amount, currency },
          state: status.replace('_', '-'),
        }))
        .toSorted(byId),
    );
    expect(rows.some(({ state }) => state === 'failed')).toBe(true);
    for (const { amount, sum, difference, lines } of rows) {
      expect(sum).toEqual(amount);
      expect(difference?.amount).toBe(0);
      expect(lines).toBeGreaterThan(0);
    }
    const arrivals = new Map(atStripe.map(({ id, arrival_date }) => [id, arrival_date]));
    for (const { id, arrival } of rows) expect(Date.parse(arrival) / 1_000).toBe(arrivals.get(id));
  });

  it('of a range of days and a currency alone', async () => {
    const all = Payouts.parse(await json('payouts', whole())).rows;
    const day = all[0]?.day ?? '';
    const some = Payouts.parse(await json('payouts', { from: day, to: day, currency: 'usd' })).rows;
    expect(some).toEqual(all.filter((row) => row.day === day && row.amount.currency === 'usd'));
    expect(some.length).toBeGreaterThan(0);
  });

  it('whose lines are not known say so', async () => {
    const [row] = Payouts.parse(await json('payouts', whole())).rows;
    await sql('update payouts set lines_read_at = null where id = $1', [row?.id]);
    const { payout } = Payout.parse(await json(`payouts/${row?.id}`));
    await sql('update payouts set lines_read_at = now() where id = $1', [row?.id]);
    expect(payout).toMatchObject({ lines: null, sum: null, difference: null });
  });

  it('one: its lines are those at Stripe, each with its payment', async () => {
    const kinds = new Set<string>();
    const { rows } = Payouts.parse(await json('payouts', whole()));
    for (const { id } of rows) {
      const { payout, rows: lines } = Payout.parse(await json(`payouts/${id}`));
      const { data } = await service.context.stripe.balanceTransactions.list({ payout: id, limit: 100 });
      const expected = data.filter(({ source }) => source !== id);
      expect(lines.map(({ id: line, net }) => [line, net.amount]).toSorted()).toEqual(
        expected.map(({ id: line, net }) => [line, net]).toSorted(),
      );
      expect(lines.reduce((sum, { net }) => sum + net.amount, 0)).toBe(payout.amount.amount);
      for (const { gross, fee, net } of lines) expect(gross.amount - fee.amount).toBe(net.amount);
      for (const { kind, paymentId } of lines) {
        kinds.add(kind);
        const isOfPayment = /payment|refund|dispute/.test(kind);
        expect(paymentId === null, kind).toBe(!isOfPayment);
        if (paymentId) {
          const { rowCount } = await sql('select from payments where id = $1', [paymentId]);
          expect(rowCount).toBe(1);
        }
      }
    }
    expect([...kinds].toSorted()).toEqual([
      'dispute',
      'dispute-reversal',
      'payment',
      'payout-return',
      'refund',
      'refund-failure',
      'stripe-fee',
    ]);
  });

  it('a cent too much shows as a difference', async () => {
    const [row] = Payouts.parse(await json('payouts', whole())).rows;
    const spoil = (cents: number) =>
      sql('update payouts set amount = amount + $2 where id = $1', [row?.id, cents]);
    await spoil(1);
    const { payout } = Payout.parse(await json(`payouts/${row?.id}`));
    await spoil(-1);
    expect(payout.difference?.amount).toBe(-1);
  });

  it('as CSV, the same', async () => {
    const { rows } = Payouts.parse(await json('payouts', whole()));
    const text = await (await ask('payouts', { ...whole(), format: 'csv' })).text();
    expect(text.trimEnd().split('\n')).toHaveLength(rows.length + 1);
    expect(text).toContain('id,day,state,automatic,arrival,failure,currency,amount,amountDecimal');
    const one = Payout.parse(await json(`payouts/${rows[0]?.id}`));
    const lines = await ask(`payouts/${rows[0]?.id}`, { format: 'csv' });
    expect(lines.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await lines.text()).trimEnd().split('\n')).toHaveLength(one.rows.length + 1);
  });

  it.each([
    ['payouts/po_unknown', 404],
    ['payouts/po%00', 422],
    ['payouts?by=day', 422],
    ['payouts?from=2026-11-09&to=2026-11-08', 422],
    ['variance?currency=usd', 422],
  ])('%s: %i', async (path, status) => {
    const headers = { authorization: `Bearer ${service.financeToken}` };
    expect((await fetch(`${service.url}/v1/reports/${path}`, { headers })).status).toBe(status);
  });
});

describe('variance', () => {
  const variance = async (range = whole()) => Variances.parse(await json('variance', range));

  it('says through when the days were compared at all', async () => {
    expect(await variance()).toMatchObject({ comparedThrough: null, rows: [] });
    await reconcile(service.context, { from: FIRST, to: '2026-11-03', search: false });
    await reconcile(service.context, { from: '2026-11-04', to: '2026-11-04', search: false });
    await reconcile(service.context, { from: '2026-11-06', to: '2026-11-06', search: false });
    expect((await variance()).comparedThrough).toBe('2026-11-05T00:00:00.000Z');
    expect((await variance({ from: '2026-11-06', to: '2026-11-06' })).comparedThrough).toBe(
      '2026-11-07T00:00:00.000Z',
    );
    await reconcile(service.context, { ...whole(), search: false });
    expect((await variance()).comparedThrough).toBe(clock.now().toISOString());
  });

  it('names what the last comparison found: ours, Stripe’s, difference', async () => {
    const { rows } = await sql('select id, amount::int from payments order by id limit 1');
    const [{ id, amount }] = z.tuple([z.object({ id: z.string(), amount: z.number() })]).parse(rows);
    await sql('update payments set amount = amount - 1 where id = $1', [id]);
    await reconcile(service.context, { ...whole(), search: true });
    const found = (await variance()).rows;
    const csv = await (await ask('variance', { ...whole(), format: 'csv' })).text();
    await sql('update payments set amount = amount + 1 where id = $1', [id]);
    await reconcile(service.context, { ...whole(), search: true });
    expect((await variance()).rows).toEqual([]);
    expect(found).toMatchObject([
      {
        kind: 'payment',
        id,
        finding: 'different',
        ours: { amount: amount - 1 },
        stripe: { amount },
        difference: { amount: -1 },
        pending: false,
      },
    ]);
    expect(csv.split('\n')[1]).toMatch(new RegExp(`payment,${id},different,.*,-1,-0.01,false,`));
  });
});

describe('who may ask, and whom the answers name', () => {
  const paths = () => ['payouts', `payouts/${service.stripe.list('payout')[0]?.id}`, 'variance'];

  it.each([
    ['nobody', null, 401],
    ['support', 'support', 403],
    ['admin', 'admin', 200],
  ] as const)('%s', async (_who, role, status) => {
    const token = role === null ? '' : await createToken(service.context, { name: 'test', role });
    for (const path of paths()) expect((await ask(path, {}, token)).status).toBe(status);
  });

  it('nobody is named: no address, no customer, no pseudonym', async () => {
    const members = z.array(z.object({ id: z.string() })).parse((await sql('select id from members')).rows);
    for (const path of paths()) {
      const text = await (await ask(path)).text();
      expect(text).not.toMatch(/@|cus_/);
      for (const { id } of members) expect(text).not.toContain(id);
    }
  });
});

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
