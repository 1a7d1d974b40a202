import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addresseeOfToken } from '../../src/members/addressees.ts';
import { writeProvenCookie } from '../../src/platform/http/proven-address.ts';
import { DAY, HOUR, MINUTE, plus, plusMonths } from '../../src/platform/time.ts';
import { cancelReminderOf } from '../../src/reminders/cancel-reminder.ts';
import { confirmReminderOf } from '../../src/reminders/confirm-reminder.ts';
import { openReturn } from '../../src/reminders/return-link.ts';
import { tidyReminders } from '../../src/reminders/tidy-reminders.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { sendDueMails } from '../../src/worker.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { give } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';
import { ADDRESS, CHOICE, counted, countRows, current, remindByMail, send, tokenIn } from './remind.ts';

const START = '2026-11-23T12:00:00Z';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock(START);
  service = await startService({ clock, settings: { REPORT_TIME_ZONE: 'Europe/Amsterdam' } });
});
afterEach(() => service.stop());

async function confirm(mail: CaughtMail | undefined): Promise<boolean> {
  const { context } = service;
  return context.database.transaction(async (transaction) => {
    const addressee = await addresseeOfToken(transaction, tokenIn(mail));
    return addressee !== undefined && confirmReminderOf(context, transaction, addressee);
  });
}

async function cancel(mail: CaughtMail | undefined): Promise<boolean> {
  const { context } = service;
  return context.database.transaction(async (transaction) => {
    const addressee = await addresseeOfToken(transaction, tokenIn(mail));
    return addressee !== undefined && cancelReminderOf(context, transaction, addressee);
  });
}

async function remindConfirmed(body: Record<string, unknown> = {}) {
  const asked = await remindByMail(service, body);
  const [mail] = await send(service);
  expect(await confirm(mail)).toBe(true);
  return { ...asked, mail };
}

const gift = (frequency: 'once' | 'monthly', email = ADDRESS) => give(service, { frequency, email });

/** To the end of the hour in which mails go out. */
const morningOf = (day: string) => clock.moveTo(new Date(`${day}T11:00:00Z`));
const dueMails = async () =>
  (await service.context.pool.query('select from mails where due_at <= $1', [clock.now()])).rowCount;
const addresses = async () => (await countRows(service))['identity.addressees'] ?? 0;

/** Nothing anywhere leads to the address any more, neither as it is nor as its index. */
async function expectNoTrace(): Promise<void> {
  const { bytes } = await dumpDatabase(service.context.pool);
  expect(findCanaries(bytes, [ADDRESS, 'mail.example'])).toEqual([]);
  expect(findCanaries(Buffer.from(service.logs.join('\n')), [ADDRESS, 'mail.example'])).toEqual([]);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('# TYPE');
  expect(findCanaries(Buffer.from(metrics), [ADDRESS, 'mail.example'])).toEqual([]);
  expect(await addresses()).toBe(0);
}

