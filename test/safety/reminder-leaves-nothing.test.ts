import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { forgetOldClocks } from '../../src/ask/forget-old-clocks.ts';
import { addresseesOf } from '../../src/members/addressees.ts';
import { tidySubscriptions } from '../../src/newsletter/end-subscription.ts';
import { createMailer, type Mailer } from '../../src/platform/mail/mailer.ts';
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts';
import { tidyReminders } from '../../src/reminders/tidy-reminders.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { MAIL_FAULTS, type MailFault } from '../../src/sandbox/mail/smtp.ts';
import { sendDueMails } from '../../src/worker.ts';
import { countRows, current, remindByMail, tokenIn } from '../reminders/remind.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { findCanaries } from './canaries.ts';
import { dumpDatabase } from './dump.ts';

/** Each story has an address of its own, and each of these is found by either needle. */
const addressOf = (story: string) => `Canary.Quetzal.${story}@plumage.example`;
const NEEDLES = ['Canary.Quetzal', 'plumage.example'];
const CONTROL = 'control@wetland.example';

const AT_CONFIRMING = MAIL_FAULTS.map((fault) => ({ fault, story: `asked-${fault}` }));
const AT_LETTERS = MAIL_FAULTS.map((fault) => ({ fault, story: `letter-${fault}` }));
/** Reminders of the second kind fall on days of their own, so that each meets its fault. */
const FIRST_DAY = new Date('2026-12-01T11:00:00Z');
const LATE_DAY = '2027-01-15';

const Held = z.array(
  z.object({
    id: z.string(),
    address_index: z.instanceof(Buffer),
    sealed: z.instanceof(Buffer),
    wrapped_key: z.instanceof(Buffer),
    token_hash: z.instanceof(Buffer),
  }),
);
const Ids = z.array(z.object({ id: z.string() }));

