import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleEmbed } from '../../scripts/bundle-embed.ts';
import { read, write } from '../../src/contributions/embed/browser/amounts.ts';
import { decimalsOf, formatMoney, money, stepOf, toDecimal } from '../../src/platform/money.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const get = (headers: Record<string, string> = {}) => fetch(`${service.url}/embed.js`, { headers });

it('is what its sources make: npm run embed writes it', async () => {
  const committed = readFileSync(
    new URL('../../src/contributions/embed/script.json', import.meta.url),
    'utf8',
  );
  expect(committed).toBe(await bundleEmbed());
});

it('is small: under 12 KB as it is served, uncompressed', async () => {
  const body = await (await get()).arrayBuffer();
  expect(body.byteLength).toBeLessThan(12_000);
});

it('can be loaded by a page of any site, and kept for five minutes', async () => {
  const { status, headers } = await get({ origin: 'https://example.org' });
  expect([status, headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});

it('all else that is answered stays with our own pages', async () => {
  for (const path of ['/', '/privacy', '/v1/ask', '/v1/contribution-options']) {
    const { headers } = await fetch(service.url + path);
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
  }
});

it('when the asker has it, then it is not sent again, and may still be used', async () => {
  const etag = (await get()).headers.get('etag') ?? '';
  const again = await get({ 'if-none-match': etag });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect(again.headers.get('access-control-allow-origin')).toBe('*');
  expect((await get({ 'if-none-match': '"another"' })).status).toBe(200);
});

describe.each(['usd', 'jpy', 'isk', 'kwd'])('amounts in %s, as the pages have them', (currency) => {
  const described = { currency, decimals: decimalsOf(currency), step: stepOf(currency) };

  it.each(['en', 'ru'] as const)('written, in %s', (locale) => {
    for (const amount of [200, 1000, 123_450, 1_000_000].map((one) => one * stepOf(currency)))
      expect(write(amount, described, locale)).toBe(formatMoney(money(amount, currency), locale));
  });

  it('read', () => {
    for (const amount of [200, 1000, 123_450].map((one) => one * stepOf(currency)))
      expect(read(` ${toDecimal(money(amount, currency))} `, described)).toBe(amount);
    for (const text of ['', '-5', '5 000', '1e3', '5.1234', '5,', 'пять', '9999999999'])
      expect(read(text, described), text).toBeUndefined();
  });
});

it('amounts that do not exist are not read: half a yen, half a krona, a tenth of a fils', () => {
  const inCurrency = (currency: string) => ({
    currency,
    decimals: decimalsOf(currency),
    step: stepOf(currency),
  });
  expect(read('500.5', inCurrency('jpy'))).toBeUndefined();
  expect(read('500.50', inCurrency('isk'))).toBeUndefined();
  expect(read('1.255', inCurrency('kwd'))).toBeUndefined();
  expect([
    read('7,5', inCurrency('usd')),
    read('1.25', inCurrency('kwd')),
    read('500', inCurrency('isk')),
  ]).toEqual([750, 1250, 50_000]);
});
