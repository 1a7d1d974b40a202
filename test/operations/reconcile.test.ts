import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reconcileDaily, reconcileDays } from '../../src/ledger/reconcile/reconcile-days.ts';
import { DAY, HOUR } from '../../src/platform/time.ts';
import { testClock } from '../support/clock.ts';
import { keepUp } from '../support/history.ts';
import { lead } from '../support/lives.ts';
import { environmentOf, type Finished, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

/** Days from the day of the gift. The commands go by the machine's clock: for them it is a few days ago. */
const day = (later: number) => new Date(Date.now() + (later - 9) * DAY).toISOString().slice(0, 10);
const DAY_OF_GIFT = day(0);
const clock = testClock(`${DAY_OF_GIFT}T10:00:00Z`);
let service: Service;
beforeAll(async () => {
  service = await startService({ clock });
  await lead(
    { service, clock },
    { kind: 'outside-payment', hasCustomer: false, address: 'x@example.org', pause: 0 },
  );
  await service.settled();
  await keepUp({ service, clock });
});
afterAll(() => service.stop());

const cli = (...args: string[]): Promise<Finished> =>
  startProgram('cli', ['reconcile', ...args], environmentOf(service, 0)).finished;
const Answer = z.object({
  variances: z.number(),
  compared: z.number(),
  items: z.array(z.object({ kind: z.string(), id: z.string(), difference: z.unknown(), note: z.string() })),
});
const payment = () => service.stripe.list('payment_intent')[0]?.id ?? '';
const spoil = (cents: number) =>
  service.context.pool.query('update payments set amount = amount + $1', [cents]);
/** The books themselves, without the two tables of results. */
const books = async () => {
  const { rows } = await service.context.pool.query(
    `select (select jsonb_agg(p) from payments p) as payments, (select jsonb_agg(c) from charges c) as charges,
      (select jsonb_agg(b) from balance_transactions b) as movements, (select count(*) from inbox) as heard`,
  );
  return rows;
};

describe('reconcile, as a command', () => {
  it('finds nothing: 0, with what each day comes to', async () => {
    const { status, stdout, stderr } = await cli('--day', DAY_OF_GIFT);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('No difference.');
    expect(stdout).toMatch(/charges +7\.00 EUR +7\.00 EUR +0\.00 EUR/);
  });

  it('finds a cent: 1, names it, and says what to do; the books stay as they are', async () => {
    await spoil(1);
    const before = await books();
    const objects = service.stripe.list('event').length;
    const told = await cli('--from', day(-1), '--to', day(1));
    const json = await cli('--day', DAY_OF_GIFT, '--json');
    const elsewhere = await cli('--day', day(-1));
    expect(await books()).toEqual(before);
    expect(service.stripe.list('event')).toHaveLength(objects);
    await spoil(-1);
    expect([told.status, json.status, elsewhere.status]).toEqual([1, 1, 0]);
    expect(told.stdout).toContain(
      `payment ${payment()}: ours 7.01 EUR, Stripe's 7.00 EUR, difference 0.01 EUR`,
    );
    expect(told.stdout).toMatch(/Look: rebuild --verify/);
    expect(Answer.parse(JSON.parse(json.stdout))).toMatchObject({
      variances: 1,
      items: [{ kind: 'payment', id: payment(), difference: { amount: 1, currency: 'eur' } }],
    });
  });

  it.each([
    ['a day that is none', ['--day', '2026-02-30']],
    ['a day and a range', ['--day', DAY_OF_GIFT, '--from', DAY_OF_GIFT]],
    ['a range that is reversed', ['--from', day(1), '--to', day(0)]],
    ['an end without a beginning', ['--to', day(0)]],
  ])('with %s: 2, and how it is used', async (_what, args) => {
    const { status, stdout, stderr } = await cli(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: groundswell reconcile');
  });
});

describe('the daily comparison', () => {
  const metric = async (name: string) => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('looks at two days, raises the metric, and lowers it once what it found is mended, however old', async () => {
    clock.advance(DAY + HOUR - (clock.now().getTime() % DAY));
    await service.context.pool.query('truncate reconciliations, variances');
    await spoil(1);
    await reconcileDays(service.context);
    expect(await metric('groundswell_variances')).toBe(1);
    expect(await metric('groundswell_reconciled_through')).toBe(Date.parse(day(1)) / 1_000);
    expect(service.logs.some((line) => line.includes('"count":1') && line.includes('reconciled'))).toBe(true);
    expect(service.logs.join('')).not.toContain(payment());

    clock.advance(5 * DAY);
    await reconcileDays(service.context);
    expect(await metric('groundswell_variances')).toBe(1);
    await spoil(-1);
    await reconcileDays(service.context);
    expect(await metric('groundswell_variances')).toBe(0);
    expect(await metric('groundswell_reconciled_through')).toBe(Date.parse(day(6)) / 1_000);
  });

  it('is made once a day; one that is stopped counts for nothing, and is made up for', async () => {
    const runs = async () =>
      (await service.context.pool.query('select from reconciliations where ended_at is not null')).rowCount;
    await service.context.pool.query('truncate reconciliations, variances');
    await expect(reconcileDaily(service.context, AbortSignal.abort())).rejects.toThrow();
    expect(await runs()).toBe(0);
    await reconcileDaily(service.context);
    await reconcileDaily(service.context);
    expect(await runs()).toBe(1);
    clock.advance(DAY);
    await reconcileDaily(service.context);
    expect(await runs()).toBe(2);
  });
});
