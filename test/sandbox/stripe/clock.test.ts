import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onceParams, type Receiver, type Running, receive, start, WEBHOOK_SECRET } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const email = 'reader@example.org';

async function post(body: Record<string, unknown>) {
  const response = await fetch(`${running.url}/sandbox/clock`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

describe('the clock', () => {
  it('goes on by days and months, and all answers say so', async () => {
    const { sandbox, stripe } = running;
    sandbox.advance({ months: 1, days: 1 });
    const customer = await stripe.customers.create({});
    expect(new Date(customer.created * 1_000).toISOString()).toBe('2026-12-24T10:00:00.000Z');
    expect(customer.lastResponse.headers.date).toBe('Thu, 24 Dec 2026 10:00:00 GMT');
    expect(await post({ to: '2027-01-01T00:00:00Z' })).toEqual({
      status: 200,
      text: '{"now":"2027-01-01T00:00:00.000Z"}',
    });
    expect(sandbox.clock.now().toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });

  it('never goes back, nor by anything but whole numbers', async () => {
    for (const body of [{ days: -1 }, { months: 0.5 }, { days: 'x' }, { to: 'x' }, { to: '2026-01-01' }])
      expect([body, (await post(body)).status]).toEqual([body, 400]);
    expect((await post({ months: 400 })).status).toBe(400);
    expect(running.sandbox.clock.now()).toEqual(running.clock.instant);
  });

  it('plays what is due in order, each at its own time', async () => {
    const { sandbox, stripe } = running;
    const open = await stripe.checkout.sessions.create(onceParams());
    const debit = await stripe.checkout.sessions.create(onceParams());
    sandbox.pay(debit.id, { email, method: 'delayed-success' });
    sandbox.advance({ days: 3 });
    expect(sandbox.get('checkout.session', open.id)?.status).toBe('expired');
    const told = sandbox.list('event').slice(-5);
    expect(told.map(({ type, created }) => [type, created - 1_795_428_000])).toEqual([
      ['charge.succeeded', 10],
      ['payment_intent.succeeded', 10],
      ['charge.updated', 10],
      ['checkout.session.async_payment_succeeded', 10],
      ['checkout.session.expired', 86_400],
    ]);
  });

  it('is where it was after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-clock-'));
    const stateFile = join(folder, 'state.jsonl');
    const first = await start({ stateFile });
    first.sandbox.advance({ days: 40 });
    await first.stop();
    const second = await start({ stateFile });
    expect(second.sandbox.clock.now().toISOString()).toBe('2027-01-02T10:00:00.000Z');
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

describe('events of a moved clock', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await receive(running.sandbox.clock);
    running.sandbox.addEndpoint({ url: receiver.url, secret: WEBHOOK_SECRET });
  });
  afterEach(() => receiver.stop());

  it('are signed at the time that it shows, and are not given up because it was moved', async () => {
    const { sandbox, stripe, clock } = running;
    receiver.answer = 500;
    await stripe.checkout.sessions.create(onceParams());
    await sandbox.delivery.idle();
    sandbox.advance({ months: 1 });
    await sandbox.delivery.idle();
    expect(sandbox.list('delivered')).toEqual([]);
    receiver.answer = 200;
    clock.advance(1_000);
    sandbox.tick();
    await sandbox.delivery.idle();
    expect(receiver.types()).toContain('checkout.session.expired');
    expect(sandbox.list('delivery')).toEqual([]);
  });
});
