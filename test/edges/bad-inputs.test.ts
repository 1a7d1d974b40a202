import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../support/cluster.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const Problem = z.object({
  type: z.string().startsWith('/problems/'),
  title: z.string(),
  status: z.int(),
  instance: z.string().startsWith('urn:uuid:'),
  errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
});

const GOOD = { frequency: 'monthly', amount: 500, currency: 'usd' };

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

/** @returns status, slug and the refused fields of a problem answer */
async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  const errors = (problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  return { status: response.status, slug: problem.type.replace('/problems/', ''), errors };
}

async function contributionsMade(): Promise<unknown> {
  const [[made] = []] = await run(service.databaseUrl, 'select count(*)::int from contributions');
  return made;
}

describe('POST /v1/checkouts refuses, and makes nothing', () => {
  it.each([
    ['malformed JSON', '{"frequency":', 400, 'bad-request'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'bad-request'],
    ['an empty body', '', 422, 'invalid-request'],
    ['a scalar', '5', 422, 'invalid-request'],
    ['null', 'null', 422, 'invalid-request'],
    ['an array', '[]', 422, 'invalid-request'],
    ['7,000 nested brackets', '['.repeat(7000) + ']'.repeat(7000), 400, 'bad-request'],
    ['7,000 open brackets', '['.repeat(7000), 400, 'bad-request'],
    ['too much', JSON.stringify({ ...GOOD, campaign: 'x'.repeat(17_000) }), 413, 'body-too-large'],
    ['an amount of 1e400', '{"frequency":"monthly","amount":1e400,"currency":"usd"}', 422, 'invalid-request'],
    [
      'an amount past 2^53',
      '{"frequency":"monthly","amount":9007199254740993,"currency":"usd"}',
      422,
      'invalid-request',
    ],
    [
      '__proto__',
      '{"__proto__":{"amount":500},"frequency":"monthly","amount":500,"currency":"usd"}',
      422,
      'invalid-request',
    ],
    [
      'constructor',
      '{"constructor":{},"frequency":"monthly","amount":500,"currency":"usd"}',
      422,
      'invalid-request',
    ],
  ])('%s', async (_what, body, status, slug) => {
    const before = await contributionsMade();
    const response = await fetch(`${service.url}/v1/checkouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await problemOf(response)).toMatchObject({ status, slug });
    expect(await contributionsMade()).toBe(before);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour unknown-field'],
    ['amount 0', { amount: 0 }, '/amount too-small'],
    ['amount -1', { amount: -1 }, '/amount too-small'],
    ['amount 99.5', { amount: 99.5 }, '/amount invalid-type'],
    ['a number as text', { amount: '100' }, '/amount invalid-type'],
    ['less than the minimum', { amount: 199 }, '/amount amount-below-minimum'],
    ['more than the maximum', { amount: 1_000_001 }, '/amount amount-above-maximum'],
    [
      'yen below their minimum, meant as cents',
      { currency: 'jpy', amount: 5 },
      '/amount amount-below-minimum',
    ],
    [
      'dinars with a last digit that is not 0',
      { currency: 'kwd', amount: 1505 },
      '/amount amount-not-payable',
    ],
    ['an unknown currency', { currency: 'xxx' }, '/currency currency-not-offered'],
    ['a currency in capitals', { currency: 'USD' }, '/currency currency-invalid'],
    ['a currency called __proto__', { currency: '__proto__' }, '/currency currency-invalid'],
    ['an unknown frequency', { frequency: 'weekly' }, '/frequency invalid-value'],
    ['NUL in an address', { email: 'a\u0000b@example.org' }, '/email email-invalid'],
    ['a lone surrogate', { email: 'a\ud800@example.org' }, '/email email-invalid'],
    ['a lone surrogate in a slug', { campaign: '\udfff' }, '/campaign slug-invalid'],
    ['an address with CRLF', { email: 'a@example.org\r\nBcc: b@example.org' }, '/email email-invalid'],
    ['two addresses', { email: 'a@example.org,b@example.org' }, '/email email-invalid'],
    ['an address of 255', { email: `${'a'.repeat(60)}@${'b'.repeat(190)}.org` }, '/email email-invalid'],
    ['no address at all', { email: 'nobody' }, '/email email-invalid'],
    ['a return address', { successUrl: 'https://evil.example' }, '/successUrl unknown-field'],
    ['a campaign that is a sentence', { campaign: 'from Anna with love' }, '/campaign slug-invalid'],
    ['a residence in words', { residence: 'Netherlands' }, '/residence country-invalid'],
  ])('%s', async (_what, change, error) => {
    const before = await contributionsMade();
    const response = await post(service, '/v1/checkouts', { ...GOOD, ...change });
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 422, slug: 'invalid-request' });
    expect(problem.errors).toContain(error);
    expect(await contributionsMade()).toBe(before);
  });

  it.each([
    ['no media type', undefined, undefined],
    ['text/plain', 'text/plain', undefined],
    ['another charset', 'application/json; charset=latin1', undefined],
    ['a compressed body', 'application/json', 'gzip'],
  ])('%s: 415', async (_what, type, encoding) => {
    const headers = {
      ...(type && { 'content-type': type }),
      ...(encoding && { 'content-encoding': encoding }),
    };
    const text = JSON.stringify(GOOD);
    const body = encoding ? new Uint8Array(gzipSync(text)) : new TextEncoder().encode(text);
    const response = await fetch(`${service.url}/v1/checkouts`, { method: 'POST', headers, body });
    expect(await problemOf(response)).toMatchObject({ status: 415, slug: 'media-type-unsupported' });
  });

  it('an Idempotency-Key with spaces or beyond 255 characters', async () => {
    for (const key of ['two words', 'x'.repeat(256)]) {
      const response = await post(service, '/v1/checkouts', GOOD, { 'idempotency-key': key });
      expect((await problemOf(response)).errors).toContain('/idempotency-key idempotency-key-invalid');
    }
  });

  it('names every refused field at once, and never the value', async () => {
    const response = await post(service, '/v1/checkouts', {
      frequency: 'canary-1',
      amount: 'canary-2',
      email: 'canary-3',
    });
    const text = await response.text();
    expect(text).not.toContain('canary');
    expect(z.object({ errors: z.array(z.unknown()) }).parse(JSON.parse(text)).errors).toHaveLength(4);
  });
});

describe('a restricted residence is refused before anything exists', () => {
  it.each([
    ['declared', { residence: 'RU' }, {}],
    ['seen by the edge', {}, { 'x-country': 'by' }],
  ])('%s', async (_what, body, headers) => {
    const gated = await startService({ settings: { COUNTRY_HEADER: 'X-Country' } });
    const logged = gated.logs.length;
    const response = await post(gated, '/v1/checkouts', { ...GOOD, ...body }, headers);
    expect(await problemOf(response)).toMatchObject({ status: 403, slug: 'residence-restricted' });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(gated.stripe.list('checkout.session')).toEqual([]);
    expect(await run(gated.databaseUrl, 'select id from contributions')).toEqual([]);
    expect(await run(gated.databaseUrl, 'select key from rate_limits')).toEqual([]);
    expect(gated.logs.slice(logged).join()).not.toMatch(/RU|BY|by"/);
    await gated.stop();
  });
});

describe('every route', () => {
  it.each([
    ['GET', '/v1/checkouts', 'POST'],
    ['PUT', '/v1/checkouts', 'POST'],
    ['POST', '/v1/ask', 'GET, HEAD'],
    ['DELETE', '/v1/contribution-options', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/contribute', 'POST'],
    ['GET', '/webhooks/stripe', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['PATCH', '/v1/reports/revenue', 'GET, HEAD'],
  ])('%s %s: 405, and Allow says %s', async (method, path, allow) => {
    const response = await fetch(service.url + path, { method });
    expect(await problemOf(response)).toMatchObject({ status: 405, slug: 'method-not-allowed' });
    expect(response.headers.get('allow')).toBe(allow);
  });

  it.each([
    '/v1/contribution-options?currency=%E0%A4%A',
    '/v1/contribution-options?currency=usd&currency=eur',
    '/v1/reports/revenue?from=2026-01-01&from=2026-01-02',
    '/thank-you?contribution=%',
  ])('GET %s: 400', async (path) => {
    expect(await problemOf(await fetch(service.url + path))).toMatchObject({
      status: 400,
      slug: 'bad-request',
    });
  });

  it('a broken escape in the path: 400', async () => {
    expect(await problemOf(await fetch(`${service.url}/v1/checkouts/%E0%A4%A`))).toMatchObject({
      status: 400,
    });
  });

  it('an unknown query parameter of the interface: 422', async () => {
    const problem = await problemOf(await fetch(`${service.url}/v1/contribution-options?colour=red`));
    expect(problem).toMatchObject({ status: 422, errors: ['/colour unknown-field'] });
  });

  it('what is not there: 404, as a page for a browser', async () => {
    expect(await problemOf(await fetch(`${service.url}/v1/nothing`))).toMatchObject({ status: 404 });
    const page = await fetch(`${service.url}/nothing`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('a request line that is no HTTP gets 400 and the server lives', async () => {
    const { hostname, port } = new URL(service.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('GARBAGE\r\n\r\n'));
      socket.on('data', (data) => resolve(data.toString()));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  });
});

describe('the form', () => {
  const form = (fields: string, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/contribute`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: fields,
      redirect: 'manual',
    });

  it.each([
    ['a repeated field', 'frequency=once&frequency=monthly', 400],
    ['a broken escape', 'frequency=%E0%A4%A', 400],
    ['an unknown field', 'frequency=once&amount_once=1000&currency=usd&colour=red', 422],
    ['an unknown currency', 'frequency=once&amount_once=1000&currency=xxx', 422],
    ['no amount', 'frequency=once&amount_once=other&other_once=&currency=usd', 422],
    ['an amount in words', 'frequency=once&amount_once=other&other_once=ten&currency=usd', 422],
    ['yen with decimals', 'frequency=once&amount_once=other&other_once=500.5&currency=jpy', 422],
    ['dinars in thousandths', 'frequency=once&amount_once=other&other_once=1.505&currency=kwd', 422],
    ['a negative amount', 'frequency=once&amount_once=-500&currency=usd', 422],
    ['nothing', '', 422],
  ])('%s: %i', async (_what, fields, status) => {
    expect((await form(fields)).status).toBe(status);
  });

  it('sent as JSON: 415', async () => {
    expect((await form('{}', { 'content-type': 'application/json' })).status).toBe(415);
  });

  it('sent from another site: 403', async () => {
    const fields = 'frequency=once&amount_once=1000&currency=usd';
    expect((await form(fields, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await form(fields, { 'sec-fetch-site': 'cross-site', origin: 'null' })).status).toBe(403);
    expect((await form(fields, { 'sec-fetch-site': 'same-origin', origin: 'null' })).status).toBe(303);
  });
});
