import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { monthlyParams, onceParams, receive, start, testClock, WEBHOOK_SECRET } from './harness.ts';
import { expectBalanced, payCard } from './money.ts';

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'));
  stateFile = join(folder, 'state.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const email = 'reader@example.org';

it('knows everything again after a restart, and goes on from there', async () => {
  const first = await start({ stateFile });
  const { id } = await first.stripe.checkout.sessions.create(monthlyParams(), { idempotencyKey: 'key-1' });
  const { subscription } = first.sandbox.pay(id, { email, method: 'card' });
  const open = await first.stripe.checkout.sessions.create(onceParams());
  const kinds = ['event', 'checkout.session', 'subscription', 'invoice', 'balance_transaction'] as const;
  const before = kinds.map((kind) => first.sandbox.list(kind));
  await first.stop();

  const second = await start({ stateFile });
  expect(kinds.map((kind) => second.sandbox.list(kind))).toEqual(before);
  const replayed = await second.stripe.checkout.sessions.create(monthlyParams(), { idempotencyKey: 'key-1' });
  expect(replayed.id).toBe(id);
  second.sandbox.pay(open.id, { email, method: 'card' });
  expect(second.sandbox.renew(String(subscription)).status).toBe('active');
  second.clock.advance(0);
  await second.stop();
});

it('passes over a line that was torn by a crash, and nothing else', async () => {
  const first = await start({ stateFile });
  await first.stripe.customers.create({ name: 'A' });
  await first.stop();
  appendFileSync(stateFile, '[{"kind":"customer","id":"cus_x","object":{"id":"cus_x","na');
  const second = await start({ stateFile });
  expect(second.sandbox.list('customer')).toMatchObject([{ name: 'A' }]);
  await second.stripe.customers.create({ name: 'B' });
  await second.stop();
  const third = await start({ stateFile });
  expect(third.sandbox.list('customer').map(({ name }) => name)).toEqual(['A', 'B']);
  await third.stop();

  const lines = readFileSync(stateFile, 'utf8').split('\n');
  writeFileSync(stateFile, ['[{"kind":"cust', ...lines].join('\n'));
  await expect(start({ stateFile })).rejects.toThrow('line 1 cannot be read');
});

it('writes one line per transaction, so that a crash leaves whole transactions', async () => {
  const first = await start({ stateFile });
  const { id } = await first.stripe.checkout.sessions.create(onceParams());
  const count = () => readFileSync(stateFile, 'utf8').trim().split('\n').length;
  const before = count();
  first.sandbox.pay(id, { email, method: 'card' });
  expect(count()).toBe(before + 1);
  await first.stop();
});

it('takes back all of what a refused request had begun', async () => {
  const first = await start({ stateFile });
  const price_data = { currency: 'usd', unit_amount: 10, product_data: { name: 'Too little' } };
  const params = { ...onceParams(), line_items: [{ quantity: 1, price_data }] };
  await expect(first.stripe.checkout.sessions.create(params)).rejects.toMatchObject({
    code: 'amount_too_small',
  });
  for (const kind of ['product', 'price', 'event', 'checkout.session'] as const)
    expect(first.sandbox.list(kind)).toEqual([]);
  await first.stop();
});

it('delivers after a restart what it could not deliver before', async () => {
  const clock = testClock();
  const receiver = await receive(clock, 500);
  const first = await start({ stateFile, clock, retryWaitsMs: [1_000] });
  const name = 'service';
  first.sandbox.addEndpoint({ url: 'http://127.0.0.1:9/old', secret: WEBHOOK_SECRET, name });
  first.sandbox.addEndpoint({ url: receiver.url, secret: WEBHOOK_SECRET, name });
  await first.stripe.customers.create({});
  await first.sandbox.delivery.idle();
  first.sandbox.delivery.setFaults({ hold: true });
  await first.stripe.products.create({ name: 'Held' });
  await first.stop();
  expect(receiver.types()).toEqual(['customer.created']);

  receiver.answer = 200;
  clock.advance(1_000);
  const second = await start({ stateFile, clock });
  second.sandbox.addEndpoint({ url: receiver.url, secret: WEBHOOK_SECRET, name });
  expect(second.sandbox.list('webhook_endpoint')).toHaveLength(1);
  await second.sandbox.delivery.idle();
  expect(receiver.types().sort()).toEqual(['customer.created', 'customer.created', 'product.created']);
  await second.stop();
  await receiver.stop();
});

it('keeps what it owes and what is on its way', async () => {
  const first = await start({ stateFile, payouts: 'daily' });
  const { charge } = await payCard(first, { amount: 10_000, currency: 'jpy' });
  first.sandbox.setExchangeRate('jpy', 0.5);
  await first.stop();
  const clock = testClock('2026-11-25T00:00:00Z');
  const second = await start({ stateFile, payouts: 'daily', clock });
  expect(second.sandbox.list('payout')).toMatchObject([{ amount: 6_700 - 291, status: 'pending' }]);
  expect(second.sandbox.refund(charge, { amount: 100 }).amount).toBe(100);
  expect(second.sandbox.list('balance_transaction').at(-1)).toMatchObject({ amount: -50 });
  await expectBalanced(second);
  await second.stop();
});

it('opens an account for a file from before there was one', async () => {
  const first = await start({ stateFile });
  await payCard(first, { amount: 10_000 });
  await first.stop();
  const lines = readFileSync(stateFile, 'utf8').split('\n').filter(Boolean);
  const old = lines.map((line) => {
    const changes: { kind: string }[] = JSON.parse(line);
    return JSON.stringify(changes.filter(({ kind }) => kind !== 'account'));
  });
  writeFileSync(stateFile, `${old.join('\n')}\n`);
  const second = await start({ stateFile });
  await expectBalanced(second);
  expect((await second.stripe.balance.retrieve()).pending).toMatchObject([{ amount: 9_680 }]);
  await second.stop();
});
