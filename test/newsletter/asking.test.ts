import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addresseesOf } from '../../src/members/addressees.ts';
import { confirmSubscriptionOf } from '../../src/newsletter/confirm-subscription.ts';
import { sendDueMails } from '../../src/worker.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { post } from '../support/reader.ts';
import { type Service, type ServiceOptions, startService } from '../support/service.ts';

const ADDRESS = 'Canary.Quetzal@plumage.example';
const NEEDLES = [ADDRESS, 'canary.quetzal', 'plumage.example'];

let service: Service;
async function start(options: ServiceOptions = {}): Promise<void> {
  service = await startService({ clock: testClock(), ...options });
}
beforeEach(() => start());
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const kept = () =>
  query(
    'select count(*)::int, (select count(*)::int from identity.addressees), (select count(*)::int from mails) from newsletter_subscriptions',
  );
const ask = (body: unknown = { email: ADDRESS }, headers: Record<string, string> = {}) =>
  post(service, '/v1/newsletter', body, headers);

/** Everything that a reader could tell two answers apart by, but for the time of day. */
async function bytesOf(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** The statements of a request, as Postgres counts what they wrote. */
async function written(work: () => Promise<unknown>): Promise<unknown> {
  const rows = () =>
    query(
      'select (select count(*)::int from newsletter_subscriptions), (select count(*)::int from identity.addressees), (select count(*)::int from mails)',
    );
  const [before = []] = await rows();
  await work();
  const [after = []] = await rows();
  return after.map((count, index) => Number(count) - Number(before[index]));
}

describe('POST /v1/newsletter', () => {
  it('answers the same bytes, and does the same, for an address that is known, unknown, subscribed or tired of it', async () => {
    const { context } = service;
    const unknown = await bytesOf(await ask({ email: 'unknown@example.org' }));
    expect(unknown).toContain('202');
    await ask();
    expect(await bytesOf(await ask())).toBe(unknown);
    const [id = ''] = await addresseesOf(context, context.database, ADDRESS);
    await context.database.transaction((transaction) => confirmSubscriptionOf(context, transaction, id));
    expect(await bytesOf(await ask())).toBe(unknown);
    for (let count = 0; count < 5; count += 1) expect(await bytesOf(await ask())).toBe(unknown);
    expect(await written(ask)).toEqual([1, 1, 1]);
    expect(await written(() => ask({ email: 'never-heard-of@example.org' }))).toEqual([1, 1, 1]);
  });

  it('keeps the address sealed: it is in no table, no job, no log and no metric', async () => {
    await ask();
    await ask({ email: ADDRESS, locale: 'ru' });
    await ask({ email: `${ADDRESS}\r\nBcc: x@example.org` });
    await ask({ [ADDRESS]: ADDRESS });
    await ask(`{"email":"${ADDRESS}"`);
    const before = await dumpDatabase(service.context.pool);
    expect(before.tables).toEqual(
      expect.arrayContaining(['public.mails', 'identity.addressees', 'graphile_worker._private_jobs']),
    );
    expect(findCanaries(before.bytes, NEEDLES)).toEqual([]);

    await sendDueMails(service.context);
    expect(service.mail.messages()).toHaveLength(2);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const { bytes } = await dumpDatabase(service.context.pool);
    expect(
      findCanaries(Buffer.concat([bytes, Buffer.from(service.logs.join('')), Buffer.from(metrics)]), NEEDLES),
    ).toEqual([]);
  });

  it.each([
    ['declared', { residence: 'RU' }, {}],
    ['seen by the edge', {}, { 'x-country': 'by' }],
  ])('from a restricted residence, %s: 403, and nothing is kept', async (_what, body, headers) => {
    await service.stop();
    await start({ settings: { COUNTRY_HEADER: 'X-Country' } });
    const response = await ask({ email: ADDRESS, ...body }, headers);
    expect(response.status).toBe(403);
    expect(z.object({ type: z.string() }).parse(await response.json()).type).toBe(
      '/problems/residence-restricted',
    );
    expect(await kept()).toEqual([[0, 0, 0]]);
    expect(await query('select key from rate_limits')).toEqual([]);
  });

  it('more often than all readers together may: 429, and nothing is kept of those', async () => {
    await service.stop();
    await start({ settings: { ADDRESSES_PER_MINUTE: '3' } });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1)
      statuses.push((await ask({ email: `a${count}@example.org` })).status);
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    expect(await kept()).toEqual([[3, 3, 3]]);
  });
});

const Refused = z.object({
  type: z.string(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
});

describe('POST /v1/newsletter refuses, and keeps nothing', () => {
  it.each([
    ['malformed JSON', '{"email":', 400, undefined],
    ['an empty body', '', 422, ' invalid-type'],
    ['a scalar', '5', 422, ' invalid-type'],
    ['an array', '[]', 422, ' invalid-type'],
    ['7,000 open brackets', '['.repeat(7_000), 400, undefined],
    ['too much', JSON.stringify({ email: 'x'.repeat(17_000) }), 413, undefined],
    ['__proto__', '{"__proto__":{},"email":"a@example.org"}', 422, '/__proto__ unknown-field'],
    ['no address', '{}', 422, '/email invalid-type'],
    ['an unknown field', '{"email":"a@example.org","colour":"red"}', 422, '/colour unknown-field'],
    [
      'an address with CRLF',
      '{"email":"a@example.org\\r\\nBcc: b@example.org"}',
      422,
      '/email email-invalid',
    ],
    ['two addresses', '{"email":"a@example.org,b@example.org"}', 422, '/email email-invalid'],
    ['an address with a name', '{"email":"Anna <a@example.org>"}', 422, '/email email-invalid'],
    ['NUL in an address', '{"email":"a\\u0000b@example.org"}', 422, '/email email-invalid'],
    ['a lone surrogate', '{"email":"a\\ud800@example.org"}', 422, '/email email-invalid'],
    [
      'an address of 255',
      JSON.stringify({ email: `${'a'.repeat(60)}@${'b'.repeat(190)}.org` }),
      422,
      '/email email-invalid',
    ],
    [
      'a language that we do not speak',
      '{"email":"a@example.org","locale":"de"}',
      422,
      '/locale invalid-value',
    ],
    [
      'a residence in words',
      '{"email":"a@example.org","residence":"Russia"}',
      422,
      '/residence country-invalid',
    ],
  ])('%s', async (_what, body, status, error) => {
    const response = await ask(body);
    expect(response.status).toBe(status);
    const { errors = [] } = Refused.parse(await response.json());
    if (error !== undefined) expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([error]);
    expect(await kept()).toEqual([[0, 0, 0]]);
  });

  it.each([
    ['text/plain', 'text/plain', undefined],
    ['another charset', 'application/json; charset=latin1', undefined],
    ['a compressed body', 'application/json', 'gzip'],
  ])('%s: 415', async (_what, type, encoding) => {
    const text = JSON.stringify({ email: ADDRESS });
    const body = encoding ? new Uint8Array(gzipSync(text)) : text;
    const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
    expect((await fetch(`${service.url}/v1/newsletter`, { method: 'POST', headers, body })).status).toBe(415);
  });

  it('another method: 405; from another site: 403', async () => {
    const wrong = await fetch(`${service.url}/v1/newsletter`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await ask(undefined, { origin: 'https://evil.example' })).status).toBe(403);
    expect(await kept()).toEqual([[0, 0, 0]]);
  });
});
