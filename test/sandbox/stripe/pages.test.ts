import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const email = 'reader@example.org';

async function page(path: string) {
  const response = await fetch(new URL(path, running.url), { redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, running.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function open(params = onceParams()): Promise<string> {
  return new URL(String((await running.stripe.checkout.sessions.create(params)).url)).pathname;
}

describe('the pay page', () => {
  it('shows what is given and lets it be paid without a script', async () => {
    const path = await open(monthlyParams());
    const { status, headers, text } = await page(path);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(text).toContain('no real money');
    expect(text).toContain('Contribution');
    expect(text).toContain('$5');
    expect(text).toContain('every month');
    expect(text).not.toMatch(/<script|style="/);

    const paid = await post(path, { email, method: 'card' });
    expect(paid.status).toBe(303);
    const id = path.replace('/pay/', '');
    expect(paid.headers.get('location')).toBe(`https://site.example/thanks?session=${id}`);
    expect((await page(path)).text).toContain('Already paid');
    expect((await post(path, { email, method: 'card' })).text).toContain('Already paid');
    expect(running.sandbox.list('subscription')).toHaveLength(1);
  });

  it('says so when the card is declined, and stays open with what was typed', async () => {
    const path = await open();
    const declined = await post(path, { email, method: 'declined' });
    expect(declined.status).toBe(402);
    expect(declined.text).toMatch(/role="alert">The card was declined/);
    expect(declined.text).toContain(`value="${email}"`);
    expect((await post(path, { email, method: 'card' })).status).toBe(303);
  });

  it('asks again for an address that is none, and shows it harmlessly', async () => {
    const path = await open();
    const answer = await post(path, { email: '"><script>', method: 'card' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('aria-invalid="true"');
    expect(answer.text).not.toContain('<script');
    expect(running.sandbox.list('payment_intent')).toEqual([]);
  });

  it('keeps an address that was given before', async () => {
    const path = await open({ ...onceParams(), customer_email: email });
    expect((await page(path)).text).toMatch(new RegExp(`value="${email}"\\s+readonly`));
    await post(path, { email: 'other@example.org', method: 'card' });
    expect(running.sandbox.list('customer')).toMatchObject([{ email }]);
  });

  it('has a way back only where the session has one', async () => {
    expect((await page(await open())).text).toContain('href="https://site.example/"');
    const { cancel_url: _, ...params } = onceParams();
    expect((await page(await open(params))).text).not.toContain('Go back');
  });

  it('speaks Russian to Russian sessions', async () => {
    const { text } = await page(await open({ ...onceParams(), locale: 'ru' }));
    expect(text).toContain('<html lang="ru">');
    expect(text).toContain('Песочница Stripe');
  });

  it('says that a session has expired and where to start again', async () => {
    const path = await open({ ...onceParams(), after_expiration: { recovery: { enabled: true } } });
    running.sandbox.expire(path.replace('/pay/', ''));
    const { text } = await page(path);
    expect(text).toContain('has expired');
    const [, again = ''] = /href="([^"]+\/recover\/[^"]+)"/.exec(text) ?? [];
    const { status, headers } = await page(again);
    expect(status).toBe(303);
    expect((await page(String(headers.get('location')))).text).toContain('$5');
    expect((await page('/recover/none')).status).toBe(404);
    expect((await page('/pay/none')).status).toBe(404);
  });
});

describe('the page of objects', () => {
  it('shows what there is and does what its buttons say', async () => {
    const { sandbox, stripe } = running;
    const waiting = await stripe.checkout.sessions.create(onceParams());
    const gift = await stripe.checkout.sessions.create(monthlyParams());
    const { subscription } = sandbox.pay(gift.id, { email, method: 'card' });
    const debit = await stripe.checkout.sessions.create(onceParams());
    const { payment_intent: intent } = sandbox.pay(debit.id, { email, method: 'delayed-success' });
    const { text } = await page('/');
    for (const shown of [String(subscription), String(intent), 'invoice.paid', 'no endpoint'])
      expect(text).toContain(shown);

    for (const [action, id] of [
      ['succeed', String(intent)],
      ['expire', waiting.id],
      ['renew', String(subscription)],
      ['deliver', String(sandbox.list('event')[0]?.id)],
    ] as const) {
      const { status, headers } = await post(`/actions/${action}`, { id });
      expect([action, status, headers.get('location')]).toEqual([action, 303, '/']);
    }
    expect(sandbox.get('payment_intent', String(intent))?.status).toBe('succeeded');
    expect(sandbox.get('checkout.session', waiting.id)?.status).toBe('expired');
    expect(sandbox.list('invoice')).toHaveLength(2);
    expect((await post('/actions/succeed', { id: String(intent) })).status).toBe(400);
    expect((await post('/actions/nothing', { id: 'x' })).status).toBe(404);
  });

  it('does nothing for another site', async () => {
    const answer = await post(await open(), { email, method: 'card' }, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect(running.sandbox.list('payment_intent')).toEqual([]);
  });
});
