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

    for (const [action, id, kind] of [
      ['succeed', String(intent), 'payment_intent'],
      ['expire', waiting.id, 'checkout.session'],
      ['renew', String(subscription), 'subscription'],
      ['deliver', String(sandbox.list('event')[0]?.id), 'event'],
    ] as const) {
      const { status, headers } = await post(`/actions/${action}`, { id });
      expect([action, status, headers.get('location')]).toEqual([action, 303, `/#${kind}`]);
      expect(text).toContain(`<section id="${kind}">`);
    }
    expect(sandbox.get('payment_intent', String(intent))?.status).toBe('succeeded');
    expect(sandbox.get('checkout.session', waiting.id)?.status).toBe('expired');
    expect(sandbox.list('invoice')).toHaveLength(2);
    expect((await post('/actions/succeed', { id: String(intent) })).status).toBe(400);
    expect((await post('/actions/nothing', { id: 'x' })).status).toBe(404);
  });

  it('moves the clock, and says what time it is', async () => {
    for (const [action, shown] of [
      ['advance-day', '2026-11-24 10:00:00'],
      ['advance-month', '2026-12-24 10:00:00'],
      ['advance-year', '2027-12-24 10:00:00'],
    ] as const) {
      expect((await post(`/actions/${action}`, {})).status).toBe(303);
      expect((await page('/')).text).toContain(shown);
    }
  });

  it('plays the life of a subscription by its buttons', async () => {
    const { sandbox, stripe } = running;
    const gift = await stripe.checkout.sessions.create(monthlyParams());
    const id = String(sandbox.pay(gift.id, { email, method: 'card' }).subscription);
    const press = async (action: string, on = id) => (await post(`/actions/${action}`, { id: on })).status;
    const standing = () => sandbox.get('subscription', id);
    const lastInvoice = () => String(sandbox.list('invoice').at(-1)?.id);
    expect([await press('pause'), standing()?.status]).toEqual([303, 'paused']);
    expect([await press('resume'), standing()?.status]).toEqual([303, 'active']);
    expect([await press('pause-collection'), standing()?.pause_collection?.behavior]).toEqual([303, 'void']);
    expect([await press('resume'), standing()?.pause_collection]).toEqual([303, null]);
    expect([await press('cancel-later'), standing()?.cancel_at_period_end]).toEqual([303, true]);
    expect([await press('keep'), standing()?.cancel_at]).toEqual([303, null]);
    expect([await press('decline-next'), await press('renew'), standing()?.status]).toEqual([
      303,
      303,
      'past_due',
    ]);
    expect([await press('pay', lastInvoice()), standing()?.status]).toEqual([303, 'active']);
    expect([await press('ask-next'), await press('renew'), standing()?.status]).toEqual([
      303,
      303,
      'past_due',
    ]);
    const intent = String(sandbox.list('payment_intent').at(-1)?.id);
    expect([await press('authenticate', intent), standing()?.status]).toEqual([303, 'active']);
    expect([await press('cancel'), standing()?.status]).toEqual([303, 'canceled']);
    expect(await press('renew')).toBe(400);
  });

  it('moves money by its buttons, and offers only what can be done', async () => {
    const { sandbox, stripe } = running;
    const give = async () =>
      sandbox.pay((await stripe.checkout.sessions.create(onceParams())).id, { email, method: 'card' });
    for (let gift = 0; gift < 9; gift += 1) await give();
    const [first = '', second = '', third = ''] = sandbox.list('charge').map(({ id }) => id);
    const press = async (action: string, id = '') => (await post(`/actions/${action}`, { id })).status;
    const offered = async (id: string) => {
      const { text } = await page('/');
      const forms = text.matchAll(
        /action="\/actions\/([\w-]+)"><input type="hidden" name="id" value="([^"]*)"/g,
      );
      return [...forms].filter(([, , on]) => on === id).map(([, action]) => action);
    };
    const all = ['refund', 'refund-half', 'refund-failing', 'dispute', 'inquire', 'warn'];
    expect(await offered(first)).toEqual(all);
    expect([await press('warn', first), await press('refund-half', first)]).toEqual([303, 303]);
    expect([await press('refund-half', first), await press('refund', first)]).toEqual([303, 303]);
    expect(sandbox.list('refund').map(({ amount }) => amount)).toEqual([250, 125, 125]);
    expect(await offered(first)).toEqual(['warn']);
    const refund = String(sandbox.list('refund').at(-1)?.id);
    expect(await press('fail-refund', refund)).toBe(303);
    expect(await offered(refund)).toEqual([]);
    expect(await press('refund-failing', second)).toBe(303);
    expect(sandbox.get('charge', second)?.refunded).toBe(true);

    expect(await press('inquire', third)).toBe(303);
    expect(await offered(third)).toEqual(['refund', 'refund-half', 'refund-failing', 'warn']);
    const dispute = String(sandbox.list('dispute')[0]?.id);
    const stages = ['warning_under_review', 'needs_response', 'under_review', 'won'];
    for (const to of stages) {
      expect(await offered(dispute)).toContain(`dispute-${to}`);
      expect(await press(`dispute-${to}`, dispute)).toBe(303);
      expect(sandbox.get('dispute', dispute)?.status).toBe(to);
      const isWithheld = to === 'needs_response' || to === 'under_review';
      expect((await offered(third)).includes('refund')).toBe(!isWithheld);
    }
    expect(await offered(dispute)).toEqual([]);

    expect(await offered('usd')).toEqual([]);
    expect(await press('advance-month')).toBe(303);
    expect(await offered('usd')).toEqual(['pay-out', 'pay-out-by-hand']);
    expect(await press('pay-out-by-hand', 'usd')).toBe(303);
    const byHand = String(sandbox.list('payout')[0]?.id);
    expect(await offered(byHand)).toEqual(['fail-payout', 'cancel-payout']);
    expect(await press('cancel-payout', byHand)).toBe(303);
    expect(await press('pay-out', 'usd')).toBe(303);
    const payout = String(sandbox.list('payout')[1]?.id);
    expect(await offered(payout)).toEqual(['fail-payout']);
    expect(await press('fail-payout', payout)).toBe(303);
    expect(sandbox.list('payout').map(({ status }) => status)).toEqual(['canceled', 'failed']);

    await post('/switches', { id: 'lateBalances' });
    await give();
    expect((await page('/')).text).toContain('fee to come');
    expect(await press('settle-balances')).toBe(303);
    expect(sandbox.list('charge').at(-1)?.balance_transaction).toMatch(/^txn_/);
  });

  it('switches faults on and off, one by one', async () => {
    const { sandbox, stripe } = running;
    await post('/switches', { id: 'drop' });
    await post('/switches', { id: 'shuffle' });
    expect((await page('/')).text).toMatch(/aria-pressed="true">Events: never sent/);
    expect(sandbox.delivery.faults()).toMatchObject({ drop: true, shuffle: true });
    await post('/switches', { id: 'drop' });
    expect(sandbox.delivery.faults()).toMatchObject({ drop: false, shuffle: true });
    await post('/switches', { id: 'rateLimit' });
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => stripe.customers.create({})));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
    await post('/switches', { id: 'rateLimit' });
    await stripe.customers.create({});
    expect((await post('/switches', { id: 'constructor' })).status).toBe(400);
  });

  it('does nothing for another site', async () => {
    const answer = await post(await open(), { email, method: 'card' }, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect(running.sandbox.list('payment_intent')).toEqual([]);
  });
});

