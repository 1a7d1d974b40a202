import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erasePerson } from '../../src/account/erasure/erase-person.ts';
import { sealPurposeLink } from '../../src/account/links/purpose-link.ts';
import { tellMembers } from '../../src/account/notices/tell-members.ts';
import { tellOfEndingMethods } from '../../src/account/pay/find-ending-methods.ts';
import { payPath as payPathWithin } from '../../src/account/pay/pay-link.ts';
import { DAY, HOUR, MINUTE, plus } from '../../src/platform/time.ts';
import { explainFailures } from '../../src/webhooks/explain-failures.ts';
import { sendDueMails } from '../../src/worker.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { give, post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signInAs } from '../support/sign-in.ts';
import { subscribe } from '../support/subscribe.ts';

const clock = testClock();

let service: Service;
beforeAll(async () => {
  // Stripe tries three more times, and then leaves it unpaid.
  service = await startService({ clock, dunning: { retryAfterDays: [3, 5, 7], atLast: 'unpaid' } });
});
afterAll(() => service.stop());

let email = '';
let member = 0;
beforeEach(() => {
  member += 1;
  email = `reader${member}@example.org`;
});

type Renewal = { subscription: string; invoice: string; customer: string };

async function join(locale: 'en' | 'ru' = 'en'): Promise<{ subscription: string; customer: string }> {
  await give(service, { email, amount: 900, locale });
  const { id: subscription = '', customer = '' } = service.stripe.list('subscription').at(-1) ?? {};
  return { subscription, customer };
}

/** A month later the renewal is refused. */
async function renewalFails(
  outcome: 'declined' | 'action-required' = 'declined',
  locale?: 'ru',
): Promise<Renewal> {
  const { subscription, customer } = await join(locale);
  clock.advance(31 * DAY);
  service.stripe.renew(subscription, outcome);
  await service.settled();
  const invoice = service.stripe.get('subscription', subscription)?.latest_invoice ?? '';
  return { subscription, customer, invoice };
}

async function tryAgain({ invoice }: Renewal, outcome: 'declined' | 'card'): Promise<void> {
  service.stripe.payInvoice(invoice, { outcome });
  await service.settled();
}

/** What the jobs do each minute; again a little later, for what has to wait a little. */
async function minutesGoBy(): Promise<void> {
  for (const _ of [1, 2]) {
    await tellMembers(service.context);
    await sendDueMails(service.context);
    clock.advance(6 * MINUTE);
  }
}

async function days(count: number): Promise<void> {
  clock.advance(count * DAY - 12 * MINUTE);
  await minutesGoBy();
}

const mails = () => service.mail.messages().filter(({ to }) => to.includes(email));
const subjects = () => mails().map(({ subject }) => subject);
const lastMail = () => mails().at(-1)?.text ?? '';
const payPath = () => /\/account\/pay\?\S+/.exec(lastMail())?.[0] ?? '';

async function open(path: string) {
  const response = await fetch(service.url + path);
  const html = await response.text();
  const state = /data-state="([^"]+)"/.exec(html)?.[1];
  return { status: response.status, state, html };
}

async function press(
  path: string,
  step: 'method' | 'page' | 'retry',
): Promise<{ status: number; to: string }> {
  const { html } = await open(path);
  expect(html).toContain(`name="step" value="${step}"`);
  const attempt = /name="attempt" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return send(path, { step, attempt });
}

async function send(path: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const response = await fetch(service.url + path, { method: 'POST', body, redirect: 'manual' });
  return { status: response.status, to: response.headers.get('location') ?? '' };
}

/** Saves a card that works on Stripe's page, and comes back. */
async function chooseCard(page: string, card = 'card'): Promise<string> {
  const body = new URLSearchParams({ card });
  const response = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  await service.settled();
  clock.advance(MINUTE);
  return response.headers.get('location')?.replace(service.url, '') ?? '';
}

const query = (sql: string, values: unknown[] = []) => run(service.databaseUrl, sql, values);
const statusOf = async ({ subscription }: { subscription: string }) =>
  (await query('select status from memberships where id = $1', [subscription]))[0];

const FAILED = 'Something needs your attention';

