import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Running, start } from './harness.ts';
import { eventTypes, payCard } from './money.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const warned = { amount: 1_000, method: 'pm_card_createIssuerFraudRecord' };

it('is there after a payment with the card for that, until all of it is refunded', async () => {
  const { stripe, sandbox } = running;
  const { charge, intent } = await payCard(running, warned);
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ charge })).data;
  expect(warning).toMatchObject({ actionable: true, charge, payment_intent: intent });
  expect(eventTypes(running).at(-1)).toBe('radar.early_fraud_warning.created');
  const now = () => stripe.radar.earlyFraudWarnings.retrieve(String(warning?.id));
  await stripe.refunds.create({ charge, amount: 400 });
  expect(await now()).toMatchObject({ actionable: true });
  const before = sandbox.list('event').length;
  await stripe.refunds.create({ charge });
  expect(await now()).toMatchObject({ actionable: false });
  expect(eventTypes(running, before)).toEqual([
    'refund.created',
    'charge.refunded',
    'radar.early_fraud_warning.updated',
  ]);
});

it('comes too late for a charge in dispute, and is settled by one', async () => {
  const { stripe, sandbox } = running;
  const first = await payCard(running, warned);
  sandbox.dispute(first.charge);
  const second = await payCard(running, { ...warned, method: 'pm_card_createDispute' });
  sandbox.warnOfFraud(second.intent);
  const { data } = await stripe.radar.earlyFraudWarnings.list();
  expect(data).toMatchObject([
    { charge: second.charge, actionable: false },
    { charge: first.charge, actionable: false },
  ]);
});
