import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { sealDeviceToken } from '../../src/ask/device-token.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { openReturn } from '../../src/reminders/return-link.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { give } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import {
  ADDRESS,
  askCookieIn,
  CHOICE,
  counted,
  countRows,
  current,
  remind,
  remindByMail,
  send,
} from './remind.ts';

const START = '2026-11-23T12:00:00Z';
const IN_A_MONTH = '2026-12-23T12:00:00.000Z';

describe('a reminder', () => {
  let service: Service;
  let clock: TestClock;
  beforeEach(async () => {
    clock = testClock(START);
    service = await startService({ clock });
  });
  afterEach(() => service.stop());

  const asked = (cookie: string) => fetch(`${service.url}/v1/ask`, { headers: { cookie } });

  it.each(['none', 'calendar'] as const)(
    'of channel %s hides the ask, and stores nothing but a count',
    async (channel) => {
      const before = await countRows(service);

      const { status, body, cookie } = await remind(service, {
        in: 'P3M',
        channel,
        choice: CHOICE,
        campaign: 'winter',
      });

      expect(status).toBe(201);
      expect(JSON.parse(body)).toMatchObject({ askAgainAt: '2027-02-23T12:00:00.000Z', channel });
      expect(await (await asked(cookie)).json()).toMatchObject({ ask: false });
      clock.advance(60 * DAY);
      expect(await (await asked(cookie)).json()).toMatchObject({ ask: false });
      clock.advance(33 * DAY);
      expect(await (await asked(cookie)).json()).toEqual({ ask: true, until: null });
      expect(await countRows(service)).toEqual({
        ...before,
        'public.reminder_counts': 1,
        'public.rate_limits': 1,
      });
      expect(await counted(service)).toEqual({ set: 1 });
    },
  );

  it('looks alike in the cookie, however it was asked for', async () => {
    const cookies = [
      await remind(service, { in: 'P1M', channel: 'none' }),
      await remind(service, { on: '2026-12-23', channel: 'calendar', choice: CHOICE }),
      await remindByMail(service),
      await remindByMail(service, { email: 'another@mail.example', every: 'P1M', choice: CHOICE }),
    ].map(({ cookie }) => cookie);

    const shape = (cookie: string) => cookie.replaceAll(/[\w-]{20,}/g, ({ length }) => `random ${length}`);
    expect(new Set(cookies.map(shape)).size).toBe(1);
  });

  it('is told to the browser that set it, and to no other', async () => {
    const { cookie } = await remind(service, { in: 'P1M', channel: 'calendar' });

    expect(await (await current(service, cookie)).json()).toEqual({
      status: 'waiting',
      askAgainAt: IN_A_MONTH,
      channel: 'calendar',
    });
    clock.advance(31 * DAY);
    expect(await (await current(service, cookie)).json()).toMatchObject({ status: 'due' });
    clock.advance(31 * DAY);
    expect((await current(service, cookie)).status).toBe(404);
  });

  it('of a device is taken back by clearing its cookie', async () => {
    const { cookie } = await remind(service, { in: 'P1M', channel: 'none' });

    const cancelled = await current(service, cookie, 'DELETE');

    expect(cancelled.status).toBe(204);
    expect(cancelled.headers.getSetCookie()).toEqual([expect.stringMatching(/^gw_ask=; Max-Age=0;/)]);
  });

  it('by e-mail is taken back with its mail and its address', async () => {
    const { cookie } = await remindByMail(service);
    expect(await (await current(service, cookie)).json()).toEqual({
      status: 'waiting',
      askAgainAt: IN_A_MONTH,
      channel: 'email',
    });

    expect((await current(service, cookie, 'DELETE')).status).toBe(204);

    expect(await (await current(service, cookie)).json()).toMatchObject({ status: 'cancelled' });
    expect(await (await asked(cookie)).json()).toMatchObject({ ask: false });
    clock.advance(31 * DAY);
    expect(await (await asked(cookie)).json()).toMatchObject({ ask: true });
    expect(await send(service)).toEqual([]);
    const { bytes } = await dumpDatabase(service.context.pool);
    expect(findCanaries(bytes, [ADDRESS])).toEqual([]);
    expect(await countRows(service)).not.toHaveProperty('identity.addressees');
    expect(await counted(service)).toEqual({ cancelled: 1, set: 1 });
  });

  it('beside a gift leaves the gift alone, and a gift looks like a hidden ask', async () => {
    const { id, cookie } = await give(service, { email: ADDRESS, frequency: 'once' });
    const given = await fetch(`${service.url}/v1/checkouts/${id}`, { headers: { cookie } });
    const gift = askCookieIn(given);
    const hidden = await (await current(service, gift)).json();
    expect(hidden).toEqual({ status: 'waiting', askAgainAt: '2026-12-24T12:00:00.000Z', channel: 'none' });

    await remind(service, { on: '2027-10-01', channel: 'none' }, { cookie: gift });
    expect(await (await current(service, gift)).json()).toMatchObject({
      askAgainAt: '2027-10-01T12:00:00.000Z',
    });
    const cancelled = await current(service, gift, 'DELETE');

    expect(await (await asked(askCookieIn(cancelled))).json()).toMatchObject({ ask: false });
    expect(await (await current(service, gift)).json()).toEqual(hidden);
  });

  describe('as a calendar file', () => {
    it('leads back with choice and campaign, sealed', async () => {
      const body = { in: 'P1M', channel: 'calendar', choice: CHOICE, campaign: 'winter', locale: 'ru' };
      const { body: text, cookie } = await remind(service, body);
      const { calendarUrl } = JSON.parse(text);
      expect(calendarUrl).not.toMatch(/monthly|winter/);

      const file = await fetch(calendarUrl, { headers: { cookie } });

      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      expect(file.headers.get('content-disposition')).toBe('attachment; filename="note.ics"');
      const content = (await file.text()).replaceAll('\r\n ', '');
      expect(content).toContain('DTSTART;VALUE=DATE:20261223\r\n');
      expect(content).toContain('SUMMARY;LANGUAGE=ru:');
      const later = /^URL:http.*\?later=([\w-]+)&lang=ru\r$/m.exec(content)?.[1] ?? '';
      expect(openReturn(service.context, later)).toEqual({
        channel: 'calendar',
        delay: 'P1M',
        choice: { ...CHOICE, amount: 1500n },
        campaign: 'winter',
      });
    });

    it('is the same note at every download, and another for another reader', async () => {
      const uidOf = async ({ cookie }: { cookie: string }) => {
        const file = await fetch(`${service.url}/v1/reminders/current.ics`, { headers: { cookie } });
        return /UID:(\w+)/.exec(await file.text())?.[1];
      };
      const one = await remind(service, { in: 'P1M', channel: 'calendar' });

      expect(await uidOf(one)).toMatch(/^[0-9a-f]{32}$/);
      expect(await uidOf(one)).toBe(await uidOf(one));
      // Of those that asked for the same in the same second, one in 256 has the same.
      const uids = new Set<string | undefined>();
      for (let reader = 0; reader < 8; reader += 1)
        uids.add(await uidOf(await remind(service, { in: 'P1M', channel: 'calendar' })));
      expect(uids.size).toBeGreaterThan(4);
    });
  });

  describe('asked for twice under one Idempotency-Key', () => {
    const headers = { 'idempotency-key': 'k-1' };

    it('is one, and answered as before', async () => {
      const first = await remindByMail(service, { choice: CHOICE }, headers);
      clock.advance(DAY / 2);
      const second = await remindByMail(service, { choice: CHOICE }, headers);

      expect(second.body).toBe(first.body);
      expect(await countRows(service)).toMatchObject({ 'public.reminders': 1, 'identity.addressees': 1 });
      expect(await send(service)).toHaveLength(1);
      expect(await counted(service)).toEqual({ set: 1 });
    });

    it('is one, also when both come at once', async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => remindByMail(service, {}, headers)));

      expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
      expect(await countRows(service)).toMatchObject({ 'public.reminders': 1, 'identity.addressees': 1 });
    });

    it.each([
      ['address', { email: 'another@mail.example' }],
      ['date', { in: 'P3M' }],
      ['choice', { choice: CHOICE }],
    ])('with another %s is refused', async (_, change) => {
      await remindByMail(service, {}, headers);

      const second = await remind(
        service,
        { in: 'P1M', channel: 'email', email: ADDRESS, ...change },
        headers,
      );

      expect(second.status).toBe(422);
      expect(second.body).toContain('/problems/idempotency-key-reused');
      expect(await countRows(service)).toMatchObject({ 'public.reminders': 1, 'identity.addressees': 1 });
    });
  });

  it('of a known address is answered as one of an unknown, byte by byte, after the same statements', async () => {
    await give(service, { email: 'known@mail.example' });
    await remindByMail(service, { email: 'waits@mail.example' });

    const answers = [];
    for (const email of ['known@mail.example', 'waits@mail.example', 'never@mail.example'])
      answers.push(await remindByMail(service, { email }));

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(new Set(answers.map(({ cookie }) => cookie.length)).size).toBe(1);
    expect(await send(service)).toHaveLength(4);
  });
});

