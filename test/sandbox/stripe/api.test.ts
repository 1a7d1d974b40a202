import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

const KEY = { Authorization: 'Bearer sk_test_sandbox' };

async function raw(path: string, init: RequestInit = {}) {
  const response = await fetch(`${running.url}${path}`, { headers: KEY, ...init });
  const body: { error?: Stripe.StripeRawError } = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, body };
}

function form(path: string, body: string, headers: Record<string, string> = {}) {
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return raw(path, { method: 'POST', body, headers: { ...KEY, ...type, ...headers } });
}

async function faultOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('faults', () => {
  it('answers every fault with an error envelope', async () => {
    for (const [path, init, status] of [
      ['/v1/nothing', {}, 404],
      ['/v1/checkout/sessions/cs_none', {}, 404],
      ['/v1/customers', { headers: {} }, 401],
      ['/v1/customers', { headers: { Authorization: 'Bearer sk_live_abc' } }, 401],
      ['/v1/customers', { headers: { Authorization: 'Bearer sk_test_other' } }, 401],
      ['/v1/customers', { method: 'PUT' }, 404],
      [
        '/v1/customers',
        { method: 'POST', body: '{}', headers: { ...KEY, 'Content-Type': 'application/json' } },
        400,
      ],
      ['/v1/customers?limit=0', {}, 400],
      ['/v1/customers?limit=two', {}, 400],
      ['/v1/customers?created[after]=3', {}, 400],
      ['/v1/customers?starting_after=cus_none', {}, 400],
    ] satisfies [string, RequestInit, number][]) {
      const { status: got, body } = await raw(path, init);
      expect([path, got, typeof body.error?.message, typeof body.error?.type]).toEqual([
        path,
        status,
        'string',
        'string',
      ]);
    }
  });

  it('takes the key as a basic user name too, and sends its headers', async () => {
    const basic = `Basic ${Buffer.from('sk_test_sandbox:').toString('base64')}`;
    const { status, headers } = await raw('/v1/customers', { headers: { Authorization: basic } });
    expect(status).toBe(200);
    expect(headers.get('stripe-version')).toBe('2026-10-28.endive');
    expect(headers.get('request-id')).toMatch(/^req_/);
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 10:00:00 GMT');
  });

  it('says which parameter is wrong', async () => {
    const session = '/v1/checkout/sessions';
    for (const [body, code, param] of [
      ['nonsense=1', 'parameter_unknown', 'nonsense'],
      ['mode=payment&payment_method_types[]=card', 'parameter_unknown', 'payment_method_types'],
      ['line_items[0][price_data][x]=1', 'parameter_unknown', 'line_items[0][price_data][x]'],
      ['nonsense=1&line_items[0][quantity]=one', 'parameter_unknown', 'nonsense'],
      ['line_items[0][quantity]=one', 'parameter_invalid_integer', 'line_items[0][quantity]'],
      ['line_items[0][quantity]=1.5', 'parameter_invalid_integer', 'line_items[0][quantity]'],
      [
        'line_items[0][price_data][unit_amount]=5',
        'parameter_missing',
        'line_items[0][price_data][currency]',
      ],
      ['mode=gift', undefined, 'mode'],
      ['adaptive_pricing[enabled]=maybe', undefined, 'adaptive_pricing[enabled]'],
      ['expires_at=soon', 'parameter_invalid_integer', 'expires_at'],
      ['success_url=https%3A%2F%2Fa.example', 'parameter_missing', 'mode'],
      ['mode=payment', 'parameter_missing', 'success_url'],
      ['mode=payment&success_url=thanks', 'url_invalid', 'success_url'],
      ['mode=payment&success_url=https%3A%2F%2Fa.example', 'parameter_missing', 'line_items'],
    ] as const) {
      const answer = await form(session, body);
      expect([body, answer.status, answer.body.error?.code, answer.body.error?.param]).toEqual([
        body,
        400,
        code,
        param,
      ]);
    }
  });

  it('refuses what Stripe refuses in a session', async () => {
    const { stripe, clock } = running;
    const second = Math.floor(clock.instant.getTime() / 1_000);
    const price = (currency: string, unit_amount: number) => [
      { quantity: 1, price_data: { currency, unit_amount, product_data: { name: 'Gift' } } },
    ];
    const once = onceParams();
    const monthly = monthlyParams();
    for (const [params, param] of [
      [{ ...once, subscription_data: { description: 'x' } }, 'subscription_data'],
      [{ ...monthly, payment_intent_data: { description: 'x' } }, 'payment_intent_data'],
      [{ ...monthly, customer_creation: 'always' }, 'customer_creation'],
      [{ ...once, customer: 'cus_none', customer_creation: undefined }, 'customer'],
      [{ ...once, customer_email: 'two@example.org,one@example.org' }, 'customer_email'],
      [{ ...once, expires_at: second + 60 }, 'expires_at'],
      [{ ...once, expires_at: second + 90_000 }, 'expires_at'],
      [{ ...once, line_items: monthly.line_items }, 'line_items'],
      [{ ...monthly, line_items: once.line_items }, 'line_items'],
      [{ ...once, line_items: price('xxx', 500) }, 'line_items[0][price_data][currency]'],
      [{ ...once, line_items: price('constructor', 500) }, 'line_items[0][price_data][currency]'],
      [{ ...once, line_items: price('usd', 49) }, undefined],
      [{ ...once, line_items: price('jpy', 49) }, undefined],
      [{ ...once, line_items: price('kwd', 5005) }, 'line_items[0][price_data][unit_amount]'],
      [{ ...once, line_items: price('isk', 50_050) }, 'line_items[0][price_data][unit_amount]'],
      [{ ...once, line_items: price('usd', 100_000_000) }, 'line_items[0][price_data][unit_amount]'],
      [{ ...once, ui_mode: 'embedded_page' }, 'ui_mode'],
      [{ ...once, discounts: [{ coupon: 'half' }] }, 'discounts'],
      [{ ...once, payment_intent_data: { capture_method: 'manual' } }, 'payment_intent_data[capture_method]'],
      [{ ...monthly, subscription_data: { trial_period_days: 7 } }, 'subscription_data[trial_period_days]'],
    ] satisfies [Stripe.Checkout.SessionCreateParams, string | undefined][]) {
      const fault = await faultOf(stripe.checkout.sessions.create(params));
      expect(fault).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
      expect(fault.param).toBe(param);
    }
    expect(running.sandbox.list('price')).toEqual([]);
  });

  it('takes amounts as each currency counts them', async () => {
    for (const [currency, amount] of [
      ['jpy', 500],
      ['kwd', 5_010],
      ['isk', 50_000],
      ['EUR', 50],
    ] as const) {
      const price_data = { currency, unit_amount: amount, product_data: { name: 'Gift' } };
      const session = await running.stripe.checkout.sessions.create({
        ...onceParams(),
        line_items: [{ quantity: 1, price_data }],
      });
      expect(session).toMatchObject({ amount_total: amount, currency: currency.toLowerCase() });
    }
  });
});