describe('a reminder by e-mail', () => {
  it('is confirmed, comes once on its day, with the choice sealed in its link, and the address is gone', async () => {
    await remindByMail(service, { choice: CHOICE, campaign: 'winter', locale: 'en' });
    const [confirmation] = await send(service);
    expect(confirmation).toMatchObject({ to: [ADDRESS], subject: 'Please confirm' });
    expect(await confirm(confirmation)).toBe(true);

    clock.moveTo(new Date('2026-12-23T08:59:00Z'));
    expect(await send(service)).toEqual([]);
    morningOf('2026-12-23');
    const [mail, ...more] = await send(service);

    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: [ADDRESS], subject: 'A note you asked for' });
    // What is sealed or random in an address may hold any letters.
    const readable = mail?.text.replaceAll(/https?:\S+/g, '');
    expect(readable).not.toMatch(/15|usd|\$|support|contribut|donat|gift|give|member/i);
    const later = /\?later=([\w-]+)&lang=en/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(openReturn(service.context, later)).toEqual({
      channel: 'email',
      delay: 'P1M',
      choice: { ...CHOICE, amount: 1500n },
      campaign: 'winter',
    });
    await expectNoTrace();
    expect(await send(service)).toEqual([]);
    expect(await counted(service)).toEqual({ confirmed: 1, sent: 1, set: 1 });
    expect(await countRows(service)).not.toHaveProperty('public.mails');
  });

  it('keeps nothing of the choice, the campaign or the request once it was sent', async () => {
    await remindConfirmed({ choice: CHOICE, campaign: 'winter' });
    morningOf('2026-12-23');
    await send(service);

    const { rows } = await service.context.pool.query('select * from reminders');
    expect(rows).toMatchObject([
      {
        state: 'done',
        addressee_id: null,
        frequency: null,
        amount: null,
        currency: null,
        campaign: null,
        request_key: null,
        request_hash: null,
      },
    ]);
  });

  it('speaks Russian where it was asked for in Russian', async () => {
    const { mail } = await remindConfirmed({ locale: 'ru' });
    morningOf('2026-12-23');
    const [reminder] = await send(service);

    expect(mail?.subject).toBe('Пожалуйста, подтвердите');
    expect(reminder?.subject).toBe('Заметка, о которой вы просили');
    expect(reminder?.text).not.toMatch(/поддерж|пожертв|взнос|редакц/i);
    expect(reminder?.text).toContain('&lang=ru');
  });

  it('ends by one click, and names the address to click in its header', async () => {
    const { mail } = await remindConfirmed({ every: 'P1M' });
    morningOf('2026-12-23');
    const [reminder] = await send(service);
    const { publicUrl } = service.context;

    expect(mail?.headers.has('list-unsubscribe')).toBe(false);
    expect(reminder?.headers.get('list-unsubscribe')).toBe(
      `<${publicUrl}/unsubscribe?token=${tokenIn(reminder)}&lang=en>`,
    );
    expect(await cancel(reminder)).toBe(true);
    expect(await cancel(reminder)).toBe(false);
    await expectNoTrace();
    morningOf('2027-01-24');
    expect(await send(service)).toEqual([]);
    expect(await counted(service)).toMatchObject({ sent: 1, cancelled: 1 });
  });

  it('whose address was just proven needs no confirmation', async () => {
    const { value } = writeProvenCookie(service.context, ADDRESS);
    await remindByMail(service, {}, { cookie: `gw_proven=${value}` });

    expect(await send(service)).toEqual([]);
    morningOf('2026-12-23');
    expect(await send(service)).toHaveLength(1);
  });

  it("goes out in the morning of its reader's zone, which is not kept", async () => {
    await remindConfirmed({ timeZone: 'Asia/Tokyo' });

    const { rows } = await service.context.pool.query('select due_at from mails');
    expect(rows[0].due_at.toISOString()).toMatch(/^2026-12-23T01:\d\d:00/);
    const { bytes } = await dumpDatabase(service.context.pool);
    expect(bytes.includes('Tokyo')).toBe(false);
  });
});

describe('an address that nobody confirmed', () => {
  it('gets one mail, and is deleted after two days', async () => {
    await remindByMail(service);
    await send(service);
    clock.advance(48 * HOUR - MINUTE);
    await tidyReminders(service.context);
    expect(await addresses()).toBe(1);

    clock.advance(2 * MINUTE);
    await tidyReminders(service.context);

    await expectNoTrace();
    expect(await countRows(service)).not.toHaveProperty('public.reminders');
    morningOf('2026-12-23');
    expect(await send(service)).toEqual([]);
  });

  it('cannot be confirmed after two days, whether or not it was tidied', async () => {
    await remindByMail(service);
    const [mail] = await send(service);

    clock.advance(48 * HOUR);

    expect(await confirm(mail)).toBe(false);
  });

  it('is not written to a day late', async () => {
    await remindByMail(service);
    clock.advance(DAY);

    expect(await send(service)).toEqual([]);
  });

  it('gets no more than three mails a day, whoever asks, and nobody sees which', async () => {
    const answers = [];
    for (let time = 0; time < 6; time++) answers.push(await remindByMail(service, { locale: 'ru' }));
    answers.push(await remindByMail(service, { locale: 'ru', email: 'somebody.else@mail.example' }));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    const mails = await send(service);
    expect(mails.filter(({ to }) => to.includes(ADDRESS))).toHaveLength(3);
    expect(mails).toHaveLength(4);

    clock.advance(DAY + MINUTE);
    await remindByMail(service);
    expect(await send(service)).toHaveLength(1);
  });

  it('is the same work to ask for, be it the first or the fourth, so that nobody can time it', async () => {
    const planned = [];
    for (let time = 0; time < 5; time++) {
      await remindByMail(service);
      planned.push((await countRows(service))['public.mails']);
    }

    expect(planned).toEqual([1, 2, 3, 4, 5]);
    expect(await send(service)).toHaveLength(3);
    expect(await countRows(service)).not.toHaveProperty('public.mails');
  });

  it('gets no more than three, also when all ask at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => remindByMail(service)));

    expect(await send(service)).toHaveLength(3);
  });
});

