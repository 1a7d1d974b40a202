import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createToken } from '../../src/staff/tokens.ts';
import { countRows } from '../reminders/remind.ts';
import { testClock } from '../support/clock.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const REMINDER = { in: 'P1M', channel: 'email', email: 'reader@mail.example' };
const NEWSLETTER = { email: 'reader@mail.example' };
const JSON_ROUTES = [
  ['/v1/reminders', REMINDER],
  ['/v1/newsletter', NEWSLETTER],
] as const;

const REMIND_FORM = {
  form: 'reminder',
  in: 'P1M',
  channel: 'email',
  email: 'reader@mail.example',
  locale: 'en',
};
const NEWSLETTER_FORM = { 'newsletter-email': 'reader@mail.example', locale: 'en', place: 'page' };
const FORM_ROUTES = ['/remind-me-later', '/newsletter', '/carry', '/reminded/cancel'] as const;
const LINK_ROUTES = ['/confirm', '/unsubscribe', '/erase'] as const;

const BAD_ADDRESSES: [string, string][] = [
  ['CRLF and a header', 'a@example.org\r\nBcc: b@example.org'],
  ['a bare line feed', 'a@example.org\nb'],
  ['two addresses', 'a@example.org,b@example.org'],
  ['two addresses, by semicolon', 'a@example.org;b@example.org'],
  ['a name before it', 'Anna <a@example.org>'],
  ['NUL', 'a\u0000b@example.org'],
  ['a lone surrogate', 'a\ud800@example.org'],
  ['255 characters', `${'a'.repeat(60)}@${'b'.repeat(190)}.org`],
  ['nothing', ''],
  ['no domain', 'anna@'],
];

let service: Service;
let before: Record<string, number>;
beforeAll(async () => {
  service = await startService({ clock: testClock('2026-11-23T12:00:00Z') });
});
beforeEach(async () => {
  before = await countRows(service);
});
afterAll(() => service.stop());

/** Of limits alone may there be more than before. */
async function expectNothingKept(): Promise<void> {
  expect({ ...(await countRows(service)), 'public.rate_limits': 0 }).toEqual({
    ...before,
    'public.rate_limits': 0,
  });
}

const raw = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(service.url + path, { method: 'POST', body, headers, redirect: 'manual' });
const form = (path: string, fields: Record<string, string> | string, headers: Record<string, string> = {}) =>
  raw(path, typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });

describe.each(JSON_ROUTES)('POST %s refuses, and keeps nothing', (path, good) => {
  it.each([
    ['malformed JSON', '{"email":', 400],
    ['an empty body', '', 422],
    ['a scalar', '5', 422],
    ['null', 'null', 422],
    ['an array', '[]', 422],
    ['7,000 brackets', '['.repeat(7000) + ']'.repeat(7000), 400],
    ['7,000 open brackets', '['.repeat(7000), 400],
    ['too much', JSON.stringify({ ...good, campaign: 'x'.repeat(17_000) }), 413],
    ['__proto__', JSON.stringify(good).replace('{', '{"__proto__":{"email":"a@example.org"},'), 422],
    ['constructor', JSON.stringify(good).replace('{', '{"constructor":{},'), 422],
    ['an unknown field', JSON.stringify({ ...good, colour: 'red' }), 422],
    ['an address in an array', JSON.stringify({ ...good, email: [good.email] }), 422],
    ['an unknown language', JSON.stringify({ ...good, locale: 'de' }), 422],
    ['a residence in words', JSON.stringify({ ...good, residence: 'Russia' }), 422],
    ['a restricted residence', JSON.stringify({ ...good, residence: 'RU' }), 403],
  ])('%s', async (_what, body, status) => {
    expect((await post(service, path, body)).status).toBe(status);
    await expectNothingKept();
  });

  it.each(BAD_ADDRESSES)('an address with %s', async (_what, email) => {
    const answer = await post(service, path, { ...good, email });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/email', code: 'email-invalid' }] });
    await expectNothingKept();
  });

  it.each([
    ['text/plain', { 'content-type': 'text/plain' }, false],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, false],
    ['another charset', { 'content-type': 'application/json; charset=latin1' }, false],
    ['compressed', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, true],
  ])('%s: 415', async (_what, headers, packed) => {
    const text = JSON.stringify(good);
    const body = packed ? new Uint8Array(gzipSync(text)) : text;
    expect((await raw(path, body, headers)).status).toBe(415);
    await expectNothingKept();
  });

  it('from another site: 403', async () => {
    expect((await post(service, path, good, { origin: 'https://evil.example' })).status).toBe(403);
    await expectNothingKept();
  });
});