describe('idempotency', () => {
  it('replays the first answer to the same key', async () => {
    const { stripe, sandbox } = running;
    const first = await stripe.checkout.sessions.create(onceParams(), { idempotencyKey: 'key-1' });
    const second = await stripe.checkout.sessions.create(onceParams(), { idempotencyKey: 'key-1' });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(sandbox.list('checkout.session')).toHaveLength(1);
  });

  it('refuses the key for other parameters, and forgets it after a day', async () => {
    const { stripe, clock } = running;
    await stripe.customers.create({ email: 'a@example.org' }, { idempotencyKey: 'key-1' });
    const other = () => stripe.customers.create({ email: 'b@example.org' }, { idempotencyKey: 'key-1' });
    const fault = await faultOf(other());
    expect(fault).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(fault.statusCode).toBe(400);
    clock.advance(24 * 60 * 60 * 1_000);
    expect(await other()).toMatchObject({ email: 'b@example.org' });
  });

  it('refuses a key that is in use', async () => {
    const { stripe, sandbox } = running;
    let release = () => {};
    sandbox.holdRequests(
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    const first = stripe.customers.create({}, { idempotencyKey: 'key-1' });
    const second = faultOf(stripe.customers.create({}, { idempotencyKey: 'key-1' }));
    const refused = await Promise.race([second, first.then(() => null)]);
    expect(refused).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    release();
    await first;
    expect(sandbox.list('customer')).toHaveLength(1);
  });

  it('does not keep a request whose parameters were refused, but keeps a decline', async () => {
    const { stripe, sandbox } = running;
    const bad = await form('/v1/customers', 'nonsense=1', { 'Idempotency-Key': 'key-1' });
    expect(bad.status).toBe(400);
    expect(await stripe.customers.create({}, { idempotencyKey: 'key-1' })).toMatchObject({
      object: 'customer',
    });

    const params = {
      amount: 500,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    } as const;
    const decline = () => stripe.paymentIntents.create(params, { idempotencyKey: 'key-2' });
    expect(await faultOf(decline())).toMatchObject({ statusCode: 402, decline_code: 'generic_decline' });
    expect(await faultOf(decline())).toMatchObject({ statusCode: 402 });
    expect(sandbox.list('payment_intent')).toHaveLength(1);
    expect(sandbox.list('charge')).toMatchObject([{ status: 'failed', failure_code: 'card_declined' }]);
  });
});

describe('faults by switch', () => {
  it('500 after the work: the object exists, and the key replays the 500', async () => {
    const { stripe, sandbox } = running;
    sandbox.setApiFaults({ error: 1, done: true });
    const create = () => stripe.customers.create({}, { idempotencyKey: 'key-1' });
    expect(await faultOf(create())).toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
    sandbox.setApiFaults();
    expect(await faultOf(create())).toMatchObject({
      statusCode: 500,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(sandbox.list('customer')).toHaveLength(1);
  });

  it('500 before the work: nothing exists, and the key is free', async () => {
    const { stripe, sandbox } = running;
    sandbox.setApiFaults({ error: 1, done: false });
    const create = () => stripe.customers.create({}, { idempotencyKey: 'key-1' });
    expect(await faultOf(create())).toMatchObject({ statusCode: 500 });
    expect(sandbox.list('customer')).toEqual([]);
    sandbox.setApiFaults();
    expect(await create()).toMatchObject({ object: 'customer' });
  });

  it('429, a cut connection, and silence', async () => {
    const { stripe, sandbox } = running;
    const create = () => stripe.customers.create({});
    sandbox.setApiFaults({ rateLimit: 1 });
    expect(await faultOf(create())).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    sandbox.setApiFaults({ reset: 1, done: true });
    expect(await faultOf(create())).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    sandbox.setApiFaults({ hang: 1, done: true });
    const impatient = stripe.customers.create({}, { timeout: 2_000 });
    expect(await faultOf(impatient)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(sandbox.list('customer')).toHaveLength(2);
    sandbox.setApiFaults({ reset: 0.5, hang: 0 });
    const answers = await Promise.allSettled(Array.from({ length: 60 }, create));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
  });
});

describe('objects', () => {
  it('merges metadata, and an empty string takes a key out', async () => {
    const { stripe } = running;
    const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } });
    expect((await stripe.customers.update(id, { metadata: { b: '', c: 3 } })).metadata).toEqual({
      a: '1',
      c: '3',
    });
    expect((await stripe.customers.update(id, { name: 'Name' })).metadata).toEqual({ a: '1', c: '3' });
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({});
  });

  it('lists newest first, by cursor in both directions', async () => {
    const { stripe } = running;
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await stripe.customers.create({})).id);
    const page = await stripe.customers.list({ limit: 2 });
    expect(page).toMatchObject({ has_more: true, data: [{ id: ids[0] }, { id: ids[1] }] });
    const next = await stripe.customers.list({ limit: 2, starting_after: ids[1] });
    expect(next.data.map(({ id }) => id)).toEqual([ids[2], ids[3]]);
    const back = await stripe.customers.list({ limit: 2, ending_before: ids[4] });
    expect(back).toMatchObject({ has_more: true, data: [{ id: ids[2] }, { id: ids[3] }] });
    const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(ids);
  });

  it('filters lists by what the request names', async () => {
    const { stripe, sandbox, clock } = running;
    const session = await stripe.checkout.sessions.create(monthlyParams());
    const early = Math.floor(clock.instant.getTime() / 1_000);
    clock.advance(10_000);
    const other = await stripe.checkout.sessions.create(onceParams());
    sandbox.pay(session.id, { email: 'one@example.org', method: 'card' });
    sandbox.pay(other.id, { email: 'two@example.org', method: 'card' });
    const subscription = String(sandbox.get('checkout.session', session.id)?.subscription);
    const intent = String(sandbox.get('checkout.session', other.id)?.payment_intent);
    const found = async (params: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(params)).data.map(({ id }) => id);
    expect(await found({ subscription })).toEqual([session.id]);
    expect(await found({ payment_intent: intent })).toEqual([other.id]);
    expect(await found({ created: { gt: early } })).toEqual([other.id]);
    expect(await found({ created: early })).toEqual([session.id]);
    expect(await found({ customer_details: { email: 'one@example.org' } })).toEqual([session.id]);
    expect(await found({ status: 'open' })).toEqual([]);
    expect((await stripe.customers.list({ email: 'two@example.org' })).data).toHaveLength(1);
    expect((await stripe.events.list({ type: 'invoice.*', limit: 100 })).data.length).toBe(4);
    const types = ['checkout.session.completed', 'invoice.paid'];
    expect((await stripe.events.list({ types })).data).toHaveLength(3);
  });

  it('expands ids, and what is shown only on demand', async () => {
    const { stripe, sandbox } = running;
    const { id } = await stripe.checkout.sessions.create(monthlyParams());
    sandbox.pay(id, { email: 'one@example.org', method: 'card' });
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['subscription', 'customer'] });
    expect(session).toMatchObject({
      customer: { email: 'one@example.org' },
      subscription: { status: 'active' },
    });
    const [invoice] = sandbox.list('invoice');
    const expanded = await stripe.invoices.retrieve(String(invoice?.id), {
      expand: ['payments.data.payment.payment_intent'],
    });
    expect(expanded.payments?.data).toMatchObject([
      { payment: { payment_intent: { object: 'payment_intent' } } },
    ]);
    expect(invoice).not.toHaveProperty('payments');
    const list = await stripe.charges.list({ expand: ['data.balance_transaction', 'data.refunds'] });
    expect(list.data[0]).toMatchObject({ balance_transaction: { net: 455 }, refunds: { data: [] } });
    for (const path of ['nothing', 'amount_total', 'a.b.c.d.e']) {
      const fault = await faultOf(stripe.checkout.sessions.retrieve(id, { expand: [path] }));
      expect(fault).toMatchObject({ statusCode: 400, param: 'expand' });
    }
  });

  it('keeps a stub of a deleted customer and ends its subscriptions', async () => {
    const { stripe, sandbox } = running;
    const { id } = await stripe.checkout.sessions.create(monthlyParams());
    const { customer } = sandbox.pay(id, { email: 'one@example.org', method: 'card' });
    expect(await stripe.customers.del(String(customer))).toMatchObject({ id: customer, deleted: true });
    expect(await stripe.customers.retrieve(String(customer))).toMatchObject({ deleted: true });
    expect((await stripe.customers.list()).data).toEqual([]);
    expect(sandbox.list('subscription')).toMatchObject([{ status: 'canceled' }]);
    expect(await faultOf(stripe.customers.update(String(customer), {}))).toMatchObject({ statusCode: 404 });
  });

  it('lets events be read for thirty days', async () => {
    const { stripe, clock } = running;
    await stripe.customers.create({});
    const [event] = (await stripe.events.list()).data;
    clock.advance(30 * 24 * 60 * 60 * 1_000);
    expect((await stripe.events.list()).data).toEqual([]);
    expect(await faultOf(stripe.events.retrieve(String(event?.id)))).toMatchObject({ statusCode: 404 });
  });

  it('registers webhook endpoints and shows their secret once', async () => {
    const { stripe } = running;
    const made = await stripe.webhookEndpoints.create({
      url: 'https://hook.example',
      enabled_events: ['invoice.paid'],
      api_version: '2026-10-28.endive',
    });
    expect(made.secret).toMatch(/^whsec_/);
    const listed = await stripe.webhookEndpoints.list();
    expect(listed.data).toMatchObject([{ id: made.id, enabled_events: ['invoice.paid'], status: 'enabled' }]);
    expect(listed.data[0]?.secret).toBeUndefined();
    expect(await stripe.webhookEndpoints.update(made.id, { disabled: true })).toMatchObject({
      status: 'disabled',
    });
    await stripe.webhookEndpoints.del(made.id);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });
});
