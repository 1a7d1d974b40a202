import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeAskCookie } from '../../src/ask/cookie.ts';
import { DAY, plus, SECOND } from '../../src/platform/time.ts';
import { randomToken } from '../../src/platform/tokens.ts';
import { sealReturn } from '../../src/reminders/return-link.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { startWorker } from '../../src/worker.ts';
import { countRows, remind, remindByMail, tokenIn } from '../reminders/remind.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { howMany } from '../support/length.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const EMAIL = 'reader@mail.example';
const PATIENTLY = { timeout: 20 * SECOND, interval: 100 };

let clock: TestClock;
let postgres: OwnPostgres;
let service: Service;
let adminToken: string;
/** of a reminder by e-mail, as long as it lasts; the same once it has to be looked up; of a device alone */
let cookies: Record<'stored' | 'stale' | 'device', string>;

beforeAll(async () => {
  clock = testClock('2026-11-23T12:00:00Z');
  postgres = await startOwnPostgres('none');
  service = await startService({
    clock,
    deliver: false,
    database: { url: postgres.url, drop: () => postgres.remove() },
  });
  const { context } = service;
  adminToken = await createToken(context, { name: 'admin', role: 'admin' });
  const expired = { until: plus(clock.now(), -DAY), token: randomToken() };
  cookies = {
    stored: (await remindByMail(service, { email: 'first@mail.example' })).cookie,
    stale: `gw_ask=${writeAskCookie(context, expired).value}`,
    device: (await remind(service, { in: 'P1M', channel: 'none' })).cookie,
  };
});
afterAll(() => service.stop());

type Attempt = { method?: string; path: string; headers?: Record<string, string>; body?: string };

const json = (path: string, body: object): Attempt => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const form = (
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Attempt => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});

function attempt({ method = 'GET', path, headers = {}, body }: Attempt): Promise<Response> {
  return fetch(service.url + path, {
    method,
    headers: { accept: 'text/html,application/json;q=0.9', ...headers },
    body: body ?? null,
    redirect: 'manual',
  });
}

/** Whatever has to be written, or looked up. */
function dependent(): Attempt[] {
  const token = 'a'.repeat(22);
  const stored = { cookie: cookies.stored };
  const carried = cookies.stored.replace('gw_ask=', '');
  const admin = { authorization: `Bearer ${adminToken}` };
  const reminder = { form: 'reminder', in: 'P1M', locale: 'en' };
  return [
    json('/v1/reminders', { in: 'P1M', channel: 'none' }),
    json('/v1/reminders', { in: 'P1M', channel: 'email', email: EMAIL }),
    json('/v1/newsletter', { email: EMAIL }),
    form('/remind-me-later', { ...reminder, channel: 'none' }),
    form('/remind-me-later', { ...reminder, channel: 'email', email: EMAIL }),
    form('/newsletter', { 'newsletter-email': EMAIL, locale: 'en', place: 'page' }),
    ...['confirm', 'unsubscribe', 'erase'].flatMap((deed) => [
      { path: `/${deed}?token=${token}` },
      form(`/${deed}?token=${token}`, {}),
    ]),
    { path: '/v1/reminders/current', headers: stored },
    { method: 'DELETE', path: '/v1/reminders/current', headers: stored },
    { path: '/v1/reminders/current.ics', headers: stored },
    { path: '/reminded', headers: stored },
    form('/reminded/cancel', { locale: 'en' }, stored),
    { path: `/carry?ask=${carried}` },
    form('/carry', { ask: carried, locale: 'en' }),
    { path: '/v1/ask', headers: { cookie: cookies.stale } },
    { path: '/v1/reports/reminders', headers: admin },
    { path: '/v1/newsletter/subscribers?reason=the+weekly+issue', headers: admin },
    { path: '/v1/audit', headers: admin },
  ];
}

/** What needs nothing but what the reader's own device holds. */
function independent(): Attempt[] {
  const device = { cookie: cookies.device };
  const later = sealReturn(service.context, { channel: 'email', delay: 'P1M', choice: undefined });
  return [
    { path: '/v1/ask' },
    { path: '/v1/ask', headers: { cookie: 'gw_ask=forged' } },
    { path: '/v1/ask', headers: { cookie: cookies.stored } },
    { path: '/v1/ask', headers: device },
    { path: '/v1/ask/link', headers: device },
    { path: '/v1/reminders/current', headers: device },
    { path: '/v1/reminders/current.ics', headers: device },
    { path: '/reminded', headers: device },
    { path: `/carry?ask=${cookies.device.replace('gw_ask=', '')}` },
    { path: '/remind-me-later' },
    { path: '/newsletter' },
    { path: `/?later=${later}` },
    { path: '/embed.js' },
  ];
}