describe('POST /v1/reminders refuses, and keeps nothing', () => {
  const byMail = { channel: 'email', email: 'reader@mail.example' };
  it.each([
    ['a span of nought', { in: 'P0M' }],
    ['a negative span', { in: '-P1M' }],
    ['a span of a day', { in: 'P1D' }],
    ['a span of a year', { in: 'P1Y' }],
    ['a number for a span', { in: 1 }],
    ['neither span nor day', {}],
    ['both', { in: 'P1M', on: '2026-12-24' }],
    ['today', { on: '2026-11-23' }],
    ['a day that is past', { on: '2026-11-22' }],
    ['a day more than a year ahead', { on: '2027-11-24' }],
    ['a day that no calendar has', { on: '2027-02-30' }],
    ['a day with a time', { on: '2026-12-24T10:00:00Z' }],
    ['an interval of nought', { in: 'P1M', every: 'P0M' }],
    ['a negative interval', { in: 'P1M', every: '-P1M' }],
    ['an interval of a day', { in: 'P1M', every: 'P1D' }],
    ['an interval of a week', { in: 'P1M', every: 'P1W' }],
    ['an interval of nought, as a number', { in: 'P1M', every: 0 }],
    ['an unknown channel', { in: 'P1M', channel: 'sms' }],
    ['a zone that does not exist', { in: 'P1M', timeZone: 'Mars/Olympus' }],
    ['a choice of nothing', { in: 'P1M', choice: { frequency: 'once', amount: 0, currency: 'usd' } }],
    ['a choice with a half', { in: 'P1M', choice: { frequency: 'once', amount: 99.5, currency: 'usd' } }],
    ['a choice of text', { in: 'P1M', choice: { frequency: 'once', amount: '100', currency: 'usd' } }],
    [
      'a choice past 2^53',
      { in: 'P1M', choice: { frequency: 'once', amount: 2 ** 53 + 2, currency: 'usd' } },
    ],
    ['a choice each week', { in: 'P1M', choice: { frequency: 'weekly', amount: 500, currency: 'usd' } }],
    ['a choice of unknown money', { in: 'P1M', choice: { frequency: 'once', amount: 500, currency: 'xxx' } }],
    [
      'a choice with more',
      { in: 'P1M', choice: { frequency: 'once', amount: 500, currency: 'usd', to: 'me' } },
    ],
    ['a campaign with an address', { in: 'P1M', campaign: 'a@example.org' }],
  ])('%s', async (_what, body) => {
    expect((await post(service, '/v1/reminders', { ...byMail, ...body })).status).toBe(422);
    await expectNothingKept();
  });

  it.each(['two words', 'x'.repeat(256)])('an Idempotency-Key such as %j', async (key) => {
    expect((await post(service, '/v1/reminders', REMINDER, { 'idempotency-key': key })).status).toBe(422);
    await expectNothingKept();
  });
});

