import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { carryUrl } from '../../src/ask/carry.ts';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { keepDeviceQuiet, keepSubjectQuiet } from '../../src/ask/keep-quiet.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { testClock } from '../support/clock.ts';
import { startInstance } from '../support/instance.ts';
import { type Service, startService } from '../support/service.ts';

const Link = z.object({ url: z.url() });
const Ask = z.object({ ask: z.boolean(), until: z.string().nullable() });
const clock = testClock();

let service: Service;
beforeAll(async () => {
  service = await startService({ clock });
});
afterAll(() => service.stop());

const tokenIn = (value: string) => value.split('.')[2];

async function afterGift(days: number): Promise<string> {
  const subject = service.context.ids.random();
  const until = plus(clock.now(), days * DAY);
  return (await keepSubjectQuiet(service.context, { subject, until, cookieValue: undefined }))?.value ?? '';
}

async function afterReminder(days: number): Promise<string> {
  const until = plus(clock.now(), days * DAY);
  return (await keepDeviceQuiet(service.context, { until, note: Buffer.alloc(8), cookieValue: undefined }))
    .value;
}

const written = (days: number) =>
  writeAskCookie(service.context, { until: plus(clock.now(), days * DAY), token: randomToken() }).value;

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const url = path.startsWith('http') ? path : service.url + path;
  return fetch(url, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
}

