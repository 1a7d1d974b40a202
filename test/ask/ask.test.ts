import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { type TestClock, testClock } from '../sandbox/stripe/harness.ts';
import { startInstance } from '../support/instance.ts';
import { keyringOf } from '../support/keyring.ts';
import { type Gift, give, startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const COOKIE = /^1\.\d{10}\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;
const NOBODY = '{"ask":true,"until":null}';
const Answer = z.object({ ask: z.boolean(), until: z.iso.datetime().nullable() });
const GIFTS = {
  once: { frequency: 'once', amount: 1000, currency: 'usd' },
  monthly: { frequency: 'monthly', amount: 500, currency: 'usd' },
} as const satisfies Record<string, Gift>;

let service: Service;
let clock: TestClock;

async function restart(settings: Record<string, string> = {}): Promise<void> {
  clock = testClock();
  service = await startService({ clock, settings });
}

/** The whole line that sets `gw_ask`, where the answer has one. */
function lineOf(response: Response): string | undefined {
  return response.headers.getSetCookie().find((line) => line.startsWith('gw_ask='));
}

function cookieIn(line: string | undefined): string {
  return /^gw_ask=([^;]*)/.exec(line ?? '')?.[1] ?? '';
}

function asked(value: string | undefined, url = service.url): Promise<Response> {
  return fetch(`${url}/v1/ask`, { headers: value === undefined ? {} : { cookie: `gw_ask=${value}` } });
}

async function gives(gift: Gift): Promise<string | undefined> {
  const { id, cookie } = await give(service, { email: 'reader@example.org', ...gift });
  return lineOf(await fetch(`${service.url}/v1/checkouts/${id}`, { headers: { cookie } }));
}

/** For 31 days, from the day on which these tests begin. */
async function remindLater(): Promise<string | undefined> {
  const response = await fetch(`${service.url}/remind-me-later`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'form=reminder&in=date&on=2026-12-24&channel=none',
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  return lineOf(response);
}

/** A browser that keeps what it is told, over the days. */
function browserWith(line: string | undefined) {
  let value = cookieIn(line);
  return {
    async ask() {
      const response = await asked(value);
      const renewed = lineOf(response);
      if (renewed !== undefined) value = cookieIn(renewed);
      const { ask, until } = Answer.parse(await response.json());
      const days = until === null ? null : (new Date(until).getTime() - clock.now().getTime()) / DAY;
      return { ask, days, renewed: renewed !== undefined };
    },
  };
}

describe('on a device', () => {
  beforeAll(() => restart());
  afterAll(() => service.stop());

  it('“remind me later”, a gift and a membership look alike', async () => {
    const lines = [await remindLater(), await gives(GIFTS.once), await gives(GIFTS.monthly)];
    const values = lines.map(cookieIn);
    for (const value of values) expect(value).toMatch(COOKIE);
    expect(new Set(values.map(({ length }) => length)).size).toBe(1);
    expect(new Set(values.map((value) => value.split('.')[1])).size).toBe(1);
    // What stands around the value, too: how long it is kept, and for whom.
    expect(new Set(lines.map((line, index) => line?.replace(values[index] ?? '', 'value'))).size).toBe(1);
    expect(new Set(values.map((value) => value.split('.')[2])).size).toBe(3);
  });

  it('the cookie is out of reach for scripts and other sites', async () => {
    expect(await remindLater()).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it('“remind me later” leaves no row', async () => {
    const rows = async () => (await service.context.pool.query('select from ask_clocks')).rowCount;
    const before = await rows();
    await remindLater();
    expect(await rows()).toBe(before);
  });
});

describe('GET /v1/ask', () => {
  beforeAll(() => restart());
  afterAll(() => service.stop());

  /** What can be seen of an answer, but for the time of day. */
  async function seen(value: string | undefined) {
    const response = await asked(value);
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    return { status: response.status, headers, body: await response.text() };
  }

  it('answers alike where there is no cookie of ours, whatever is sent', async () => {
    const nothing = await seen(undefined);
    expect(nothing).toMatchObject({ status: 200, body: NOBODY });
    expect(nothing.headers.map(([name]) => name)).not.toContain('set-cookie');

    const until = plus(clock.now(), 20 * DAY);
    const good = cookieIn(await remindLater());
    const [version, seconds = '', token, mac] = good.split('.');
    const { value: ofAnotherKey } = writeAskCookie(
      { ...service.context, keyring: keyringOf('z') },
      { until, token: randomToken() },
    );
    const { value: expired } = writeAskCookie(service.context, {
      until: plus(clock.now(), -1000),
      token: randomToken(),
    });
    const dropped = expect.arrayContaining([
      ['set-cookie', 'gw_ask=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'],
    ]);
    const others = {
      empty: '',
      'of another kind': 'rubbish',
      forged: `1.${seconds}.${randomToken()}.${randomToken()}`,
      'tampered with, its date': [version, String(Number(seconds) + 1), token, mac].join('.'),
      'tampered with, its token': [version, seconds, randomToken(), mac].join('.'),
      'of another version, forged': ['2', seconds, token, mac].join('.'),
      'of another key': ofAnotherKey,
      'expired, with an unknown token': expired,
    };
    const [like, ...rest] = await Promise.all(
      Object.entries(others).map(async ([what, value]) => ({ what, ...(await seen(value)) })),
    );
    expect(like).toMatchObject({ status: 200, body: NOBODY, headers: dropped });
    for (const one of rest) expect(one).toEqual({ ...like, what: one.what });
    expect(Answer.parse(JSON.parse((await seen(good)).body)).ask).toBe(false);
  });

  it('needs no database while the cookie is valid, and one once it has expired', async () => {
    const other = await startInstance(service);
    const { value } = writeAskCookie(service.context, {
      until: plus(clock.now(), DAY),
      token: randomToken(),
    });
    const { value: expired } = writeAskCookie(service.context, {
      until: plus(clock.now(), -DAY),
      token: randomToken(),
    });
    await other.context.pool.end();

    expect(await (await asked(value, other.url)).json()).toMatchObject({ ask: false });
    expect(await (await asked(undefined, other.url)).text()).toBe(NOBODY);
    expect(await (await asked('forged', other.url)).text()).toBe(NOBODY);
    expect((await asked(expired, other.url)).status).toBe(503);
    await other.stop();
  });

  it('renews by one statement', async () => {
    const value = cookieIn(await gives(GIFTS.once));
    clock.advance(32 * DAY);
    const statements: unknown[] = [];
    const { pool } = service.context;
    const query = pool.query.bind(pool);
    Object.assign(pool, {
      query: (...statement: Parameters<typeof query>) => {
        statements.push(statement[0]);
        return query(...statement);
      },
    });
    const renewed = lineOf(await asked(value));
    Object.assign(pool, { query });
    expect(cookieIn(renewed)).toMatch(COOKIE);
    expect(statements).toHaveLength(1);
  });
});

describe('as the days go by', () => {
  beforeEach(() => restart());
  afterEach(() => service.stop());

  it('after “remind me later” the reader is asked again after 31 days', async () => {
    const browser = browserWith(await remindLater());
    expect(await browser.ask()).toEqual({ ask: false, days: 31, renewed: false });
    clock.advance(30 * DAY);
    expect(await browser.ask()).toEqual({ ask: false, days: 1, renewed: false });
    clock.advance(DAY);
    expect(await browser.ask()).toEqual({ ask: true, days: null, renewed: false });
  });

  it('after a gift it is quiet for 90 days in all, 31 at a time', async () => {
    const browser = browserWith(await gives(GIFTS.once));
    expect(await browser.ask()).toEqual({ ask: false, days: 31, renewed: false });
    clock.advance(31 * DAY);
    expect(await browser.ask()).toEqual({ ask: false, days: 31, renewed: true });
    expect(await browser.ask()).toEqual({ ask: false, days: 31, renewed: false });
    clock.advance(31 * DAY);
    expect(await browser.ask()).toEqual({ ask: false, days: 28, renewed: true });
    clock.advance(28 * DAY);
    expect(await browser.ask()).toEqual({ ask: true, days: null, renewed: false });
  });

  it('the thank-you page does not start the clock anew', async () => {
    const { id, cookie, sessionId } = await startCheckout(service, GIFTS.once);
    await service.stripe.pay(sessionId, { email: 'reader@example.org', method: 'card' });
    await service.settled();
    const url = `${service.url}/v1/checkouts/${id}`;
    const value = cookieIn(lineOf(await fetch(url, { headers: { cookie } })));
    clock.advance(DAY / 2);
    const again = await fetch(url, { headers: { cookie: `${cookie}; gw_ask=${value}` } });
    expect(again.status).toBe(200);
    expect(lineOf(again)).toBeUndefined();
  });

  it('a membership that renews keeps it quiet for as long as it renews', async () => {
    const browser = browserWith(await gives(GIFTS.monthly));
    const [subscription] = service.stripe.list('subscription');
    for (let month = 0; month < 6; month += 1) {
      clock.advance(31 * DAY);
      await service.stripe.renew(subscription?.id ?? '');
      await service.settled();
      const { ask, days, renewed } = await browser.ask();
      expect({ ask, renewed }).toEqual({ ask: false, renewed: true });
      expect(days).toBeLessThanOrEqual(31);
    }
  });

  it('a membership of which nothing more is heard is asked for again 30 days after its period', async () => {
    const browser = browserWith(await gives(GIFTS.monthly));
    clock.advance(31 * DAY);
    expect(await browser.ask()).toMatchObject({ ask: false, days: 29 });
    clock.advance(29 * DAY);
    expect(await browser.ask()).toMatchObject({ ask: true });
  });

  it('the end of a membership is heard of when the cookie runs out', async () => {
    const browser = browserWith(await gives({ ...GIFTS.monthly, frequency: 'annual', amount: 6000 }));
    const [subscription] = service.stripe.list('subscription');
    clock.advance(10 * DAY);
    await service.context.stripe.subscriptions.cancel(subscription?.id ?? '');
    await service.settled();
    clock.advance(21 * DAY);
    expect(await browser.ask()).toEqual({ ask: false, days: 9, renewed: true });
    clock.advance(9 * DAY);
    expect(await browser.ask()).toEqual({ ask: true, days: null, renewed: false });
  });

  it('a payment that failed buys no quiet', async () => {
    const { id, cookie, sessionId } = await startCheckout(service, GIFTS.once);
    await service.stripe.expire(sessionId);
    await service.settled();
    const response = await fetch(`${service.url}/v1/checkouts/${id}`, { headers: { cookie } });
    expect(lineOf(response)).toBeUndefined();
  });
});

describe('the newsroom’s site', () => {
  const SITE = 'https://news.example.org';
  beforeAll(() => restart({ SITE_ORIGINS: `${SITE},https://www.news.example.org` }));
  afterAll(() => service.stop());

  it.each([
    [SITE, SITE],
    ['https://www.news.example.org', 'https://www.news.example.org'],
    ['https://evil.example', null],
    ['https://news.example.org.evil.example', null],
    ['http://news.example.org', null],
    ['null', null],
  ])('%s may read the answer with its cookies: %s', async (origin, allowed) => {
    for (const method of ['GET', 'OPTIONS']) {
      const preflight = { 'access-control-request-method': 'GET' };
      const headers = { origin, ...(method === 'OPTIONS' && preflight) };
      const response = await fetch(`${service.url}/v1/ask`, { method, headers });
      expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
      expect(response.headers.get('vary')).toContain('Origin');
      if (allowed !== null) expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    }
  });

  it('may send a checkout, with a key and as JSON', async () => {
    const response = await fetch(`${service.url}/v1/checkouts`, {
      method: 'OPTIONS',
      headers: {
        origin: SITE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toBe(
      'content-type,idempotency-key',
    );
  });

  it('has no part in the pages', async () => {
    const response = await fetch(`${service.url}/`, { headers: { origin: SITE } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('under https', () => {
  beforeAll(() =>
    restart({ PUBLIC_URL: 'https://give.news.example.org', COOKIE_DOMAIN: 'news.example.org' }),
  );
  afterAll(() => service.stop());

  it('gw_ask is shared with the site and goes over https alone', async () => {
    const line = await remindLater();
    expect(line).toContain('; Domain=news.example.org;');
    expect(line).toContain('; Secure');
  });

  it('the checkout’s cookie belongs to us alone', async () => {
    const response = await fetch(`${service.url}/v1/checkouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(GIFTS.once),
    });
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toMatch(/^__Host-gw_checkout=/);
    expect(line).toContain('; Secure');
    expect(line).toContain('; Path=/;');
    expect(line).not.toContain('Domain');
    expect(line).not.toContain('Max-Age');
  });
});