describe('the forms refuse, and keep nothing', () => {
  it.each(FORM_ROUTES)(
    '%s: a repeated field, a broken escape, another media type, too much, another site',
    async (path) => {
      expect((await form(path, 'locale=en&locale=ru')).status).toBe(400);
      expect((await form(path, 'locale=%E0%A4%A')).status).toBe(400);
      expect((await raw(path, '{}', { 'content-type': 'application/json' })).status).toBe(415);
      expect((await form(path, { locale: 'x'.repeat(20_000) })).status).toBe(413);
      expect((await form(path, { locale: 'en' }, { origin: 'https://evil.example' })).status).toBe(403);
      const foreign = { 'sec-fetch-site': 'cross-site', origin: 'null' };
      expect((await form(path, { locale: 'en' }, foreign)).status).toBe(403);
      await expectNothingKept();
    },
  );

  it.each([
    ['/remind-me-later', REMIND_FORM],
    ['/newsletter', NEWSLETTER_FORM],
    ['/carry', { locale: 'en' }],
    ['/reminded/cancel', { locale: 'en' }],
  ])('%s: a field called __proto__: 422', async (path, fields) => {
    expect((await form(path, `${new URLSearchParams({ ...fields })}&__proto__=x`)).status).toBe(422);
    await expectNothingKept();
  });

  it.each(BAD_ADDRESSES)('an address with %s: 422, and the form again', async (_what, email) => {
    for (const [path, fields] of [
      ['/remind-me-later', { ...REMIND_FORM, email: `${email} .` }],
      ['/newsletter', { ...NEWSLETTER_FORM, 'newsletter-email': `${email} .` }],
    ] as const) {
      const answer = await form(path, fields);
      expect(answer.status).toBe(422);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    }
    await expectNothingKept();
  });

  it.each([
    ['an unknown field', { colour: 'red' }],
    ['a day that is past', { in: 'date', on: '2026-11-22' }],
    ['a day more than a year ahead', { in: 'date', on: '2027-11-24' }],
    ['no day', { in: 'date', on: '' }],
    ['a span of a day', { in: 'P1D' }],
    ['an interval of nought', { every: 'P0M' }],
    ['an interval of a week', { every: 'P1W' }],
    ['an unknown channel', { channel: 'sms' }],
    ['a residence in words', { residence: 'Russia' }],
  ])('of reminders: %s: 422', async (_what, change) => {
    expect((await form('/remind-me-later', { ...REMIND_FORM, ...change })).status).toBe(422);
    await expectNothingKept();
  });

  it.each([
    ['an unknown field', { colour: 'red' }, 422],
    ['an unknown place', { place: 'nowhere' }, 422],
    ['an unknown language', { locale: 'de' }, 422],
    ['a restricted residence', { 'newsletter-residence': 'BY' }, 403],
  ])('of the newsletter: %s', async (_what, change, status) => {
    expect((await form('/newsletter', { ...NEWSLETTER_FORM, ...change })).status).toBe(status);
    await expectNothingKept();
  });
});

describe('the links refuse, and do nothing', () => {
  it.each(LINK_ROUTES)('%s: whatever the token, the same 410', async (path) => {
    const tokens = [
      '',
      'short',
      'a'.repeat(22),
      'a'.repeat(5000),
      '%00',
      "'or'1'='1",
      '../../etc/passwd',
      'ä'.repeat(22),
    ];
    for (const token of tokens) {
      const link = `${path}?token=${token.startsWith('%') ? token : encodeURIComponent(token)}`;
      expect((await fetch(service.url + link)).status).toBe(410);
      expect((await raw(link, 'List-Unsubscribe=One-Click', {})).status).toBe(410);
    }
    expect((await raw(path, '', {})).status).toBe(410);
  });

  it.each(LINK_ROUTES)('%s: too much 413, a token twice or broken 400', async (path) => {
    const link = `${path}?token=${'a'.repeat(22)}`;
    expect((await raw(link, 'x'.repeat(2_000_000), {})).status).toBe(413);
    for (const query of ['token=a&token=b', 'token=%E0%A4%A']) {
      expect((await fetch(`${service.url}${path}?${query}`)).status).toBe(400);
      expect((await raw(`${path}?${query}`, '', {})).status).toBe(400);
    }
  });
});

