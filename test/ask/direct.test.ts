import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, createRouter } from '../../src/app.ts';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { keepSubjectQuiet } from '../../src/ask/keep-quiet.ts';
import { listen, type Web } from '../../src/platform/http/listen.ts';
import type { Settings } from '../../src/platform/settings.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { testClock } from '../support/clock.ts';
import { startInstance } from '../support/instance.ts';
import { type RawAnswer, rawRequest } from '../support/raw-http.ts';
import { startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const SITE = 'https://news.example.org';
const ORIGINS = { 'no origin': {}, 'a site': { Origin: SITE }, another: { Origin: 'https://evil.example' } };
const clock = testClock();

let service: Service;
/** The same routes behind Express alone. */
let express: Web;

beforeAll(async () => {
  const settings = { SITE_ORIGINS: `${SITE},https://www.news.example.org` };
  service = await startService({ clock, settings });
  express = await listen(createRouter(service.context), 0, '127.0.0.1');
});
afterAll(async () => {
  await express.stop();
  await service.stop();
});

type Asked = { path: string; method?: string; headers?: Record<string, string>; body?: string };

/** The answer, once it is certain that it is the same by either way. */
async function bothWays({ path, ...options }: Asked) {
  const direct = await rawRequest(service.url + path, options);
  const byExpress = await rawRequest(`http://127.0.0.1:${express.port}${path}`, options);
  expect(withoutKey(direct)).toEqual(withoutKey(byExpress));
  return direct;
}

/** Each reader's form has a key of its own, by either way. */
const KEY = /(?<=name="idempotencyKey" value=")[\w-]{22}(?=")/g;
const withoutKey = (answer: RawAnswer) => ({ ...answer, body: answer.body.replaceAll(KEY, '…') });
const keysIn = ({ body }: RawAnswer) => body.match(KEY) ?? [];

const cookieOf = (value: string) => ({ Cookie: `other=1; gw_ask=${value}` });

async function cookies(): Promise<Record<string, Record<string, string>>> {
  const { context } = service;
  const written = (days: number) =>
    writeAskCookie(context, { until: plus(clock.now(), days * DAY), token: randomToken() }).value;
  const gift = await keepSubjectQuiet(context, {
    subject: context.ids.random(),
    until: plus(clock.now(), 90 * DAY),
    cookieValue: undefined,
  });
  const elsewhen = { ...context, settings: { ...context.settings, ASK_COOKIE_VERSION: 7 } };
  const renewed = writeAskCookie(elsewhen, {
    until: plus(clock.now(), DAY),
    token: gift?.value.split('.')[2] ?? '',
  });
  return {
    'no cookie': {},
    'a valid cookie': cookieOf(written(20)),
    'an expired cookie that leads nowhere': cookieOf(written(-1)),
    'a cookie to renew': cookieOf(renewed.value),
    'a forged cookie': cookieOf(`${written(20).slice(0, -1)}_`),
    'an empty cookie': cookieOf(''),
    'only cookies of others': { Cookie: 'other=1' },
  };
}

describe.each(Object.entries(ORIGINS))('GET /v1/ask with %s', (which, origin) => {
  it('is answered alike, to the byte, by Express and before it', async () => {
    const answers: Record<string, string> = {};
    for (const [what, cookie] of Object.entries(await cookies())) {
      const { status, body } = await bothWays({ path: '/v1/ask', headers: { ...origin, ...cookie } });
      answers[what] = `${status} ${JSON.parse(body).ask}`;
    }
    expect(answers).toEqual({
      'no cookie': '200 true',
      'a valid cookie': '200 false',
      'an expired cookie that leads nowhere': '200 true',
      'a cookie to renew': '200 false',
      'a forged cookie': '200 true',
      'an empty cookie': '200 true',
      'only cookies of others': '200 true',
    });
  });

  it.each<[string, Asked, number]>([
    ['HEAD', { path: '/v1/ask', method: 'HEAD' }, 200],
    [
      'a preflight',
      { path: '/v1/ask', method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'GET' } },
      204,
    ],
    ['a query', { path: '/v1/ask?by=way' }, 200],
    ['a bare question mark', { path: '/v1/ask?' }, 200],
    ['a slash at its end', { path: '/v1/ask/' }, 200],
    ['capitals', { path: '/V1/ASK' }, 200],
    ['a body', { path: '/v1/ask', headers: { 'Content-Length': '2' }, body: '{}' }, 200],
    ['If-None-Match: *', { path: '/v1/ask', headers: { 'If-None-Match': '*' } }, 304],
    [
      'If-Modified-Since',
      { path: '/v1/ask', headers: { 'If-Modified-Since': 'Mon, 23 Nov 2026 10:00:00 GMT' } },
      200,
    ],
    ['PUT', { path: '/v1/ask', method: 'PUT' }, 405],
    ['POST', { path: '/v1/ask', method: 'POST', body: '{}' }, 405],
  ])('with %s, too', async (_what, asked, status) => {
    const answer = await bothWays({ ...asked, headers: { ...origin, ...asked.headers } });
    // A page of another site may not even try what is unsafe.
    const isForeign = which === 'another' && ['PUT', 'POST'].includes(asked.method ?? '');
    expect(answer.status).toBe(isForeign ? 403 : status);
  });
});

