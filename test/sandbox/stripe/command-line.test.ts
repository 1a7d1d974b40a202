import { afterEach, beforeEach, expect, it } from 'vitest';
import { onceParams, type Running, start } from './harness.ts';

/** What Stripe's command line asks for, in its own words. */
let running: Running;
beforeEach(async () => {
  running = await start();
});
afterEach(() => running.stop());

async function post(path: string, body: string, agent = 'Stripe/v1 stripe-cli/1.52.0') {
  const response = await fetch(`${running.url}/v1${path}`, {
    method: 'POST',
    body,
    headers: {
      Authorization: 'Bearer sk_test_sandbox',
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': agent,
    },
  });
  const answer: { id: string; status: string } = JSON.parse(await response.text());
  return { code: response.status, ...answer };
}

function told(type: string): number {
  return running.sandbox.list('event').filter((event) => event.type === type).length;
}

it('may speak of methods and addresses in older words, which nobody else may', async () => {
  const body =
    'amount=2000&currency=usd&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card&shipping[name]=A';
  expect(await post('/payment_intents', body)).toMatchObject({ code: 200, status: 'succeeded' });
  expect((await post('/payment_intents', body, 'curl')).code).toBe(400);
});

it('presses Pay on a session', async () => {
  const { stripe } = running;
  const { id } = await stripe.checkout.sessions.create(onceParams());
  const method = await post(
    '/payment_methods',
    'type=card&card[token]=tok_visa&billing_details[email]=a@b.example',
  );
  const paid = await post(`/payment_pages/${id}/confirm`, `payment_method=${method.id}&expected_amount=500`);
  expect(paid).toMatchObject({ code: 200, status: 'complete' });
  expect(told('checkout.session.completed')).toBe(1);
});

it.each([
  ['pm_card_visa', 200, 'invoice.paid'],
  ['pm_card_chargeCustomerFail', 402, 'invoice.payment_failed'],
  ['pm_card_threeDSecure2Required', 402, 'invoice.payment_action_required'],
])('has an invoice of its own paid with %s', async (method, code, event) => {
  const { stripe } = running;
  const { id: customer } = await stripe.customers.create({});
  const attached = await stripe.paymentMethods.attach(method, { customer });
  await stripe.invoiceItems.create({ customer, amount: 2_000, currency: 'usd' });
  const invoice = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  expect(invoice).toMatchObject({ status: 'draft', amount_due: 2_000, parent: null });
  expect((await post(`/invoices/${invoice.id}/pay`, `payment_method=${attached.id}`)).code).toBe(code);
  expect(told(event)).toBe(1);
  const again = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  expect(again.amount_due).toBe(0);
});

it('cancels a payment that nobody made, once', async () => {
  const { paymentIntents } = running.stripe;
  const { id } = await paymentIntents.create({ amount: 500, currency: 'usd' });
  const canceled = await paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  await expect(paymentIntents.cancel(id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
});

it('gives up a dispute, and an inquiry, which then is closed', async () => {
  const { sandbox, stripe } = running;
  for (const method of ['pm_card_createDispute', 'pm_card_createDisputeInquiry']) {
    const paid = { amount: 500, currency: 'usd', payment_method: method, confirm: true };
    await stripe.paymentIntents.create({ ...paid, return_url: 'https://site.example/' });
  }
  const ids = sandbox.list('dispute').map(({ id }) => id);
  const closed = await Promise.all(ids.map((id) => stripe.disputes.close(id)));
  expect(closed.map(({ status }) => status)).toEqual(['lost', 'warning_closed']);
  expect(told('charge.dispute.closed')).toBe(2);
  await expect(stripe.disputes.close(String(ids[1]))).rejects.toMatchObject({ statusCode: 400 });
});