describe('a renewal that is refused', () => {
  it('is told at once, then once a week while Stripe tries again, and once when it does not', async () => {
    const renewal = await renewalFails();
    await minutesGoBy();
    expect(subjects()).toEqual([FAILED]);
    expect(lastMail()).toContain('tried again on');
    expect(await statusOf(renewal)).toEqual(['past-due']);

    await days(3);
    await tryAgain(renewal, 'declined');
    await days(1);
    expect(subjects()).toHaveLength(1);

    await days(3);
    expect(subjects()).toEqual([FAILED, FAILED]);

    await days(1);
    await tryAgain(renewal, 'declined');
    await days(6);
    expect(subjects()).toHaveLength(3);

    await days(1);
    await tryAgain(renewal, 'declined');
    await minutesGoBy();
    expect(subjects()).toHaveLength(4);
    expect(lastMail()).toContain('not tried again by itself');

    await days(30);
    expect(subjects()).toHaveLength(4);
  });

  it('names no amount, nor what it is for', async () => {
    await renewalFails();
    await minutesGoBy();
    expect(`${subjects()} ${lastMail()}`).not.toMatch(/\$|9\.00|gift|donat|contribut|support us/i);
  });

  it('is told in Russian to whoever gave in Russian', async () => {
    await renewalFails('declined', 'ru');
    await minutesGoBy();
    expect(subjects()).toEqual(['Нужно ваше внимание']);
    expect((await open(payPath())).html).toContain('Платёж не прошёл');
  });

  it('is told to nobody where it was heard of days late, or came in meanwhile', async () => {
    const late = await renewalFails();
    clock.advance(4 * DAY);
    await minutesGoBy();
    expect(subjects()).toEqual([]);
    await tryAgain(late, 'card');
    await minutesGoBy();
    expect(subjects()).toEqual([]);
  });

  it('is no renewal where it is a first payment', async () => {
    await give(service, { email, method: 'declined' });
    await minutesGoBy();
    expect(subjects()).toEqual([]);
  });

  it('has its cause asked of Stripe, once', async () => {
    const { invoice } = await renewalFails();
    const cause = () => query('select decline_code from payment_intents where invoice_id = $1', [invoice]);
    expect(await cause()).toEqual([]);
    await explainFailures(service.context);
    expect(await cause()).toEqual([['generic_decline']]);
    expect(await explainFailures(service.context)).toBe(0);
  });

  it('has its cause asked in its turn, behind however many that never had an attempt', async () => {
    const { invoice } = await renewalFails();
    await query(
      `insert into failed_renewals (id, membership_id, amount, currency, failed_at, learnt_at)
       select id || n, membership_id, amount, currency, failed_at, learnt_at
       from failed_renewals, generate_series(1, 25) as n where id = $1`,
      [invoice],
    );
    // Ten at a time, and each that is answered once.
    for (const _ of [1, 2, 3]) await explainFailures(service.context);
    expect(await query('select decline_code from payment_intents where invoice_id = $1', [invoice])).toEqual([
      ['generic_decline'],
    ]);
    expect(await explainFailures(service.context)).toBe(0);
  });
});

it('a membership that is left unpaid for good keeps nobody from being asked, until it is paid after all', async () => {
  const { askCookie, membershipId } = await subscribe(service);
  const asks = async () => {
    const response = await fetch(`${service.url}/v1/ask`, { headers: { cookie: askCookie } });
    return z.object({ ask: z.boolean() }).parse(await response.json()).ask;
  };
  const again = async (outcome: 'declined' | 'card') => {
    const invoice = service.stripe.get('subscription', membershipId)?.latest_invoice ?? '';
    clock.advance(DAY);
    service.stripe.payInvoice(invoice, { outcome });
    await service.settled();
  };
  clock.advance(31 * DAY);
  service.stripe.renew(membershipId, 'declined');
  await service.settled();
  for (const _ of [1, 2]) await again('declined');
  expect(await asks()).toBe(false);
  await again('declined');
  expect(service.stripe.get('subscription', membershipId)?.status).toBe('unpaid');

  expect(await asks()).toBe(true);
  await again('card');
  expect(await asks()).toBe(false);
});