describe.each(Object.entries(ORIGINS))('GET /v1/contribution-options with %s', (which, headers) => {
  const path = '/v1/contribution-options';

  it('is answered alike, with every currency', async () => {
    const { body } = await bothWays({ path, headers });
    const { currency, currencies } = JSON.parse(body);
    expect(currencies).toContain(currency);
    for (const one of currencies)
      expect(JSON.parse((await bothWays({ path: `${path}?currency=${one}`, headers })).body).currency).toBe(
        one,
      );
  });

  it('is answered alike where it is known, and where it is not', async () => {
    const { headers: raw } = await bothWays({ path, headers });
    const tag = raw[raw.indexOf('ETag') + 1] ?? '';
    const ask = async (known: string) =>
      (await bothWays({ path, headers: { ...headers, 'If-None-Match': known } })).status;
    expect(tag).toMatch(/^".{22}"$/);
    expect([await ask(tag), await ask(`W/${tag}`), await ask(`"x", ${tag}`), await ask('*')]).toEqual([
      304, 304, 304, 304,
    ]);
    expect([await ask('"x"'), await ask('')]).toEqual([200, 200]);
  });

  it.each<[string, Asked, number]>([
    ['HEAD', { path, method: 'HEAD' }, 200],
    ['a preflight', { path, method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'GET' } }, 204],
    ['a currency that is not offered', { path: `${path}?currency=xxx` }, 422],
    ['a currency twice', { path: `${path}?currency=usd&currency=usd` }, 400],
    ['DELETE', { path, method: 'DELETE' }, 405],
  ])('with %s, too', async (_what, asked, status) => {
    const answer = await bothWays({ ...asked, headers: { ...headers, ...asked.headers } });
    expect(answer.status).toBe(which === 'another' && asked.method === 'DELETE' ? 403 : status);
  });
});

