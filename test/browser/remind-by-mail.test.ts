import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { addresseesOf } from '../../src/members/addressees.ts';
import { plusMonths } from '../../src/platform/time.ts';
import { sendDueMails } from '../../src/worker.ts';
import { testClock } from '../support/clock.ts';
import { post as request } from '../support/reader.ts';
import { useStage } from './stage.ts';
import {
  amountChoice,
  askForReminder,
  choose,
  expectThanks,
  pay,
  proceed,
  sessionOn,
  visit,
} from './steps.ts';

const clock = testClock('2026-11-23T18:00:00Z');
const stage = useStage({ clock });
const Ask = z.object({ ask: z.boolean() }).loose();
const LONG = 60_000;

function mailsTo(address: string) {
  return stage.service.mail.messages().filter(({ to }) => to.includes(address));
}

/** Sends what is due, and looks what has come. @returns the mail that came last, and how many there are by now */
async function post(address: string) {
  await sendDueMails(stage.service.context);
  const all = mailsTo(address);
  return { count: all.length, last: all.at(-1) };
}

/** The address in a mail's text that leads to that path of ours. */
function linkIn(mail: { text: string } | undefined, path: string): string {
  const found = mail?.text.match(/https?:\/\/\S+/g)?.find((link) => new URL(link).pathname === path);
  expect(found, `a link to ${path}`).toBeDefined();
  return found ?? '';
}

/** A month on, and a day, since a mail goes out at ten in the morning. */
function moveAMonthOn() {
  clock.moveTo(plusMonths(clock.now(), 1));
  clock.advance(86_400_000);
}

async function ask(page: Page) {
  return Ask.parse(await (await page.request.get(`${stage.service.url}/v1/ask`)).json()).ask;
}

async function stateOf(page: Page) {
  return page.locator('main').getAttribute('data-state');
}

/** Sets a reminder by e-mail and presses the button in the mail that comes. */
async function setAndConfirm(page: Page, email: string, { lang = 'en', every = '' } = {}) {
  await visit(page, stage, { lang, campaign: 'winter' });
  await choose(page, { frequency: 'monthly', other: '7.50' });
  await askForReminder(page, { delay: 'P1M', channel: 'email', email, ...(every && { every }) });
  await page.locator('main[data-state=unconfirmed]').waitFor();
  const { count, last } = await post(email);
  expect(count).toBe(1);
  await page.goto(linkIn(last, '/confirm'));
  expect(await stateOf(page)).toBe('confirm');
  await page.locator('form.actions button').click();
  await page.waitForURL(`${stage.service.url}/settled?*`);
}

it.each(['en', 'ru'] as const)(
  'by e-mail, in %s: confirmed, reminded after a month, prefilled, given; then no more mail, and no more asking',
  async (lang) => {
    const email = `walk-${lang}@example.org`;
    const page = await stage.open({ locale: 'de-DE' });
    await setAndConfirm(page, email, { lang, every: 'P1M' });
    expect(await stateOf(page)).toBe('reminder');
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect((await post(email)).count).toBe(1);

    moveAMonthOn();
    const { count, last } = await post(email);
    expect(count).toBe(2);

    await page.goto(linkIn(last, '/'));
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await page.locator('#frequency-monthly').isChecked()).toBe(true);
    expect(await amountChoice(page, 'monthly', 'other').isChecked()).toBe(true);
    expect(await page.locator('#other-monthly').inputValue()).toBe('7.50');
    await proceed(page);
    await sessionOn(page, stage);
    await pay(page, 'card', email);
    await expectThanks(page, stage, 'complete');
    expect(await stage.rows('select distinct source, campaign from contributions')).toEqual([
      ['reminder-email-P1M', 'winter'],
    ]);

    moveAMonthOn();
    expect((await post(email)).count).toBe(2);
    expect(await ask(page)).toBe(false);
  },
  LONG,
);

it(
  'by e-mail: when the reader cancels on their device, no mail comes, and they are led back to their choice',
  async () => {
    const email = 'cancel@example.org';
    const page = await stage.open();
    await setAndConfirm(page, email);
    expect(await ask(page)).toBe(false);

    await page.goto(`${stage.service.url}/reminded`);
    await page.getByRole('button', { name: 'Cancel the reminder' }).click();

    await page.getByRole('heading', { name: 'The reminder is cancelled' }).waitFor();
    expect(await ask(page)).toBe(true);
    moveAMonthOn();
    expect((await post(email)).count).toBe(1);
  },
  LONG,
);

it(
  'by e-mail: when the address was proven a moment ago, it need not be confirmed again',
  async () => {
    const email = 'proven@example.org';
    const page = await stage.open();
    await setAndConfirm(page, email);

    await visit(page, stage);
    await askForReminder(page, { delay: 'P3M', channel: 'email', email });

    await page.locator('main[data-state=email]').waitFor();
    expect((await post(email)).count).toBe(1);
  },
  LONG,
);

it('the button in the first mail: pressed twice, it is settled both times', async () => {
  const email = 'twice@example.org';
  const page = await stage.open();
  await setAndConfirm(page, email);
  await page.goto(linkIn(mailsTo(email)[0], '/confirm'));
  await page.locator('form.actions button').click();
  await page.locator('main[data-state=reminder]').waitFor();
});

it(
  'one click in the mail program, no page, no cookie: the reminder ends, and the address is gone',
  async () => {
    const email = 'one-click@example.org';
    await setAndConfirm(await stage.open(), email, { every: 'P1M' });
    moveAMonthOn();
    const { last } = await post(email);
    const header = last?.headers.get('list-unsubscribe') ?? '';
    expect(last?.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const url = header.replace(/^<|>$/g, '');
    const click = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
        redirect: 'manual',
      });

    // Programs look at links before people do.
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    const first = await click();
    expect(first.status).toBe(200);
    expect(first.headers.getSetCookie()).toEqual([]);
    expect((await click()).status).toBe(410);

    moveAMonthOn();
    expect((await post(email)).count).toBe(2);
  },
  LONG,
);

it(
  'unsubscribe as multipart, as the standard allows: the same',
  async () => {
    const email = 'multipart@example.org';
    await setAndConfirm(await stage.open(), email, { every: 'P3M' });
    moveAMonthOn();
    const url = linkIn((await post(email)).last, '/unsubscribe');
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');

    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    expect((await fetch(url)).status).toBe(410);
  },
  LONG,
);

it(
  'erase, from the link in a mail: everything under the address is gone, whatever it was for',
  async () => {
    const email = 'erase@example.org';
    const { context } = stage.service;
    const kept = async () => (await addresseesOf(context, context.database, email)).length;
    const page = await stage.open();
    await setAndConfirm(page, email, { every: 'P1M' });
    moveAMonthOn();
    const link = linkIn((await post(email)).last, '/erase');
    const other = await stage.open();
    await visit(other, stage);
    await askForReminder(other, { channel: 'email', email: email.toUpperCase() });
    await other.locator('main[data-state=unconfirmed]').waitFor();
    await request(stage.service, '/v1/newsletter', { email });
    expect(await kept()).toBe(3);

    await page.goto(link);
    expect(await stateOf(page)).toBe('erase');
    await page.getByRole('button', { name: 'Erase it all' }).click();

    await page.locator('main[data-state=erased]').waitFor();
    expect(await kept()).toBe(0);
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('gw_proven');
    const { count } = await post(email);
    moveAMonthOn();
    expect((await post(email)).count).toBe(count);
    expect(stage.service.logs.join('')).not.toContain(new URL(link).searchParams.get('token'));
  },
  LONG,
);
