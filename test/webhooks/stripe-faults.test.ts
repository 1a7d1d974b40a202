import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { readPayoutLines } from '../../src/webhooks/read-payout-lines.ts';
import { rereadContested } from '../../src/webhooks/reread-contested.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliver, deliverAll, eventsDuring, type StripeEvent } from '../support/events.ts';
import type { Happening } from '../support/happenings.ts';
import { howMany } from '../support/length.ts';
import { type Life, lead } from '../support/lives.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { readState } from '../support/state.ts';

const GIFTS = howMany({ short: 2, verify: 12, long: 100 });
/** Three in ten calls go wrong; a third of these after Stripe did what it was asked. */
const FAULTS = {
  rateLimit: 0.1,
  error: 0.1,
  reset: 0.1,
  // Each costs the 9 seconds after which we wait no longer.
  hang: howMany({ short: 0, verify: 0, long: 3 }) / 100,
};

const giver = (address: string) => ({ address, pause: 400 });
const once = (address: string, afterwards: Happening[] = []): Life => ({
  ...giver(address),
  kind: 'once',
  ending: 'paid',
  afterwards,
});

describe('while three calls to Stripe in ten go wrong', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
  });
  afterAll(() => service.stop());

  const query = async (text: string) => (await service.context.pool.query(text)).rows;
  const missing = async () =>
    query(`select count(*)::int as fees from charges c where status = 'succeeded'
      and not exists (select from balance_transactions b where b.source_id = c.id)`);

  /** What a minute of the worker does. Whatever fails is tried again in the next. */
  const minute = async () => {
    clock.advance(MINUTE);
    for (const job of [sweepBalance, readPayoutLines, explainPayments, rereadContested, retryEvents]) {
      await job(service.context).catch(() => {});
    }
  };

  it('nothing is forgotten: fees, payouts, payments from outside, ties and hints', async () => {
    const lives: Life[] = [{ ...giver('first@example.org'), kind: 'outside-payment', hasCustomer: true }];
    for (let number = 0; number < GIFTS; number += 1) {
      lives.push(once(`once${number}@example.org`));
      lives.push({
        ...giver(`month${number}@example.org`),
        kind: 'outside-subscription',
        steps: ['renewal'],
      });
      lives.push({ ...giver(`out${number}@example.org`), kind: 'outside-payment', hasCustomer: true });
    }
    const events = await eventsDuring(service, async () => {
      await lead({ service, clock }, once('last@example.org', ['refund-part', 'payout']));
      // Not in that payout: only a sweep finds what they cost.
      for (const life of lives) await lead({ service, clock }, life);
    });
    const ofType = (type: string) => events.filter((event) => event.type === type);
    const hint = (event: StripeEvent) => ({ ...event, api_version: '2024-06-20' });
    const hinted = new Set(ofType('invoice.paid'));
    // Half of the links from invoices to payments go missing.
    const lost = new Set(ofType('invoice_payment.paid').filter((_event, number) => number % 2 === 0));
    await deliverAll(
      service,
      events.filter((event) => !lost.has(event)).map((event) => (hinted.has(event) ? hint(event) : event)),
    );
    const [updated] = ofType('customer.subscription.updated').toReversed();
    if (updated) await deliver(service, altered(updated, { status: 'past_due' }, { id: 'evt_tie' }));
    clock.advance(HOUR);

    // At first nothing comes through, for longer than sweeps overlap.
    service.stripe.setApiFaults({ reset: 1 });
    for (let round = 0; round < 2; round += 1) {
      await minute();
      clock.advance(HOUR);
    }
    service.stripe.setApiFaults(FAULTS);
    for (let round = 0; round < 12; round += 1) await minute();
    service.stripe.setApiFaults();
    clock.advance(DAY);
    for (let round = 0; round < 3; round += 1) await minute();
    clock.advance(HOUR);
    await minute();

    expect(await query("select id, state, error_code from inbox where state <> 'applied'")).toEqual([]);
    expect(await missing()).toEqual([{ fees: 0 }]);
    const [payout] = service.stripe.list('payout');
    const lines = await service.context.stripe.balanceTransactions.list({
      payout: payout?.id ?? '',
      limit: 100,
    });
    expect(lines.data.length).toBeGreaterThan(0);
    const carried = await query(`select id from balance_transactions where payout_id = '${payout?.id}'`);
    expect(carried).toHaveLength(lines.data.length);
    expect(await query('select id from memberships where contested')).toEqual([]);
    const unclaimed = 'succeeded_at is not null and invoice_id is null and booked_at is null';
    expect(await query(`select id from payment_intents where ${unclaimed}`)).toEqual([]);
    const { payments = [], transactions = [] } = await readState(service.context.pool);
    const succeeded = service.stripe.list('payment_intent').filter(({ status }) => status === 'succeeded');
    expect(payments).toHaveLength(succeeded.length);
    expect(transactions.length).toBe(service.stripe.list('balance_transaction').length);
  }, 600_000);

  it('a checkout makes one session, however often it is tried', async () => {
    const before = service.stripe.list('checkout.session').length;
    service.stripe.setApiFaults(FAULTS);
    const answers = await Promise.all(
      Array.from({ length: GIFTS * 5 }, async (_nothing, number) => {
        const wish = { frequency: 'monthly', amount: 500, currency: 'usd' };
        const headers = {
          'x-forwarded-for': `10.1.${number >> 8}.${number & 255}`,
          'idempotency-key': `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`,
        };
        for (let attempt = 0; attempt < 8; attempt += 1) {
          const response = await post(service, '/v1/checkouts', wish, headers);
          await response.arrayBuffer();
          if (response.status === 201) return 201;
        }
        return 0;
      }),
    );
    service.stripe.setApiFaults();
    expect(new Set(answers)).toEqual(new Set([201]));
    const sessions = service.stripe.list('checkout.session').slice(before);
    const open = sessions.filter(({ status }) => status === 'open');
    const contributions = open.map(({ metadata }) => metadata?.contribution);
    expect(new Set(contributions).size).toBe(answers.length);
    expect(open).toHaveLength(answers.length);
  }, 600_000);
});