describe('the pages of an invoice', () => {
  it('take a payment, or refuse it', async () => {
    const { sandbox, stripe } = running;
    const gift = await stripe.checkout.sessions.create(monthlyParams());
    const id = String(sandbox.pay(gift.id, { email, method: 'card' }).subscription);
    sandbox.renew(id, 'declined');
    const invoice = sandbox.list('invoice').at(-1);
    const path = new URL(String(invoice?.hosted_invoice_url)).pathname;
    expect((await page(path)).text).toContain('Pay $5');
    expect((await post(path, { method: 'declined' })).text).toContain('refused');
    expect((await post(path, { method: 'card' })).status).toBe(303);
    expect((await page(path)).text).not.toContain('<button');
    expect(sandbox.get('subscription', id)?.status).toBe('active');
    expect((await page('/invoices/none')).status).toBe(404);
  });

  it('let the payer answer the bank', async () => {
    const { sandbox, stripe } = running;
    const gift = await stripe.checkout.sessions.create(monthlyParams());
    const id = String(sandbox.pay(gift.id, { email, method: 'card' }).subscription);
    sandbox.renew(id, 'action-required');
    const action = sandbox.list('payment_intent').at(-1)?.next_action?.redirect_to_url?.url;
    const path = new URL(String(action)).pathname;
    expect((await page(path)).text).toContain('Yes, pay');
    expect((await post(path, { answer: 'succeed' })).status).toBe(303);
    expect((await page(path)).text).toContain('Nothing is asked');
    expect(sandbox.get('subscription', id)?.status).toBe('active');
  });
});