describe('every route of reminders', () => {
  it.each([
    ['GET', '/v1/reminders', 'POST'],
    ['PUT', '/v1/newsletter', 'POST'],
    ['POST', '/v1/reminders/current', 'GET, HEAD, DELETE'],
    ['POST', '/v1/reminders/current.ics', 'GET, HEAD'],
    ['DELETE', '/remind-me-later', 'GET, HEAD, POST'],
    ['DELETE', '/newsletter', 'GET, HEAD, POST'],
    ['PUT', '/confirm', 'GET, HEAD, POST'],
    ['DELETE', '/unsubscribe', 'GET, HEAD, POST'],
    ['PATCH', '/erase', 'GET, HEAD, POST'],
    ['PUT', '/carry', 'GET, HEAD, POST'],
    ['GET', '/reminded/cancel', 'POST'],
    ['POST', '/v1/reports/reminders', 'GET, HEAD'],
    ['POST', '/v1/newsletter/subscribers', 'GET, HEAD'],
    ['DELETE', '/v1/audit', 'GET, HEAD'],
  ])('%s %s: 405, and Allow says %s', async (method, path, allow) => {
    const answer = await fetch(service.url + path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allow.split(', ').sort());
  });

  it.each([
    ['/v1/reports/reminders', 'from=2026-01-01', 'finance'],
    ['/v1/newsletter/subscribers', 'reason=the+weekly+issue', 'admin'],
    ['/v1/audit', 'before=10', 'admin'],
  ] as const)(
    'GET %s: parameters doubled or broken 400, unknown 422; nobody 401, others 403',
    async (path, query, role) => {
      const token = await createToken(service.context, { name: `test-${path}`, role });
      const stranger = await createToken(service.context, { name: `other-${path}`, role: 'support' });
      const get = (asked: string, bearer = token) =>
        fetch(`${service.url}${path}?${asked}`, { headers: { authorization: `Bearer ${bearer}` } });
      const [name] = query.split('=');
      expect((await get(`${query}&${query}`)).status).toBe(400);
      expect((await get(`${name}=%E0%A4%A`)).status).toBe(400);
      expect((await get(`${query}&colour=red`)).status).toBe(422);
      expect((await fetch(`${service.url}${path}?${query}`)).status).toBe(401);
      expect((await get(query, `gw_${role}_${'a'.repeat(22)}`)).status).toBe(401);
      expect((await get(query, stranger)).status).toBe(403);
      expect((await get(query)).status).toBe(200);
    },
  );

  it('a flood: 429 with a time to wait, by whatever route, and nothing of it is kept', async () => {
    const flooded = await startService({ settings: { ADDRESSES_PER_MINUTE: '2' } });
    const address = () => `${crypto.randomUUID()}@mail.example`;
    const attempts = [
      () => post(flooded, '/v1/reminders', { ...REMINDER, email: address() }),
      () => post(flooded, '/v1/newsletter', { email: address() }),
      ...(
        [
          ['/remind-me-later', { ...REMIND_FORM, email: address() }],
          ['/newsletter', { ...NEWSLETTER_FORM, 'newsletter-email': address() }],
        ] as const
      ).map(
        ([path, fields]) =>
          () =>
            fetch(flooded.url + path, {
              method: 'POST',
              body: new URLSearchParams(fields),
              redirect: 'manual',
            }),
      ),
    ];
    for (const attempt of attempts.slice(0, 2)) expect((await attempt()).status).toBeLessThan(300);
    for (const attempt of attempts) {
      const answer = await attempt();
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([
        429,
        expect.stringMatching(/^\d+$/),
      ]);
    }
    expect(await countRows(flooded)).toMatchObject({ 'identity.addressees': 2, 'public.mails': 2 });
    await flooded.stop();
  });
});