describe('an address that asked for mail leaves nothing behind', () => {
  let clock: TestClock;
  let postgres: OwnPostgres;
  let service: Service;
  let impatient: Mailer;
  const answers: string[] = [];
  /** in hexadecimal, of every address but the control's: what was kept of it at any time, and what stood for it */
  const held = new Set<string>();
  const stories = new Set<string>();
  const metrics: string[] = [];

  beforeAll(async () => {
    clock = testClock('2026-11-23T12:00:00Z');
    postgres = await startOwnPostgres('none');
    service = await startService({
      clock,
      database: { url: postgres.url, drop: () => postgres.remove() },
    });
    const { SMTP_URL = '', MAIL_FROM = { name: '', address: '' } } = service.context.settings;
    const patience = { connect: 300, mail: 300 };
    impatient = createMailer({ smtpUrl: SMTP_URL, sender: MAIL_FROM, patience });
    await subscribeControl();
    await askForEverything();
    await noteHeld();
    await searchFiles();
    await letTimePass();
    await tidyUp();
  }, 120_000);
  afterAll(async () => {
    impatient.close();
    await service.stop();
  });

  /** What was typed into a form is shown again to whoever typed it, in its field, and nowhere else. */
  async function keep(response: Response): Promise<number> {
    const body = await response.clone().text();
    answers.push(
      JSON.stringify([...response.headers]),
      body.replaceAll(/<input [^>]*value="[^"]*"/g, '<input'),
    );
    return response.status;
  }

  const form = async (path: string, fields: Record<string, string>) =>
    keep(
      await fetch(`${service.url}${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
      }),
    );
  const press = async (deed: string, mail: CaughtMail | undefined) =>
    form(`/${deed}?token=${tokenIn(mail)}`, {});
  const mailTo = (story: string) =>
    service.mail.messages().findLast(({ to }) => to.includes(addressOf(story)));

  async function sendUnder(fault: MailFault): Promise<void> {
    const { context } = service;
    service.mail.setFault(fault);
    const neverAnswers = fault === 'hang' || fault === 'silent';
    await sendDueMails(neverAnswers ? { ...context, mailer: impatient } : context);
    service.mail.setFault('none');
  }

  async function remind(story: string, body: Record<string, unknown> = {}): Promise<string> {
    stories.add(story);
    const asked = await remindByMail(service, { email: addressOf(story), campaign: 'winter', ...body });
    answers.push(asked.body);
    return asked.cookie;
  }

  async function remindConfirmed(story: string, body: Record<string, unknown> = {}): Promise<void> {
    await remind(story, body);
    await sendUnder('none');
    expect(await press('confirm', mailTo(story))).toBe(303);
  }

  async function subscribe(story: string, body: Record<string, unknown> = {}): Promise<void> {
    stories.add(story);
    const response = await post(service, '/v1/newsletter', { email: addressOf(story), ...body });
    expect(await keep(response)).toBe(202);
  }

  async function subscribeControl(): Promise<void> {
    await post(service, '/v1/newsletter', { email: CONTROL });
    await sendUnder('none');
    const [mail] = service.mail.messages();
    expect(await press('confirm', mail)).toBe(303);
  }

  async function askForEverything(): Promise<void> {
    for (const { fault, story } of AT_CONFIRMING) {
      await remind(story);
      await subscribe(`newsletter-${story}`);
      await sendUnder(fault);
      clock.advance(MINUTE);
      await sendUnder(fault);
    }
    for (const [index, { story }] of AT_LETTERS.entries()) {
      const day = new Date(FIRST_DAY.getTime() + 2 * index * DAY).toISOString().slice(0, 10);
      await remindConfirmed(story, { in: undefined, on: day });
    }
    await remindConfirmed('single');
    await remindConfirmed('again', { every: 'P1M', locale: 'ru', timeZone: 'Asia/Tokyo' });
    await remindConfirmed('late', { in: undefined, on: LATE_DAY });
    await remindConfirmed('again-refused', { every: 'P3M', in: undefined, on: '2027-02-02' });
    await remind('again');
    await endEarly();
    await askWrongly();
  }

  /** By each of the ways there are, before and after it is confirmed. */
  async function endEarly(): Promise<void> {
    for (const method of ['DELETE', 'form'] as const) {
      const cookie = await remind(`taken-back-${method}`);
      if (method === 'DELETE') expect((await current(service, cookie, method)).status).toBe(204);
      else {
        const url = `${service.url}/reminded/cancel`;
        const body = new URLSearchParams({ locale: 'en' });
        await fetch(url, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
      }
    }
    for (const deed of ['unsubscribe', 'erase']) {
      await remindConfirmed(`${deed}-reminder`, { every: 'P1M' });
      await subscribe(`${deed}-newsletter`);
      await sendUnder('none');
      expect(await press('confirm', mailTo(`${deed}-newsletter`))).toBe(303);
      await noteHeld();
      for (const what of ['reminder', 'newsletter']) {
        expect(await press(deed, mailTo(`${deed}-${what}`))).toBe(303);
        expect(await press(deed, mailTo(`${deed}-${what}`))).toBe(410);
      }
    }
    stories.add('checkout');
    const wish = { frequency: 'once', amount: 500, currency: 'usd', newsletter: true };
    const checkout = await post(service, '/v1/checkouts', { ...wish, email: addressOf('checkout') });
    expect(await keep(checkout)).toBe(201);
    await sendUnder('none');
  }

  /** What is refused is written nowhere either. */
  async function askWrongly(): Promise<void> {
    const email = addressOf('wrong');
    stories.add('wrong');
    const reminder = { in: 'P1M', channel: 'email', email };
    const hostile = [
      { email: `${email}\r\nBcc: other@mail.example` },
      { email: `${email},${email}` },
      { email: `Canary <${email}>` },
      { residence: 'RU' },
      { [email]: email },
      { campaign: email },
      { locale: email },
      { timeZone: email },
      { in: email },
    ];
    for (const change of hostile) {
      const { in: _in, campaign: _campaign, timeZone: _zone, ...rest } = { ...reminder, ...change };
      expect(await keep(await post(service, '/v1/reminders', { ...reminder, ...change }))).toBeGreaterThan(
        399,
      );
      const { channel: _channel, ...asked } = rest;
      if (Object.keys(change).some((name) => name in rest))
        expect(await keep(await post(service, '/v1/newsletter', asked))).toBeGreaterThan(399);
    }
    for (const path of ['/v1/reminders', '/v1/newsletter'])
      for (const body of [`{"email":"${email}"`, [email], `"${email}"`])
        expect(await keep(await post(service, path, body))).toBeGreaterThan(399);
    for (const path of ['confirm', 'unsubscribe', 'erase', 'carry']) {
      expect(await form(`/${path}?token=${email}`, { [email]: email })).toBeGreaterThan(399);
      await keep(await fetch(`${service.url}/${path}?token=${email}&ask=${email}`));
    }
    const odd = { 'newsletter-email': `${email}\n`, locale: 'en', place: 'page', [email]: email };
    expect(await form('/newsletter', odd)).toBe(422);
    const { email: _email, ...oddReminder } = { ...reminder, form: 'reminder', every: email };
    expect(await form('/remind-me-later', { ...oddReminder, email: `${email} x` })).toBe(422);
    await keep(await fetch(`${service.url}/v1/reports/reminders?campaign=${email}`));
    await keep(await fetch(`${service.url}/v1/newsletter/subscribers?reason=${email}`));
  }

  async function noteHeld(): Promise<void> {
    const { pool } = service.context;
    const known = new Set(await addresseesOf(service.context, service.context.database, CONTROL));
    for (const { id, ...bytes } of Held.parse((await pool.query('select * from identity.addressees')).rows)) {
      if (known.has(id)) continue;
      held.add(Buffer.from(id).toString('hex'));
      for (const part of Object.values(bytes)) held.add(part.toString('hex'));
    }
    for (const { id } of Ids.parse((await pool.query('select id from reminders')).rows))
      held.add(Buffer.from(id).toString('hex'));
  }

  /** Day after day for more than a year; each fault meets its letter, and once the worker is away for four days. */
  async function letTimePass(): Promise<void> {
    const faults = new Map(
      AT_LETTERS.map(({ fault }, index) => [FIRST_DAY.getTime() + 2 * index * DAY, fault]),
    );
    faults.set(new Date('2027-02-02T11:00:00Z').getTime(), 'refuse-recipient');
    const away = new Date(`${LATE_DAY}T00:00:00Z`).getTime();
    for (clock.moveTo(new Date('2026-11-24T11:00:00Z')); clock.now() < new Date('2028-01-15'); ) {
      const now = clock.now().getTime();
      const fault = faults.get(now) ?? 'none';
      const isAway = now > away && now < away + 4 * DAY;
      if (!isAway) await sendUnder(fault);
      if (fault !== 'none') {
        clock.advance(MINUTE);
        await sendUnder(fault);
        await noteHeld();
      }
      clock.moveTo(new Date(now + DAY));
      if (now % (30 * DAY) < DAY) metrics.push(await (await fetch(`${service.url}/metrics`)).text());
    }
  }

  async function tidyUp(): Promise<void> {
    clock.advance(400 * DAY + HOUR);
    await tidyReminders(service.context);
    await tidySubscriptions(service.context);
    await forgetOldClocks(service.context);
    metrics.push(await (await fetch(`${service.url}/metrics`)).text());
  }

  /** Tables, indexes, dead rows, write-ahead log, the server's own log: whatever a thief of the disk gets. */
  async function searchFiles(): Promise<void> {
    await service.context.pool.query('checkpoint');
    const found = readdirSync(postgres.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ parentPath, name }) =>
        findCanaries(readFileSync(join(parentPath, name)), NEEDLES).map((one) => `${name}: ${one}`),
      );
    expect(found).toEqual([]);
  }

  it('while it went as it was meant to: mails came, and one was given up', async () => {
    const to = (story: string) =>
      service.mail.messages().filter((mail) => mail.to.includes(addressOf(story))).length;
    expect(to('single')).toBe(2);
    expect(to('again')).toBe(3 + 12);
    expect(to('late')).toBe(1);
    expect(to('again-refused')).toBe(1);
    expect(to('letter-tempfail')).toBe(2);
    expect(to('letter-take-and-drop')).toBe(3);
    expect(to('wrong')).toBe(0);
    const lines = service.logs.join('');
    for (const line of ['refused for good', 'refused for now', 'cannot be used', 'without an answer'])
      expect(lines).toContain(line);
    expect(held.size).toBeGreaterThan(4 * stories.size);
  });

  it('in the files of the database, its write-ahead log included', () => searchFiles());

  it('in any table or job', async () => {
    const { tables, bytes } = await dumpDatabase(service.context.pool);
    expect(tables).toEqual(
      expect.arrayContaining(['identity.addressees', 'public.mails', 'graphile_worker._private_jobs']),
    );
    expect(findCanaries(bytes, NEEDLES)).toEqual([]);
  });

  it('in the log, the metrics or any answer', () => {
    expect(metrics.length).toBeGreaterThan(10);
    expect(metrics.at(-1)).toContain('reminder-confirmation');
    expect(answers.length).toBeGreaterThan(100);
    for (const where of [service.logs, metrics, answers])
      expect(findCanaries(Buffer.from(where.join('\n')), NEEDLES)).toEqual([]);
  });

  it('in a row that once stood for it: no index, no sealed bytes, no token, no reminder', async () => {
    const { bytes } = await dumpDatabase(service.context.pool);
    const left = [...held].filter((one) => bytes.includes(Buffer.from(one, 'hex')));
    expect(left).toEqual([]);
    for (const story of stories)
      expect(await addresseesOf(service.context, service.context.database, addressOf(story))).toEqual([]);
    const rows = await countRows(service);
    expect(rows).toMatchObject({ 'identity.addressees': 1, 'public.newsletter_subscriptions': 1 });
    for (const table of ['public.reminders', 'public.mails', 'public.ask_clocks', 'identity.contacts'])
      expect(rows).not.toHaveProperty([table]);
  });

  it('and another reader, as the control, is there as before', async () => {
    const { context } = service;
    expect(await addresseesOf(context, context.database, CONTROL)).toHaveLength(1);
    const { bytes } = await dumpDatabase(context.pool);
    expect(findCanaries(bytes, [CONTROL])).toEqual([]);
  });
});