describe('what is refused', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ clock: testClock(START) });
  });
  afterAll(() => service.stop());

  const byMail = { in: 'P1M', channel: 'email', email: ADDRESS };
  const device = { in: 'P1M', channel: 'none' };

  it.each([
    ['no span of time', { channel: 'none' }, '/in', 'in-or-on-needed'],
    ['two of them', { ...device, on: '2026-12-23' }, '/on', 'in-or-on-not-both'],
    ['a day', { ...device, in: 'P1D' }, '/in', 'delay-invalid'],
    ['two months', { ...device, in: 'P2M' }, '/in', 'delay-invalid'],
    ['a year', { ...device, in: 'P1Y' }, '/in', 'delay-invalid'],
    ['nothing of time', { ...device, in: 'P0M' }, '/in', 'delay-invalid'],
    ['backwards', { ...device, in: '-P1M' }, '/in', 'delay-invalid'],
    ['a number', { ...device, in: 0 }, '/in', 'delay-invalid'],
    ['a word of ours', { ...device, in: 'date' }, '/in', 'delay-invalid'],
    ['today', { on: '2026-11-23', channel: 'none' }, '/on', 'date-not-ahead'],
    ['yesterday', { on: '2026-11-22', channel: 'none' }, '/on', 'date-not-ahead'],
    ['over a year ahead', { on: '2027-11-24', channel: 'none' }, '/on', 'date-too-far'],
    ['30 February', { on: '2027-02-30', channel: 'none' }, '/on', 'date-invalid'],
    ['a time of day', { on: '2027-02-28T10:00:00Z', channel: 'none' }, '/on', 'date-invalid'],
    ['no channel', { in: 'P1M' }, '/channel', 'invalid-value'],
    ['another channel', { in: 'P1M', channel: 'sms' }, '/channel', 'invalid-value'],
    ['mail without address', { in: 'P1M', channel: 'email' }, '/email', 'email-needed'],
    ['an address without mail', { ...device, email: ADDRESS }, '/email', 'email-not-needed'],
    ['several without mail', { ...device, every: 'P1M' }, '/every', 'only-by-email'],
    ['every two months', { ...byMail, every: 'P2M' }, '/every', 'interval-invalid'],
    ['every day', { ...byMail, every: 'P1D' }, '/every', 'interval-invalid'],
    ['every 0', { ...byMail, every: 0 }, '/every', 'interval-invalid'],
    ['every -1', { ...byMail, every: -1 }, '/every', 'interval-invalid'],
    ['every year, otherwise said', { ...byMail, every: 'P1Y' }, '/every', 'interval-invalid'],
    [
      'a header in the address',
      { ...byMail, email: 'a@b.example\r\nBcc: c@d.example' },
      '/email',
      'email-invalid',
    ],
    ['two addresses', { ...byMail, email: 'a@b.example,c@d.example' }, '/email', 'email-invalid'],
    ['a name with it', { ...byMail, email: 'A <a@b.example>' }, '/email', 'email-invalid'],
    ['NUL in the address', { ...byMail, email: 'a\u0000@b.example' }, '/email', 'email-invalid'],
    ['a lone surrogate in it', { ...byMail, email: 'a\ud800@b.example' }, '/email', 'email-invalid'],
    [
      'too long an address',
      { ...byMail, email: `${'a'.repeat(64)}@${'b.'.repeat(100)}example` },
      '/email',
      'email-invalid',
    ],
    ['too little', { ...device, choice: { ...CHOICE, amount: 1 } }, '/choice/amount', 'amount-below-minimum'],
    ['nothing', { ...device, choice: { ...CHOICE, amount: 0 } }, '/choice/amount', 'too-small'],
    ['a fraction', { ...device, choice: { ...CHOICE, amount: 9.5 } }, '/choice/amount', 'invalid-type'],
    ['a text', { ...device, choice: { ...CHOICE, amount: '1500' } }, '/choice/amount', 'invalid-type'],
    [
      'an unknown currency',
      { ...device, choice: { ...CHOICE, currency: 'zzz' } },
      '/choice/currency',
      'currency-not-offered',
    ],
    [
      'an unknown frequency',
      { ...device, choice: { ...CHOICE, frequency: 'weekly' } },
      '/choice/frequency',
      'invalid-value',
    ],
    ['more in the choice', { ...device, choice: { ...CHOICE, note: 'x' } }, '/choice/note', 'unknown-field'],
    ['an unknown zone', { ...byMail, timeZone: 'Mars/Olympus' }, '/timeZone', 'time-zone-invalid'],
    ['an offset as a zone', { ...byMail, timeZone: '+02:00' }, '/timeZone', 'time-zone-invalid'],
    ['another language', { ...device, locale: 'de' }, '/locale', 'invalid-value'],
    ['a field that is none', { ...device, askAgainAt: '2099-01-01' }, '/askAgainAt', 'unknown-field'],
  ])('%s', async (_, body, pointer, code) => {
    const before = await countRows(service);

    const { status, body: answer } = await remind(service, body);

    expect(status).toBe(422);
    expect(JSON.parse(answer).errors).toEqual([{ pointer, code }]);
    expect({ ...(await countRows(service)), 'public.rate_limits': 1 }).toEqual({
      ...before,
      'public.rate_limits': 1,
    });
  });

  it('a mail to a restricted residence, of which nothing is left; hiding the ask is refused to nobody', async () => {
    const before = await countRows(service);

    const { status, body: answer } = await remind(service, { ...byMail, residence: 'RU' });

    expect(status).toBe(403);
    expect(answer).toContain('/problems/residence-restricted');
    expect(await countRows(service)).toEqual(before);
    expect((await remind(service, { ...device, residence: 'RU' })).status).toBe(201);
  });

  it.each(['GET', 'DELETE'])('%s of a reminder that is not there: always the same', async (method) => {
    const { context } = service;
    const until = plus(context.clock.now(), 10 * DAY);
    const long = plus(context.clock.now(), -40 * DAY);
    const cookieOf = (token: string, at = until) =>
      `gw_ask=${writeAskCookie(context, { until: at, token }).value}`;
    const genuine = cookieOf(sealDeviceToken(context, { until, note: Buffer.alloc(8) }));
    expect((await current(service, genuine)).status).toBe(200);
    const cookies = [
      '',
      'gw_ask=',
      `gw_ask=${randomToken()}`,
      cookieOf(randomToken()),
      cookieOf(randomToken(), long),
      cookieOf(sealDeviceToken(context, { until: long, note: Buffer.alloc(8) }), long),
      ...Array.from({ length: 200 }, (_, place) => flipAt(genuine, 7 + (place % (genuine.length - 7)))),
    ];
    const before = await countRows(service);

    const answers = new Set<string>();
    for (const cookie of cookies) {
      const response = await current(service, cookie, method);
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      const body = (await response.text()).replace(/urn:uuid:[0-9a-f-]+/, 'urn:uuid');
      answers.add(JSON.stringify([response.status, headers, body]));
    }

    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toMatch(/^\[404,/);
    expect(await countRows(service)).toEqual(before);
  });
});

function flipAt(text: string, place: number): string {
  return text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1);
}
