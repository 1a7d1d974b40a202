import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Reading } from '../../src/stripe/readings.ts';
import { completeThrough } from '../../src/webhooks/complete-through.ts';
import { makeHistory } from '../../src/webhooks/seed/history.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { SEEDED_UNTIL, seedSome } from '../support/seeded.ts';
import { type Service, startService } from '../support/service.ts';

const whole = (contributions: number, seed: number) => [
  ...makeHistory({ contributions, seed, until: SEEDED_UNTIL }),
];

describe('a history that is made up', () => {
  it('is the same each time for the same seed, and another one for another', () => {
    const asText = (seed: number) =>
      JSON.stringify(whole(60, seed), (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(asText(7)).toBe(asText(7));
    expect(asText(7)).not.toBe(asText(8));
  });

  it('tells only what could have been read of Stripe’s events, in four currencies', () => {
    const days = whole(300, 3);
    for (const { content } of days.flatMap(({ told }) => told)) {
      if (content.kind === 'read') Reading.parse(content.reading);
    }
    const currencies = new Set(days.flatMap(({ contributions }) => contributions.map((one) => one.currency)));
    expect([...currencies].toSorted()).toEqual(['eur', 'gbp', 'jpy', 'usd']);
  });
});

describe('seedHistory', () => {
  const CONTRIBUTIONS = 300;
  let service: Service;
  let seeded: Awaited<ReturnType<typeof seedSome>>;
  beforeAll(async () => {
    service = await startService({ deliver: false });
    seeded = await seedSome(service.context, CONTRIBUTIONS);
  });
  afterAll(() => service.stop());

  const query = async (text: string) => (await service.context.pool.query(text)).rows;

  it('applies all of it, and nothing waits for an explanation', async () => {
    expect(seeded.contributions).toBe(CONTRIBUTIONS);
    expect(seeded.applied).toBe(seeded.events);
    expect(await query('select count(*)::int from contributions')).toEqual([{ count: CONTRIBUTIONS }]);
    expect(await query("select from inbox where state <> 'applied'")).toEqual([]);
    expect(
      await query(
        'select id from payment_intents where succeeded_at is not null and coalesce(invoice_id, booked_at::text) is null',
      ),
    ).toEqual([]);
    expect(await completeThrough(service.context.database)).toBeNull();
    for (const table of [
      'memberships',
      'membership_schedules',
      'refunds',
      'disputes',
      'payouts',
      'invoices',
    ]) {
      expect(await query(`select id from ${table} where contested`)).toEqual([]);
    }
  });

  it('has of everything some', async () => {
    const kinds = {
      memberships: 'status',
      refunds: 'status',
      disputes: 'status',
      payouts: 'status',
      invoices: 'status',
      payments: 'frequency',
    };
    const found: Record<string, unknown[]> = {};
    for (const [table, column] of Object.entries(kinds)) {
      const rows = await query(`select distinct ${column} as word from ${table} order by 1`);
      found[table] = rows.map(({ word }) => word);
    }
    expect(found).toEqual({
      memberships: ['active', 'ended', 'past-due'].map((word) => expect.stringContaining(word)),
      refunds: ['failed', 'succeeded'],
      disputes: expect.arrayContaining(['lost', 'won']),
      payouts: ['failed', 'in_transit', 'paid'],
      invoices: expect.arrayContaining(['open', 'uncollectible']),
      payments: ['annual', 'monthly', 'once'],
    });
    expect(await query('select from fraud_warnings limit 1')).toHaveLength(1);
    expect(await query('select from payments where outside_stripe limit 1')).toHaveLength(1);
  });

  it('has payouts whose lines sum to the cent', async () => {
    const wrong = await query(
      `select p.id from payouts p join balance_transactions b on b.payout_id = p.id
       group by p.id, p.amount having sum(b.net) filter (where b.category <> 'payout') <> p.amount
         or sum(b.net) <> 0`,
    );
    expect(wrong).toEqual([]);
    const [counted] = await query('select count(distinct payout_id)::int as of from balance_transactions');
    expect(counted.of).toBeGreaterThan(300);
  });

  it('has for every payment of a checkout or a membership what it cost', async () => {
    const without = await query(
      `select p.id from payments p
       left join payment_intents i on i.id = p.id or i.invoice_id = p.id
       left join charges c on c.payment_intent_id = i.id and c.status = 'succeeded'
       left join balance_transactions b on b.id = c.balance_transaction_id and b.source_id = c.id
       where b.id is null and p.outside_stripe is not true`,
    );
    expect(without).toEqual([]);
  });

  it('finds all of it there, told again', async () => {
    const again = await seedSome(service.context, CONTRIBUTIONS);
    expect(again).toEqual({ ...seeded, applied: 0 });
  });

  it.each([
    ['live keys', { STRIPE_SECRET_KEY: 'sk_live_0123456789' }],
    ['production', { NODE_ENV: 'production', MAIL_FROM: 'a@example.org', DATA_DIRECTORY: '/nonexistent' }],
  ])('is refused with %s', async (_what, change) => {
    const environment = { ...environmentOf(service, 0), ...change };
    const { status, stdout, stderr } = await startProgram(
      'cli',
      ['seed', '--contributions', '5'],
      environment,
    ).finished;
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('not with live keys');
  });
});