describe('the appeal', () => {
  const languageOf = ({ body }: RawAnswer) => /<html lang="(\w+)">/.exec(body)?.[1];
  const asking = (languages: string) => ({ 'Accept-Language': languages });

  it('is answered alike, to the byte, in whichever language it is asked for', async () => {
    const asked: [Asked, string][] = [
      [{ path: '/' }, 'en'],
      [{ path: '/', headers: asking('ru-RU,ru;q=0.9,en;q=0.8') }, 'ru'],
      [{ path: '/', headers: asking('de,fr;q=0.5') }, 'en'],
      [{ path: '/', headers: asking('en;q=0.1,*') }, 'ru'],
      [{ path: '/?lang=ru' }, 'ru'],
      [{ path: '/?lang=en', headers: asking('ru') }, 'en'],
      [{ path: '/?lang=ru', headers: asking('en') }, 'ru'],
      [{ path: '/?lang=de', headers: asking('ru') }, 'ru'],
      [{ path: '/' }, 'en'],
    ];
    for (const [one, language] of asked) expect(languageOf(await bothWays(one))).toBe(language);
  });

  it.each<[string, Record<string, string>]>([
    ...Object.entries(ORIGINS),
    ['cookies of others', { Cookie: 'other=1; gw_ask=1' }],
    ['a session that is none', { Cookie: 'gw_session=x' }],
    ['a forged checkout', { Cookie: 'gw_checkout=1~x.y' }],
    ['an empty checkout', { Cookie: 'gw_checkout=' }],
    ['If-None-Match', { 'If-None-Match': '"x"' }],
    ['If-None-Match: *', { 'If-None-Match': '*' }],
    ['If-Modified-Since', { 'If-Modified-Since': 'Mon, 23 Nov 2026 10:00:00 GMT' }],
  ])('is answered alike with %s', async (what, headers) => {
    expect((await bothWays({ path: '/', headers })).status).toBe(what === 'If-None-Match: *' ? 304 : 200);
  });

  it.each<[string, Asked, number]>([
    ['HEAD', { path: '/', method: 'HEAD' }, 200],
    ['a bare question mark', { path: '/?' }, 200],
    ['a currency', { path: '/?currency=eur' }, 200],
    ['a language and more', { path: '/?lang=ru&campaign=spring' }, 200],
    ['a language twice', { path: '/?lang=ru&lang=en' }, 400],
    ['a body', { path: '/', headers: { 'Content-Length': '2' }, body: '{}' }, 200],
    ['POST', { path: '/', method: 'POST' }, 405],
  ])('is answered alike with %s', async (_what, asked, status) => {
    expect((await bothWays(asked)).status).toBe(status);
  });

  it('has a key of its own for each reader, by which what they send is known for one', async () => {
    const answers = await Promise.all(
      ['/', '/', '/?lang=ru', '/?lang=ru'].map((path) => rawRequest(service.url + path)),
    );
    const keys = answers.flatMap(keysIn);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
  });

  it('offers a browser the checkout that it left, and no other browser', async () => {
    const { url, cookie } = await startCheckout(service, {
      frequency: 'monthly',
      amount: 500,
      currency: 'usd',
    });
    for (const path of ['/', '/?lang=ru']) {
      expect((await bothWays({ path, headers: { Cookie: cookie } })).body).toContain(url);
      expect((await bothWays({ path })).body).not.toContain(url);
    }
  });
});

it.each<[string, Partial<Settings>]>([
  [
    'under https, with a domain',
    { PUBLIC_URL: 'https://give.news.example.org', COOKIE_DOMAIN: 'news.example.org' },
  ],
  ['with no site', { SITE_ORIGINS: [] }],
])('%s, both ways answer alike', async (_what, change) => {
  const { context, stop } = await startInstance(service, change);
  const ways = [createApp(context), createRouter(context)];
  // One that is about to stop says so first.
  const stopping = ways.map(
    (way): RequestListener =>
      (request, response) => {
        response.setHeader('Connection', 'close');
        way(request, response);
      },
  );
  const webs = await Promise.all([...ways, ...stopping].map((way) => listen(way, 0, '127.0.0.1')));
  for (const headers of [{}, { Origin: SITE }, cookieOf('forged'), (await cookies())['a valid cookie']]) {
    for (const path of ['/v1/ask', '/']) {
      const ask = async (web: Web) =>
        withoutKey(await rawRequest(`http://127.0.0.1:${web.port}${path}`, { headers }));
      const [direct, express, directLast, expressLast] = await Promise.all(webs.map(ask));
      expect(direct).toEqual(express);
      expect(inOrder(directLast)).toEqual(inOrder(expressLast));
      expect(direct?.headers.includes('Strict-Transport-Security')).toBe(change.PUBLIC_URL !== undefined);
    }
  }
  for (const web of webs) await web.stop();
  await stop();
});

/** For where Node itself puts what it was told in turn. */
function inOrder(answer: RawAnswer | undefined) {
  const lines = answer?.headers.flatMap((name, index, all) =>
    index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
  );
  return { ...answer, headers: lines?.toSorted() };
}

it('both ways are counted under the route’s name, and nothing that was sent is written down', async () => {
  const value = writeAskCookie(service.context, {
    until: plus(clock.now(), DAY),
    token: randomToken(),
  }).value;
  await bothWays({ path: '/v1/ask', headers: cookieOf(value) });
  const text = await service.context.metrics.registry.metrics();
  expect(text).toMatch(/duration_seconds_count\{method="GET",route="\/v1\/ask",status="200"\} [1-9]/);
  expect(text).toMatch(
    /duration_seconds_count\{method="GET",route="\/v1\/contribution-options",status="304"\} [1-9]/,
  );
  expect(text).toMatch(/duration_seconds_count\{method="GET",route="\/",status="200"\} [1-9]/);
  expect(text).not.toContain('currency=');
  expect(service.logs.join('')).not.toContain(value.slice(-43));
  expect(service.logs.join('')).not.toContain('currency=');
});