function press(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/carry`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

/** The value of `gw_ask` that an answer sets. */
function cookieIn(response: Response): string {
  return /^gw_ask=([^;]*)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1] ?? '';
}

const linkFor = async (value: string) =>
  Link.parse(await (await get('/v1/ask/link', { cookie: `gw_ask=${value}` })).json()).url;

describe('from one device to another', () => {
  it.each([
    ['a gift', afterGift],
    ['“remind me later”', afterReminder],
  ])('the quiet after %s is carried by a link and one button', async (_what, make) => {
    const value = await make(90);
    const url = await linkFor(value);
    const page = await get(url);
    expect(page.status).toBe(200);
    // To look at the page is not yet to want it.
    expect(page.headers.getSetCookie()).toEqual([]);
    const [, carried = ''] = /name="ask" value="([^"]*)"/.exec(await page.text()) ?? [];

    const pressed = await press({ ask: carried, locale: 'en' });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/carried?lang=en']);
    const cookie = `gw_ask=${cookieIn(pressed)}`;
    expect(tokenIn(cookieIn(pressed))).toBe(tokenIn(value));
    expect(pressed.headers.getSetCookie()[0]).toMatch(/; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(Ask.parse(await (await get('/v1/ask', { cookie })).json()).ask).toBe(false);
    const done = await (await get('/carried?lang=en', { cookie })).text();
    expect(done).toContain('We will not ask on this device until 24 December 2026.');
  });

  it('hears of what becomes of it there as well', async () => {
    const pressed = await press({ ask: await afterGift(90) });
    clock.advance(60 * DAY);
    const renewed = await get('/v1/ask', { cookie: `gw_ask=${cookieIn(pressed)}` });
    expect(Ask.parse(await renewed.json()).ask).toBe(false);
    clock.advance(-60 * DAY);
  });

  it('a link that has lain for weeks still works while the quiet lasts, and not for a day longer', async () => {
    const url = await linkFor(await afterGift(90));
    clock.advance(60 * DAY);
    expect((await get(url)).status).toBe(200);
    clock.advance(30 * DAY);
    expect((await get(url)).status).toBe(410);
    clock.advance(-90 * DAY);
  });

  it('a device that is quiet for longer by itself stays so', async () => {
    const own = await afterGift(80);
    const longer = await press({ ask: await afterReminder(10) }, { cookie: `gw_ask=${own}` });
    expect(tokenIn(cookieIn(longer))).toBe(tokenIn(own));
    const short = await afterReminder(5);
    const better = await press({ ask: own }, { cookie: `gw_ask=${short}` });
    expect(tokenIn(cookieIn(better))).toBe(tokenIn(own));
  });

  it('makes no row', async () => {
    const rows = async () => (await service.context.pool.query('select from ask_clocks')).rowCount;
    const value = await afterReminder(10);
    const before = await rows();
    await linkFor(value);
    await press({ ask: value });
    await press({ ask: 'forged' });
    expect(await rows()).toBe(before);
  });
});

describe('a link', () => {
  it('is given to whoever is not asked, and to nobody else', async () => {
    const { context } = service;
    const value = await afterReminder(10);
    expect(await linkFor(value)).toBe(`${service.url}/carry?ask=${value}`);
    expect(carryUrl(context, value)).toBe(`${service.url}/carry?ask=${value}`);
    for (const other of [undefined, '', 'forged', written(-1), `${value}x`]) {
      expect(carryUrl(context, other)).toBeNull();
      const cookie = other === undefined ? 'theme=dark' : `gw_ask=${other}`;
      expect((await get('/v1/ask/link', { cookie })).status).toBe(404);
    }
  });

  it('forged, cut, run out or missing, looks alike: 410, and no cookie', async () => {
    const good = await afterReminder(10);
    const [version, until = '', token, mac] = good.split('.');
    const bad = {
      forged: `1.${until}.${randomToken()}.${mac}`,
      'with another date': [version, Number(until) + 1, token, mac].join('.'),
      cut: good.slice(0, -1),
      'cut to half': good.slice(0, 20),
      'run out': written(-1),
      empty: '',
      long: 'x'.repeat(8_000),
      markup: '"><script>alert(1)</script>',
    };
    const seen = async (response: Response) => ({
      status: response.status,
      headers: [...response.headers].filter(([name]) => name !== 'date'),
      text: await response.text(),
    });
    const page = await seen(await get('/carry'));
    const answer = await seen(await press({}));
    expect([page.status, answer.status]).toEqual([410, 410]);
    expect(page.text).toContain('link-gone');
    expect(JSON.stringify([page.headers, answer.headers])).not.toContain('set-cookie');
    for (const [what, ask] of Object.entries(bad)) {
      expect({ what, ...(await seen(await get(`/carry?ask=${encodeURIComponent(ask)}`))) }).toEqual({
        what,
        ...page,
      });
      expect({ what, ...(await seen(await press({ ask }))) }).toEqual({ what, ...answer });
    }
  });

  it('pressed on a page of another site, is refused', async () => {
    const pressed = await press({ ask: await afterReminder(10) }, { origin: 'https://evil.example' });
    expect([pressed.status, pressed.headers.getSetCookie()]).toEqual([403, []]);
  });

  it('stands in no log and no metric', async () => {
    const value = await afterReminder(10);
    await get(await linkFor(value));
    const cookie = `gw_ask=${cookieIn(await press({ ask: value }))}`;
    await get('/carried', { cookie });
    await get(`/carry?ask=${value.slice(0, -1)}`);
    const told = service.logs.join('') + (await service.context.metrics.registry.metrics());
    expect(told).toContain('/carry');
    for (const part of value.split('.').slice(2)) expect(told).not.toContain(part);
  });

  it('asks the database only with a signature of ours', async () => {
    const other = await startInstance(service);
    await other.context.pool.end();
    expect((await get(`${other.url}/carry?ask=${written(10).slice(0, -1)}`)).status).toBe(410);
    expect((await get(`${other.url}/carry?ask=${written(10)}`)).status).toBe(503);
    await other.stop();
  });
});

describe('the pages', () => {
  it.each([
    ['en', {}, 'Hide it here, too', 'Whoever has this link'],
    ['ru', { 'accept-language': 'ru' }, 'Скрыть и здесь', 'Любой, у кого есть эта ссылка'],
  ])('in %s say in plain words what the link does', async (lang, headers, button, warning) => {
    const value = await afterReminder(10);
    const page = await get(await linkFor(value), headers);
    const text = await page.text();
    expect(text).toContain(`<html lang="${lang}">`);
    expect(text).toContain(`<button class="button main">${button}</button>`);
    expect(text).toContain(warning);
    expect(text).not.toMatch(/<script/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const chosen = await get(`/carry?ask=${value}&lang=${lang}`);
    expect(await chosen.text()).toContain(`<input type="hidden" name="locale" value="${lang}">`);
    const done = await get(`/carried?lang=${lang}`, { cookie: `gw_ask=${value}` });
    expect(await done.text()).toMatch(
      lang === 'ru' ? /До 3 декабря 2026\u00a0года мы не будем/ : /until 3 December 2026/,
    );
  });

  it('the last of them, where nothing was carried, leads to the appeal', async () => {
    for (const cookie of ['', 'gw_ask=forged', `gw_ask=${written(-1)}`]) {
      const { status, headers } = await get('/carried', { cookie });
      expect([status, headers.get('location')]).toEqual([303, '/']);
    }
  });
});
