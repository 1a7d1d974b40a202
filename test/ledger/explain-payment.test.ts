import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainPayment } from '../../src/ledger/explain-payment.ts';
import { MINUTE, SECOND } from '../../src/platform/time.ts';
import { readPayoutLines } from '../../src/webhooks/read-payout-lines.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliverAll, eventsDuring } from '../support/events.ts';
import type { Happening } from '../support/happenings.ts';
import { type Life, lead } from '../support/lives.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

let clock: TestClock;
let service: Service;
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock, deliver: false });
});
afterAll(() => service.stop());

const giver = { address: 'canary@example.org', pause: 1_000 };
const once: Life = { ...giver, kind: 'once', ending: 'paid' };
const monthly: Life = { ...giver, kind: 'recurring', frequency: 'monthly', start: 'card', steps: [] };

/** Leads a life, and gives the newest of each kind of object in it. */
async function after(life: Life, ...afterwards: Happening[]) {
  await deliverAll(
    service,
    await eventsDuring(service, () => lead({ service, clock }, { ...life, afterwards })),
  );
  const newest = (kind: Parameters<typeof service.stripe.list>[0]) =>
    service.stripe.list(kind).at(-1)?.id ?? '';
  return {
    intent: newest('payment_intent'),
    invoice: newest('invoice'),
    charge: newest('charge'),
    refund: newest('refund'),
    dispute: newest('dispute'),
    payout: newest('payout'),
  };
}

const explain = (id: string) => explainPayment(service.context.database, id);

it('the same is told by whichever of its ids, and the fee is pending until the balance was read', async () => {
  const { intent, charge, refund } = await after(once, 'fraud-warning', 'refund-part');
  const story = await explain(intent);
  expect(story).toMatchObject({
    id: intent,
    life: 'partly refunded',
    fraudWarning: true,
    frequency: 'once',
    charges: [{ id: charge, status: 'succeeded', moved: null, payout: null }],
    refunds: [{ id: refund, status: 'succeeded', amount: { amount: 100n } }],
  });
  for (const id of [charge, refund]) expect(await explain(id)).toEqual(story);

  clock.advance(10 * SECOND);
  await sweepBalance(service.context);
  const [moved] = (await explain(intent))?.charges ?? [];
  expect(moved?.moved?.fee.amount).toBeGreaterThan(0n);
  expect(moved?.moved?.net.amount).toBe(
    (moved?.moved?.gross.amount ?? 0n) - (moved?.moved?.fee.amount ?? 0n),
  );
});

it('it says in which payout a gift reached the bank', async () => {
  const { intent, payout } = await after(once, 'payout', 'payout-arrives');
  clock.advance(MINUTE);
  await sweepBalance(service.context);
  await readPayoutLines(service.context);
  expect(await explain(intent)).toMatchObject({
    life: 'paid',
    charges: [{ payout }],
    payouts: [{ id: payout, status: 'paid' }],
  });
});

it('a recurring one goes by its invoice, with the dispute and the money that it moved', async () => {
  const { intent, invoice, charge, dispute } = await after(monthly, 'dispute', 'dispute-lost');
  const story = await explain(dispute);
  expect(story).toMatchObject({
    id: invoice,
    life: 'lost',
    frequency: 'monthly',
    attempts: [{ id: intent, status: 'succeeded' }],
    disputes: [{ id: dispute, status: 'lost', moved: [{ fee: { amount: 1500n } }] }],
  });
  for (const id of [intent, invoice, charge]) expect(await explain(id)).toEqual(story);
});

it('one that failed has its reason', async () => {
  const { intent } = await after({ ...giver, kind: 'once', ending: 'declined-then-expired' });
  expect(await explain(intent)).toMatchObject({
    life: 'canceled',
    paid: null,
    charges: [{ status: 'failed' }],
  });
});

it('of what is unknown nothing is told', async () => {
  expect(await explain('pi_unknown')).toBeNull();
});

it('the command tells it in lines and as JSON, and names nobody', async () => {
  const { charge, intent } = await after(once, 'refund-rest');
  const cli = (...args: string[]) => startProgram('cli', args, environmentOf(service, 0)).finished;
  const [lines, asJson, unknown] = await Promise.all([
    cli('explain', charge),
    cli('explain', charge, '--json'),
    cli('explain', 'ch_unknown'),
  ]);
  expect(lines.stdout).toMatch(new RegExp(`^${intent}: refunded\n`));
  expect(lines.stdout).toMatch(/charge ch_\w+: succeeded, \d+\.\d\d USD, fee pending/);
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    id: intent,
    life: 'refunded',
    paid: { currency: 'usd' },
  });
  expect([lines.status, asJson.status, unknown.status]).toEqual([0, 0, 1]);
  const { rows } = await service.context.pool.query('select id::text from members');
  for (const { id } of [...rows, { id: 'canary' }, { id: 'cus_' }]) {
    expect(lines.stdout + asJson.stdout).not.toContain(id);
  }
});
