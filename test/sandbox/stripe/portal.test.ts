import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monthlyParams, type Running, start } from './harness.ts';

let running: Running;
let subscription: string;
let customer: string;
beforeEach(async () => {
  running = await start({ renewals: 'automatic' });
  const { id } = await running.stripe.checkout.sessions.create(monthlyParams());
  const paid = running.sandbox.pay(id, { email: 'reader@example.org', method: 'card' });
  [subscription, customer] = [String(paid.subscription), String(paid.customer)];
});
afterEach(() => running.stop());

const RETURN = 'https://site.example/account';

async function portal(
  more: Partial<Stripe.BillingPortal.SessionCreateParams> = {
    flow_data: {
      type: 'payment_method_update',
      after_completion: { type: 'redirect', redirect: { return_url: RETURN } },
    },
  },
): Promise<string> {
  const session = await running.stripe.billingPortal.sessions.create({
    customer,
    return_url: RETURN,
    ...more,
  });
  return session.url;
}

const page = async (url: string) => (await fetch(url)).text();

async function post(url: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  return {
    status: response.status,
    location: response.headers.get('location'),
    text: await response.text(),
  };
}
/** For a subscription that goes by its customer's default, as it does once the service has opened the portal for it. */
async function save(card: string) {
  await running.stripe.subscriptions.update(subscription, { default_payment_method: '' });
  return post(await portal(), { card });
}

function typesAfter(count: number): string[] {
  return running.sandbox
    .list('event')
    .slice(count)
    .map(({ type }) => type);
}

describe('the portal', () => {
  it('saves another card as the default of the customer, and leads back; what a subscription has of its own stays', async () => {
    const url = await portal();
    expect(await page(url)).toContain('What you pay with');
    const own = running.sandbox.get('subscription', subscription)?.default_payment_method;
    const before = running.sandbox.list('event').length;

    expect(await post(url, { card: 'card' })).toMatchObject({ status: 303, location: RETURN });

    expect(typesAfter(before)).toEqual(['payment_method.attached', 'customer.updated']);
    const found = await running.stripe.subscriptions.retrieve(subscription, {
      expand: ['default_payment_method', 'latest_invoice', 'customer'],
    });
    expect(found).toMatchObject({
      customer: { id: customer, object: 'customer' },
      default_payment_method: { id: own, object: 'payment_method', customer },
      latest_invoice: { object: 'invoice', status: 'paid' },
    });
    const { customer: payer } = found;
    if (typeof payer === 'string' || payer.deleted) throw new Error('not expanded');
    const chosen = payer.invoice_settings.default_payment_method;
    expect(chosen).not.toBe(own);
    expect(running.sandbox.get('payment_method', `${chosen}`)?.customer).toBe(customer);
  });

  it('speaks Russian where it is told to, and says that it is done where nothing else is said', async () => {
    const url = await portal({ locale: 'ru' });
    expect(await page(url)).toContain('Способ оплаты');
    const { location } = await post(url, { card: 'card' });
    expect(await page(`${running.url}${location}`)).toContain('Сохранено');
    expect(await page(`${running.url}${location}`)).toContain(RETURN);
  });

  it('changes nothing where the bank refuses the card', async () => {
    const before = running.sandbox.list('event').length;
    const { status, text } = await post(await portal(), { card: 'refused' });
    expect(status).toBe(402);
    expect(text).toContain('Nothing was changed');
    expect(typesAfter(before).filter((type) => !type.startsWith('billing_portal'))).toEqual([]);
  });

  it('takes a card that works until the end of next month', async () => {
    await save('expires-soon');
    expect(running.sandbox.list('payment_method').at(-1)?.card).toMatchObject({
      exp_month: 12,
      exp_year: 2026,
    });
  });

  it('is for customers that exist, and for what it serves', async () => {
    await expect(portal({ customer: 'cus_nobody' })).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(
      portal({ flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription } } }),
    ).rejects.toMatchObject({ statusCode: 400 });
    const { data } = await running.stripe.billingPortal.configurations.list();
    expect(data).toEqual([expect.objectContaining({ active: true, is_default: true })]);
    expect((await fetch(`${running.url}/portal/bps_none`)).status).toBe(404);
  });
});

describe('a renewal that does not come in', () => {
  const last = () => running.sandbox.list('invoice').at(-1);

  it('is paid with the card that the portal saved', async () => {
    await save('declined-later');
    running.sandbox.advance({ months: 1 });
    expect(running.sandbox.get('subscription', subscription)?.status).toBe('past_due');
    await save('card');
    const paid = await running.stripe.invoices.pay(String(last()?.id));
    expect(paid.status).toBe('paid');
    expect(running.sandbox.get('subscription', subscription)?.status).toBe('active');
  });

  it('that waits for a word to the bank is confirmed from its own page', async () => {
    await save('asks');
    running.sandbox.advance({ months: 1 });
    const { hosted_invoice_url: url } = await running.stripe.invoices.retrieve(String(last()?.id));
    const shown = await page(String(url));
    const [, path = ''] = /href="(\/authenticate\/[^"]+)"/.exec(shown) ?? [];
    expect(await page(`${running.url}${path}`)).toContain('Do you want to pay');
    const { location } = await post(`${running.url}${path}`, { answer: 'succeed' });
    expect(await page(`${running.url}${location}`)).toContain('paid');
    expect(last()?.status).toBe('paid');
    expect(running.sandbox.get('subscription', subscription)?.status).toBe('active');
  });
});

describe('a customer who is deleted', () => {
  it('gives no more at once, and is known to be gone', async () => {
    const before = running.sandbox.list('event').length;
    await running.stripe.customers.del(customer);
    expect(typesAfter(before)).toEqual(['customer.subscription.deleted', 'customer.deleted']);
    expect(await running.stripe.customers.retrieve(customer)).toMatchObject({ id: customer, deleted: true });
    await expect(running.stripe.customers.del(customer)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('a collection that pauses', () => {
  it('voids what falls due meanwhile, keeps the rhythm, and goes on by itself', async () => {
    const resumes = Date.parse('2027-02-22T10:00:00Z') / 1_000;
    await running.stripe.subscriptions.update(subscription, {
      pause_collection: { behavior: 'void', resumes_at: resumes },
    });
    const before = running.sandbox.list('event').length;
    running.sandbox.advance({ to: new Date('2026-12-24T00:00:00Z') });
    expect(typesAfter(before)).toEqual([
      'customer.subscription.updated',
      'invoice.created',
      'invoice.finalized',
      'invoice.voided',
      'customer.subscription.updated',
    ]);
    running.sandbox.advance({ to: new Date('2027-02-22T12:00:00Z') });
    expect(running.sandbox.get('subscription', subscription)).toMatchObject({
      pause_collection: null,
      status: 'active',
    });
    running.sandbox.advance({ to: new Date('2027-02-24T00:00:00Z') });
    expect(running.sandbox.list('invoice').map(({ status }) => status)).toEqual([
      'paid',
      'void',
      'void',
      'paid',
    ]);
  });
});