describe('a second reminder', () => {
  it('replaces the first once it is confirmed, and not before', async () => {
    await remindConfirmed({ in: 'P1W' });
    await remindByMail(service, { email: 'Reader@MAIL.example', in: 'P1M' });
    expect(await addresses()).toBe(2);
    const [second] = await send(service);
    expect(await confirm(second)).toBe(true);
    expect(await confirm(second)).toBe(false);
    expect(await addresses()).toBe(1);

    morningOf('2026-12-01');
    expect(await send(service)).toEqual([]);
    morningOf('2026-12-23');
    expect(await send(service)).toHaveLength(1);
  });

  it('is the one that this browser knows of and takes back, also where it comes sooner', async () => {
    const { cookie } = await remindConfirmed({ in: 'P3M' });
    const second = await remindByMail(service, { in: 'P1M' }, { cookie });
    expect(await confirm((await send(service))[0])).toBe(true);

    expect(await (await current(service, second.cookie)).json()).toMatchObject({
      status: 'waiting',
      askAgainAt: expect.stringMatching(/^2026-12-23T/),
    });
    expect((await current(service, second.cookie, 'DELETE')).status).toBe(204);
    expect(await addresses()).toBe(0);
  });

  it('that is confirmed at the same moment leaves one', async () => {
    for (let time = 0; time < 3; time++) await remindByMail(service);
    const mails = await send(service);
    // So that none of them has to wait for a connection.
    await Promise.all(mails.map(() => service.context.pool.query('select pg_sleep(0.1)')));

    expect(await Promise.all(mails.map(confirm))).toEqual([true, true, true]);

    expect(await addresses()).toBe(1);
    morningOf('2026-12-23');
    expect(await send(service)).toHaveLength(1);
  });
});

describe('who has given meanwhile', () => {
  it.each(['once', 'monthly'] as const)('%s is not reminded, and the address is gone', async (frequency) => {
    await remindConfirmed();
    clock.advance(DAY);
    await gift(frequency);

    morningOf('2026-12-23');

    expect(await send(service)).toEqual([]);
    expect(await addresses()).toBe(0);
    expect(await counted(service)).toEqual({ confirmed: 1, set: 1 });
  });

  it('is forgotten within the hour, long before the date', async () => {
    await remindConfirmed({ in: 'P3M' });
    await tidyReminders(service.context);
    expect(await addresses()).toBe(1);
    clock.advance(DAY);
    await gift('once');

    await tidyReminders(service.context);

    expect(await countRows(service)).not.toHaveProperty('public.mails');
    expect(await addresses()).toBe(0);
  });

  it('while nobody tidied for days is not reminded either', async () => {
    await remindConfirmed();
    clock.advance(DAY);
    await gift('once');
    clock.advance(3 * DAY);
    await tidyReminders(service.context);
    expect(await addresses()).toBe(1);

    morningOf('2026-12-23');

    expect(await send(service)).toEqual([]);
    expect(await addresses()).toBe(0);
  });

  it('once, and before that, is reminded: that is why they asked', async () => {
    await gift('once');
    clock.advance(MINUTE);
    await remindConfirmed();
    await tidyReminders(service.context);

    morningOf('2026-12-23');

    expect(await send(service)).toHaveLength(1);
  });

  it('and regularly since before that is not reminded', async () => {
    await gift('monthly');
    clock.advance(MINUTE);
    await remindConfirmed();

    morningOf('2026-12-23');

    expect(await send(service)).toEqual([]);
  });

  it('under another address is reminded', async () => {
    await remindConfirmed();
    await gift('once', 'another@mail.example');

    morningOf('2026-12-23');

    expect(await send(service)).toHaveLength(1);
  });
});