describe('the link in the mail', () => {
  it('leads to another card and a new attempt; whoever was written to is thanked, once', async () => {
    const renewal = await renewalFails();
    await minutesGoBy();
    const path = payPath();
    expect(await open(path)).toMatchObject({ status: 200, state: 'due' });

    const { status, to } = await press(path, 'method');
    expect(status).toBe(303);
    const back = await chooseCard(to);
    expect(await open(back)).toMatchObject({ status: 200, state: 'back' });

    const retried = await press(back, 'retry');
    expect(retried.to).toContain('said=paid');
    // Before any event: what Stripe answered is in the books.
    expect(await statusOf(renewal)).toEqual(['active']);
    expect(await open(retried.to)).toMatchObject({ state: 'clear' });

    await service.settled();
    await minutesGoBy();
    await minutesGoBy();
    expect(subjects()).toEqual([FAILED, 'All is well again']);
    expect(await query('select count(*)::int from payments where id = $1', [renewal.invoice])).toEqual([[1]]);
  });

  it('says so when the new card is refused, too', async () => {
    await renewalFails();
    await minutesGoBy();
    const back = await chooseCard((await press(payPath(), 'method')).to, 'declined-later');
    const { to } = await press(back, 'retry');
    expect(to).toContain('said=refused');
    expect((await open(to)).state).toBe('due');
  });

  it('leads back from Stripe by an address that is of no use an hour later', async () => {
    await renewalFails();
    await minutesGoBy();
    const path = payPath();
    const back = await chooseCard((await press(path, 'method')).to);
    expect(await open(back)).toMatchObject({ status: 200, state: 'back' });
    clock.advance(HOUR);
    expect((await open(back)).status).toBe(410);
    expect((await open(path)).status).toBe(200);
  });

  it('makes one attempt of one press, however often it is sent', async () => {
    const { invoice } = await renewalFails();
    await minutesGoBy();
    await chooseCard((await press(payPath(), 'method')).to, 'declined-later');
    const before = service.stripe.get('invoice', invoice)?.attempt_count ?? 0;
    const fields = { step: 'retry', attempt: service.context.ids.random() };
    for (const _ of [1, 2, 3]) expect((await send(payPath(), fields)).to).toContain('said=refused');
    expect(service.stripe.get('invoice', invoice)?.attempt_count).toBe(before + 1);
    // In another window, with another card: that one counts.
    await chooseCard((await press(payPath(), 'method')).to);
    expect((await send(payPath(), fields)).to).toContain('said=paid');
  });

  it('says that it is on its way where a debit is, and asks for nothing that was given up', async () => {
    const { invoice } = await renewalFails();
    await minutesGoBy();
    const path = payPath();
    const retry = () => send(path, { step: 'retry', attempt: service.context.ids.random() });
    service.stripe.payInvoice(invoice, { outcome: 'delayed-success' });
    expect((await retry()).to).toContain('said=under-way');
    await service.settled();

    const other = await renewalFails();
    await minutesGoBy();
    // Whether or not its event has come already.
    service.stripe.voidInvoice(other.invoice);
    expect(
      (await send(payPath(), { step: 'retry', attempt: service.context.ids.random() })).to,
    ).not.toContain('said');
    expect((await open(payPath())).state).toBe('clear');
  });

  it('says that nothing is due where Stripe knows nothing of it any more', async () => {
    const { invoice } = await renewalFails();
    await minutesGoBy();
    for (const table of ['invoices', 'failed_renewals'])
      await service.context.pool.query(`update ${table} set id = 'in_gone' || id where id = $1`, [invoice]);
    for (const step of ['retry', 'page']) {
      const { status, to } = await send(payPath(), { step, attempt: service.context.ids.random() });
      expect([status, to]).toEqual([303, expect.stringContaining('said=gone')]);
      const page = await open(to);
      expect(page.html).toContain('This payment is not asked for any more');
      expect(page.html).not.toContain('<button');
    }
  });

  it('leads to the bank where that asks', async () => {
    const { invoice } = await renewalFails('action-required');
    await minutesGoBy();
    expect(subjects()).toEqual(['Your bank has a question']);
    const { to } = await press(payPath(), 'page');
    expect(to).toBe(service.stripe.get('invoice', invoice)?.hosted_invoice_url);
    await fetch(to, { method: 'POST', body: new URLSearchParams({ method: 'card' }), redirect: 'manual' });
    await service.settled();
    expect((await open(payPath())).state).toBe('clear');
    await minutesGoBy();
    expect(subjects()).toEqual(['Your bank has a question', 'All is well again']);
  });

  it('leads to the bank where that asks for the card that was chosen here', async () => {
    await renewalFails();
    await minutesGoBy();
    const path = payPath();
    await chooseCard((await press(path, 'method')).to, 'asks');
    const { to } = await send(path, { step: 'retry', attempt: service.context.ids.random() });
    expect(to).toContain('said=action');
    expect((await open(to)).html).toContain('Confirm with the bank');
    await service.settled();
    expect((await open(path)).html).toContain('Confirm with the bank');
  });

  it('is worth nothing forged, for another purpose, or after 30 days, and says no more than that', async () => {
    const { subscription } = await renewalFails();
    await minutesGoBy();
    const [[memberId] = []] = await query('select member_id from memberships where id = $1', [subscription]);
    const link = (purpose: 'pay' | 'settle-double', about: string) =>
      `/account/pay?lang=en&token=${sealPurposeLink(service.context, { purpose, memberId: String(memberId), about, until: plus(clock.now(), DAY) })}`;
    expect((await open(link('pay', subscription))).status).toBe(200);
    const pages = [
      await open('/account/pay?lang=en'),
      await open(`/account/pay?lang=en&token=${'A'.repeat(80)}`),
      await open(link('settle-double', subscription)),
      await open(link('pay', 'sub_of_somebody_else')),
    ];
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([410]));
    expect(new Set(pages.map(({ html }) => html)).size).toBe(1);
    const path = payPath();
    const fields = { step: 'method', attempt: service.context.ids.random() };
    clock.advance(31 * DAY);
    expect((await open(path)).status).toBe(410);
    expect((await send(path, fields)).status).toBe(410);
  });

  it('is worth nothing once its owner was erased, though Stripe has not ended the membership yet', async () => {
    const { subscription } = await renewalFails();
    await minutesGoBy();
    const [[memberId] = []] = await query('select member_id from memberships where id = $1', [subscription]);
    const path = payPath();
    expect((await open(path)).status).toBe(200);
    await erasePerson(service.context, { memberIds: [String(memberId)] });
    const forged = await open(`/account/pay?lang=en&token=${'A'.repeat(80)}`);
    expect(await open(path)).toEqual(forged);
    for (const step of ['method', 'page', 'retry'])
      expect(await send(path, { step, attempt: service.context.ids.random() })).toMatchObject({
        status: 410,
      });
  });

  it('says that there is nothing to do once the membership has ended', async () => {
    const { subscription } = await renewalFails();
    await minutesGoBy();
    const path = payPath();
    service.stripe.cancel(subscription, 'now');
    await service.settled();
    expect(await open(path)).toMatchObject({ status: 200, state: 'ended' });
  });
});