const named = (attempts: Attempt[], answers: Response[]) =>
  attempts.map(
    ({ method = 'GET', path }, index) => `${method} ${path.split('?')[0]} ${answers[index]?.status}`,
  );

async function expectAll(attempts: Attempt[], status: number): Promise<void> {
  const answers = await Promise.all(attempts.map(attempt));
  expect(named(attempts, answers).filter((one) => !one.endsWith(` ${status}`))).toEqual([]);
  for (const answer of answers) {
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('2');
    if (status === 503) expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).not.toContain('first@mail.example');
  }
}

describe('while the database is down', () => {
  it('everything that needs it is answered with 503 within 2 seconds, and all else as ever; nothing is half done', async () => {
    const before = await countRows(service);
    await postgres.stop();

    const started = performance.now();
    await expectAll(dependent(), 503);
    expect(performance.now() - started).toBeLessThan(2 * SECOND);
    await expectAll(independent(), 200);
    // A pause of the server's, not of the reader's.
    const { value } = writeAskCookie(service.context, {
      until: plus(clock.now(), DAY),
      token: randomToken(),
    });
    const valid = await attempt({ path: '/v1/ask', headers: { cookie: `gw_ask=${value}` } });
    expect(await valid.json()).toMatchObject({ ask: false });

    await postgres.start();
    await vi.waitFor(async () => expect((await attempt({ path: '/readyz' })).status).toBe(200), PATIENTLY);
    expect(await countRows(service)).toEqual(before);
  }, 60_000);

  it('mail waits; once it is back, the worker sends what fell due meanwhile, once, and goes on', async () => {
    const worker = await startWorker(service.context);
    const arrived = (address: string) =>
      service.mail.messages().filter(({ to }) => to.includes(address)).length;
    await remindByMail(service, { email: 'due@mail.example' });
    const letter = await service.mail.waitFor(({ to }) => to.includes('due@mail.example'));
    const confirmed = await attempt(form(`/confirm?token=${tokenIn(letter)}`, {}));
    expect(confirmed.status).toBe(303);

    await postgres.stop();
    clock.moveTo(new Date('2026-12-23T11:00:00Z'));
    await vi.waitFor(
      () => expect(service.logs.join('')).toMatch(/worker ended|database connection lost/),
      PATIENTLY,
    );
    await postgres.start();

    await vi.waitFor(async () => {
      const answer = await post(service, '/v1/newsletter', { email: 'another@mail.example' });
      expect(answer.status).toBe(202);
    }, PATIENTLY);
    await vi.waitFor(() => expect(arrived('due@mail.example')).toBe(2), PATIENTLY);
    await vi.waitFor(() => expect(arrived('another@mail.example')).toBeGreaterThan(0), PATIENTLY);
    await worker.stop();
    expect(arrived('due@mail.example')).toBe(2);
  }, 90_000);
});

describe.runIf(howMany({ short: 0, verify: 1, long: 1 }) > 0)('while the database hangs', () => {
  const signalAll = (signal: 'STOP' | 'CONT') => {
    const children = execFileSync('pgrep', ['-P', String(postgres.pid())], { encoding: 'utf8' });
    for (const pid of [postgres.pid(), ...children.trim().split('\n').map(Number)])
      process.kill(pid, `SIG${signal}`);
  };

  it('everything that needs it is answered with 503 once a statement may take no longer; nothing is half done', async () => {
    const before = await countRows(service);
    signalAll('STOP');
    try {
      const started = performance.now();
      await expectAll(independent().slice(0, 11), 200);
      await expectAll(dependent(), 503);
      expect(performance.now() - started).toBeLessThan(20 * SECOND);
    } finally {
      signalAll('CONT');
    }

    await vi.waitFor(async () => expect((await attempt({ path: '/readyz' })).status).toBe(200), PATIENTLY);
    expect(await countRows(service)).toEqual(before);
  }, 90_000);
});