describe('several reminders', () => {
  it('come every month for a year, never two in one, and then the address is gone', async () => {
    await remindConfirmed({ on: '2027-01-31', in: undefined, every: 'P1M' });
    const days = [];
    for (
      clock.moveTo(new Date('2027-01-01T11:00:00Z'));
      clock.now() < new Date('2028-04-01');
      clock.advance(DAY)
    ) {
      // What is not due does not go out; asking all kinds of mail on each of 400 days takes long.
      if ((await dueMails()) === 0) continue;
      for (const _ of await send(service)) days.push(clock.now().toISOString().slice(0, 10));
    }

    expect(days).toHaveLength(13);
    expect(days.slice(0, 4)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
    expect(days.at(-1)).toBe('2028-01-31');
    await expectNoTrace();
    expect(await counted(service)).toEqual({ confirmed: 1, sent: 13, set: 1 });
  });

  it('end with a gift', async () => {
    const { cookie } = await remindConfirmed({ every: 'P1M' });
    morningOf('2026-12-23');
    expect(await send(service)).toHaveLength(1);
    expect(await (await current(service, cookie)).json()).toMatchObject({
      status: 'waiting',
      channel: 'email',
    });
    await gift('once');

    morningOf('2027-01-24');

    expect(await send(service)).toEqual([]);
    expect(await addresses()).toBe(0);
  });

  it('keep the ask hidden until the next one', async () => {
    const { cookie } = await remindConfirmed({ every: 'P3M' });
    morningOf('2026-12-23');
    await send(service);

    const answer = await fetch(`${service.url}/v1/ask`, { headers: { cookie } });

    expect(await answer.json()).toMatchObject({ ask: false });
    expect(await (await current(service, cookie)).json()).toMatchObject({
      askAgainAt: expect.stringMatching(/^2027-03-23T09:/),
    });
  });

  it('go on after one that was missed', async () => {
    await remindConfirmed({ every: 'P1M' });

    clock.moveTo(new Date('2026-12-28T11:00:00Z'));
    expect(await send(service)).toEqual([]);
    morningOf('2027-01-23');

    expect(await send(service)).toHaveLength(1);
    expect(await counted(service)).toMatchObject({ unsent: 1, sent: 1 });
  });
});

describe('a worker', () => {
  it('that was down for less than three days sends it late', async () => {
    await remindConfirmed();
    clock.moveTo(new Date('2026-12-25T17:30:00Z'));

    expect(await send(service)).toHaveLength(1);
  });

  it('that comes back at night writes when its reader is awake', async () => {
    await remindConfirmed();
    clock.moveTo(new Date('2026-12-25T01:30:00Z'));
    expect(await send(service)).toEqual([]);
    clock.moveTo(new Date('2026-12-25T08:59:00Z'));
    expect(await send(service)).toEqual([]);
    morningOf('2026-12-25');

    expect(await send(service)).toHaveLength(1);
    expect(await counted(service)).toEqual({ confirmed: 1, set: 1, sent: 1 });
  });

  it('that was down for longer does not, and forgets the address', async () => {
    await remindConfirmed();
    clock.moveTo(new Date('2026-12-26T10:30:00Z'));

    expect(await send(service)).toEqual([]);
    await expectNoTrace();
    expect(await counted(service)).toEqual({ confirmed: 1, set: 1, unsent: 1 });
  });

  it('whose clock is moved back and forth sends one', async () => {
    await remindConfirmed();
    morningOf('2026-12-23');
    await send(service);
    clock.moveTo(new Date(START));
    await send(service);
    morningOf('2026-12-23');

    expect(await send(service)).toEqual([]);
  });

  it('is not alone: two of them send one', async () => {
    const peer = await startPeer(service);
    const emails = Array.from({ length: 5 }, (_, index) => `reader-${index}@mail.example`);
    for (const email of emails) await remindConfirmed({ email });
    const before = service.mail.messages().length;
    morningOf('2026-12-23');

    await Promise.all([
      sendDueMails(service.context),
      sendDueMails(peer.context),
      sendDueMails(peer.context),
    ]);

    const sent = service.mail.messages().slice(before);
    expect(sent.flatMap(({ to }) => to).sort()).toEqual(emails);
    await peer.stop();
  });
});

describe('what is over', () => {
  it('is forgotten by the thousand, a few at a time', async () => {
    await service.context.pool.query(`
      insert into reminders (id, created_at, state, locale, delay, remind_at, first_at, ended_at)
      select gen_random_uuid(), '2026-01-01', 'done', 'en', 'P1M', '2026-02-01', '2026-02-01', '2026-02-01'
      from generate_series(1, 1700)`);
    // A statement may take so many rows and no more, as one of a million would run into the timeout.
    await service.context.pool.query(`
      create function few() returns trigger language plpgsql as $$ begin
        if (select count(*) from gone) > 1000 then raise exception 'too many'; end if;
        return null; end $$;
      create trigger few after delete on reminders referencing old table as gone
        for each statement execute function few()`);

    await tidyReminders(service.context);

    expect(await countRows(service)).not.toHaveProperty('public.reminders');
  });

  it('is kept for a month without address, and then not at all', async () => {
    const { cookie } = await remindConfirmed();
    morningOf('2026-12-23');
    await send(service);
    expect(await (await current(service, cookie)).json()).toMatchObject({ status: 'done', channel: 'email' });

    clock.moveTo(plus(plusMonths(clock.now(), 1), DAY));
    await tidyReminders(service.context);

    expect(await countRows(service)).not.toHaveProperty('public.reminders');
    expect((await current(service, cookie)).status).toBe(404);
  });
});
