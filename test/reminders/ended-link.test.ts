import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY } from '../../src/platform/time.ts';
import { tidyReminders } from '../../src/reminders/tidy-reminders.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { countRows, current, remindByMail, send, tokenIn } from './remind.ts';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock('2026-11-23T12:00:00Z');
  service = await startService({ clock });
});
afterEach(() => service.stop());

/** The page's button, or a mail program's one click. */
function press(deed: string, mail: CaughtMail | undefined, body = ''): Promise<Response> {
  const url = `${service.url}/${deed}?token=${tokenIn(mail)}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(url, { method: 'POST', redirect: 'manual', body, headers });
}

async function sendTheLast(): Promise<{ mail: CaughtMail | undefined; cookie: string }> {
  const { cookie } = await remindByMail(service);
  const [confirmation] = await send(service);
  expect((await press('confirm', confirmation)).status).toBe(303);
  clock.moveTo(new Date('2026-12-23T11:00:00Z'));
  const [mail] = await send(service);
  return { mail, cookie };
}

it('one click on the last mail, whose address is gone, is answered like any; a second is used up', async () => {
  const { mail } = await sendTheLast();
  expect(await countRows(service)).not.toHaveProperty('identity.addressees');
  const oneClick = 'List-Unsubscribe=One-Click';

  expect((await press('unsubscribe', mail, oneClick)).status).toBe(200);
  expect((await press('unsubscribe', mail, oneClick)).status).toBe(410);
});

it('the page behind its link has its button, and works once', async () => {
  const { mail, cookie } = await sendTheLast();
  const page = () => fetch(`${service.url}/unsubscribe?token=${tokenIn(mail)}`);

  expect((await page()).status).toBe(200);
  expect((await press('unsubscribe', mail)).headers.get('location')).toContain('what=unsubscribed');
  expect((await page()).status).toBe(410);
  expect(await (await current(service, cookie)).json()).toMatchObject({ status: 'done' });
});

it('its token confirms and erases nothing', async () => {
  const { mail } = await sendTheLast();

  expect((await press('confirm', mail)).status).toBe(410);
  expect((await press('erase', mail)).status).toBe(410);
});

it('its link erases what the same address asked for besides, and is used up where there is nothing', async () => {
  const { mail } = await sendTheLast();
  const [link = ''] = /http\S+\/erase\?token=\S+/.exec(mail?.text ?? '') ?? [];
  expect(link).not.toContain(tokenIn(mail));
  const erase = (method: 'GET' | 'POST') => fetch(link, { method, redirect: 'manual' });
  expect([(await erase('GET')).status, (await erase('POST')).status]).toEqual([410, 410]);
  await post(service, '/v1/newsletter', { email: mail?.to[0] });
  await post(service, '/v1/newsletter', { email: 'somebody.else@mail.example' });

  expect((await erase('GET')).status).toBe(200);
  expect((await erase('POST')).status).toBe(303);

  expect(await countRows(service)).toMatchObject({ 'identity.addressees': 1 });
  expect((await erase('POST')).status).toBe(410);
});

it('of twenty clicks at once, one is the first', async () => {
  const { mail } = await sendTheLast();

  const answers = await Promise.all(Array.from({ length: 20 }, () => press('unsubscribe', mail)));

  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(19);
});

it('after a month it is forgotten, too', async () => {
  const { mail } = await sendTheLast();
  clock.advance(32 * DAY);
  await tidyReminders(service.context);

  expect((await press('unsubscribe', mail)).status).toBe(410);
  expect(await countRows(service)).not.toHaveProperty('public.reminders');
});

it('what was cancelled has had its click', async () => {
  const { cookie } = await remindByMail(service);
  const [confirmation] = await send(service);
  expect((await current(service, cookie, 'DELETE')).status).toBe(204);

  expect((await press('unsubscribe', confirmation)).status).toBe(410);
});
