import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { axeViolations, launchBrowser, type TestBrowser } from '../../support/browser.ts';
import { monthlyParams, onceParams, type Running, start } from './harness.ts';

let browser: TestBrowser;
let page: Page;
let running: Running;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  running = await start();
  page = await browser.newPage({ width: 320, javaScriptEnabled: false });
});
afterEach(async () => {
  await page.close();
  await running.stop();
});

async function expectUsable(): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
}

it('is paid by keyboard alone, after a decline, on a narrow screen', async () => {
  const home = `${running.url}/?thanks={CHECKOUT_SESSION_ID}`;
  const params = { ...monthlyParams(), success_url: home };
  const { id, url } = await running.stripe.checkout.sessions.create(params);
  await page.goto(String(url));
  await expectUsable();
  await page.keyboard.press('Tab');
  await page.keyboard.type('reader@example.org');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await expectUsable();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${running.url}/?thanks=${id}`);
  await expectUsable();
  await page.getByRole('button', { name: 'Renew sub_' }).click();
  await page.getByText('customer.subscription.updated').first().waitFor();
  expect(running.sandbox.list('invoice')).toHaveLength(2);
});

it('can be used when it is over, in Russian too', async () => {
  const params = {
    ...onceParams(),
    locale: 'ru',
    after_expiration: { recovery: { enabled: true } },
  } as const;
  const { id, url } = await running.stripe.checkout.sessions.create(params);
  await page.goto(String(url));
  await expectUsable();
  running.sandbox.expire(id);
  await page.reload();
  await expectUsable();
  await page.getByRole('link', { name: 'Начать заново' }).click();
  await page.getByRole('button', { name: 'Заплатить 5 $' }).waitFor();
});

it.each([1280, 390])('shows what there is at a width of %i', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  const { stripe, sandbox } = running;
  const { id } = await stripe.checkout.sessions.create(monthlyParams());
  const paid = sandbox.pay(id, { email: 'reader@example.org', method: 'card' });
  for (let gift = 0; gift < 6; gift += 1) {
    const once = await stripe.checkout.sessions.create(onceParams());
    if (gift > 0) sandbox.pay(once.id, { email: 'reader@example.org', method: 'card' });
  }
  sandbox.renew(String(paid.subscription), 'declined');
  await page.goto(running.url);
  await expectUsable();
  await page.getByRole('button', { name: 'Fraud warning ch_' }).first().click();
  await page.getByRole('button', { name: 'Refund half ch_' }).first().click();
  await page.getByRole('button', { name: 'Inquiry ch_' }).first().click();
  await page.getByRole('button', { name: 'Escalate du_' }).click();
  await page.getByRole('button', { name: 'Won du_' }).click();
  sandbox.advance({ days: 9 });
  await page.getByRole('link', { name: 'Balance' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Pay out now usd' }).click();
  await page.getByRole('button', { name: 'Fail po_' }).waitFor();
  await expectUsable();
  await page.getByRole('button', { name: 'Advance a month' }).click();
  await page.getByText('It is 2027-01-02 10:00:00').first().waitFor();
  await page.getByRole('button', { name: 'Events: never sent' }).click();
  await page.getByRole('button', { name: 'Events: never sent', pressed: true }).waitFor();
  await page.getByRole('link', { name: `Invoice ${sandbox.list('invoice').at(-1)?.id}` }).click();
  await page.getByRole('button', { name: 'Pay $5' }).waitFor();
  await expectUsable();
});