describe('a card that ends', () => {
  const ENDING = 'A card that ends soon';

  async function endsSoon(): Promise<{ subscription: string; method: string }> {
    const { subscription } = await join();
    const method = service.stripe.get('subscription', subscription)?.default_payment_method ?? '';
    clock.advance(MINUTE);
    service.stripe.letExpire(method);
    await service.settled();
    clock.advance(3 * DAY);
    return { subscription, method };
  }

  async function hourGoesBy(): Promise<number> {
    const told = await tellOfEndingMethods(service.context);
    await minutesGoBy();
    clock.advance(HOUR);
    return told;
  }

  it('is told a month ahead of the charge it will miss, once, with a link to another', async () => {
    await endsSoon();
    expect(await hourGoesBy()).toBe(1);
    expect(await hourGoesBy()).toBe(0);
    expect(subjects()).toEqual([ENDING]);
    const path = payPath();
    expect((await open(path)).state).toBe('clear');
    expect((await press(path, 'method')).to).toContain('/portal/');
  });

  it('is told to nobody who pays with another by now; nor is Stripe asked about it again', async () => {
    const { method, subscription } = await endsSoon();
    const other = await service.context.stripe.paymentMethods.attach('pm_card_visa', {
      customer: service.stripe.get('subscription', subscription)?.customer ?? '',
    });
    await service.context.stripe.subscriptions.update(subscription, { default_payment_method: other.id });
    expect(await hourGoesBy()).toBe(0);
    await service.context.stripe.subscriptions.update(subscription, { default_payment_method: method });
    expect(await hourGoesBy()).toBe(0);
    expect(subjects()).toEqual([]);
  });
});

describe('whoever is signed in', () => {
  it('is led to a payment by an address that is of no use an hour later: browsers remember it', async () => {
    const { subscription } = await join();
    const [[memberId] = []] = await query('select member_id from memberships where id = $1', [subscription]);
    const payer = { memberId: String(memberId), membershipId: subscription };
    const path = payPathWithin(service.context, payer, 'en');
    expect((await open(path)).status).toBe(200);
    clock.advance(HOUR);
    expect((await open(path)).status).toBe(410);
  });

  it('is given Stripe’s page for their own membership, and for nobody else’s', async () => {
    const { subscription } = await join();
    const signedIn = await signInAs(service, email);
    const ask = (body: unknown, headers = signedIn) =>
      post(service, '/v1/me/payment-method-sessions', body, headers);
    const opened = await ask({ membershipId: subscription });
    expect(opened.status).toBe(201);
    expect(await opened.json()).toEqual({ url: expect.stringContaining('/portal/') });
    expect((await ask({})).status).toBe(201);
    const again = { ...signedIn, 'idempotency-key': 'the-one' };
    const urls = [await ask({}, again), await ask({}, again)].map((response) => response.text());
    expect(new Set(await Promise.all(urls)).size).toBe(1);
    const path = `${service.url}/v1/me/payment-method-sessions`;
    expect((await fetch(path, { method: 'POST', headers: signedIn })).status).toBe(201);
    email = 'somebody-else@example.org';
    const { subscription: others } = await join();
    expect((await ask({ membershipId: others })).status).toBe(404);
    expect((await ask({ membershipId: 'sub_unknown' })).status).toBe(404);
    expect((await ask({}, { cookie: '' })).status).toBe(401);
  });
});
