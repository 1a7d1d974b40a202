import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadCatalog } from '../../src/catalog/catalog.ts';
import { DEFAULT_CATALOG } from '../../src/catalog/default-catalog.ts';
import { SettingsError } from '../../src/platform/settings.ts';
import { startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundswell-catalog-'));
const file = join(folder, 'catalog.json');
afterAll(() => rmSync(folder, { recursive: true }));

const OFFER = {
  minimum: 100,
  maximum: 5000,
  processingCost: { basisPoints: 300, fixed: 10 },
  presets: { once: [500], monthly: [100, 200], annual: [1000] },
  defaults: { once: 500, monthly: 200, annual: 1000 },
};
const CATALOG = {
  defaultCurrency: 'chf',
  defaultFrequency: 'annual',
  currencies: { chf: OFFER, kwd: { ...OFFER, minimum: 100 } },
  paymentMethods: [{ id: 'twint', label: 'TWINT' }],
};

function faultsOf(catalog: unknown): string {
  writeFileSync(file, typeof catalog === 'string' ? catalog : JSON.stringify(catalog));
  try {
    loadCatalog(file);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return '';
}

const withOffer = (change: object) => ({
  ...CATALOG,
  currencies: { ...CATALOG.currencies, chf: { ...OFFER, ...change } },
});

describe('a catalog file', () => {
  it('that is right has no faults', () => {
    expect(faultsOf(CATALOG)).toBe('');
    expect(faultsOf(DEFAULT_CATALOG)).toBe('');
  });

  it.each([
    ['a default currency that is not offered', { ...CATALOG, defaultCurrency: 'usd' }, 'defaultCurrency'],
    ['an unknown frequency', { ...CATALOG, defaultFrequency: 'weekly' }, 'defaultFrequency'],
    ['a currency in capitals', { ...CATALOG, currencies: { CHF: OFFER, chf: OFFER } }, 'currencies.CHF'],
    ['a preset below the minimum', withOffer({ minimum: 150 }), 'currencies.chf.monthly'],
    ['a preset above the maximum', withOffer({ maximum: 900 }), 'currencies.chf.annual'],
    [
      'a default that is no preset',
      withOffer({ defaults: { ...OFFER.defaults, once: 600 } }),
      'currencies.chf.once: default is no preset',
    ],
    [
      'no presets',
      withOffer({ presets: { ...OFFER.presets, once: [] } }),
      'CATALOG_FILE currencies.chf.presets.once',
    ],
    ['an amount with a fraction', withOffer({ maximum: 5000.5 }), 'currencies.chf.maximum'],
    ['an amount as text', withOffer({ maximum: '5000' }), 'currencies.chf.maximum'],
    [
      'a cost that would eat the gift',
      withOffer({ processingCost: { basisPoints: 9999, fixed: 0 } }),
      'processingCost.basisPoints',
    ],
    ['a misspelt field', withOffer({ minimun: 100 }), 'currencies.chf'],
    [
      'an amount that Stripe does not take',
      { ...CATALOG, currencies: { chf: OFFER, kwd: { ...OFFER, minimum: 95 } } },
      'currencies.kwd.once: amount-not-payable',
    ],
  ])('with %s is refused, and the place named', (_what, catalog, place) => {
    expect(faultsOf(catalog)).toContain(place);
  });

  it('with several faults names them all', () => {
    const message = faultsOf({
      ...withOffer({ minimum: -1, maximum: 'much' }),
      defaultFrequency: 'weekly',
    });
    for (const place of ['chf.minimum', 'chf.maximum', 'defaultFrequency']) expect(message).toContain(place);
  });

  it('that is no JSON, or is not there, is refused in words', () => {
    expect(faultsOf('{')).toContain('cannot be read as JSON');
    expect(() => loadCatalog(join(folder, 'nothing.json'))).toThrow('cannot be read as JSON');
  });
});

describe('what CATALOG_FILE says, at GET /v1/contribution-options', () => {
  let service: Service;
  const options = (query = '', headers: Record<string, string> = {}) =>
    fetch(`${service.url}/v1/contribution-options${query}`, { headers });
  beforeAll(async () => {
    writeFileSync(file, JSON.stringify(CATALOG));
    service = await startService({ settings: { CATALOG_FILE: file } });
  });
  afterAll(() => service.stop());

  it('is answered, for the default currency', async () => {
    expect(await (await options()).json()).toEqual({
      currency: 'chf',
      currencies: ['chf', 'kwd'],
      decimals: 2,
      step: 1,
      frequencies: [
        { frequency: 'once', presets: [500], default: 500, minimum: 100, maximum: 5000 },
        { frequency: 'monthly', presets: [100, 200], default: 200, minimum: 100, maximum: 5000 },
        { frequency: 'annual', presets: [1000], default: 1000, minimum: 100, maximum: 5000 },
      ],
      defaultFrequency: 'annual',
      paymentMethods: [{ id: 'twint', label: 'TWINT' }],
      processingCost: { basisPoints: 300, fixed: 10 },
    });
  });

  it('may be cached by anyone, and is not sent again to who has it', async () => {
    const first = await options('?currency=kwd');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    expect(first.headers.getSetCookie()).toEqual([]);

    const again = await options('?currency=kwd', { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
  });

  it.each([
    ['a list of tags', (etag: string) => `"other", ${etag}`],
    ['a weak tag, as a compressing proxy makes it', (etag: string) => `W/${etag}`],
    ['any', () => '*'],
  ])('If-None-Match with %s is understood', async (_what, header) => {
    const etag = (await options()).headers.get('etag') ?? '';
    expect((await options('', { 'if-none-match': header(etag) })).status).toBe(304);
  });

  it('has another tag for another currency', async () => {
    const tags = [await options(), await options('?currency=kwd')].map(({ headers }) => headers.get('etag'));
    expect(new Set(tags).size).toBe(2);
    expect((await options('', { 'if-none-match': tags[1] ?? '' })).status).toBe(200);
  });

  it.each(['usd', 'toString', 'CHF', ''])('?currency=%s is refused: 422', async (currency) => {
    expect((await options(`?currency=${currency}`)).status).toBe(422);
  });

  it('is what a checkout is held to', async () => {
    await startCheckout(service, { frequency: 'once', amount: 100, currency: 'chf' });
    expect(service.stripe.list('checkout.session').map(({ amount_total }) => amount_total)).toEqual([100]);
  });
});

describe('GET /v1/contribution-options of the catalog as it comes', () => {
  let service: Service;
  afterEach(() => service.stop());

  it('starts at two dollars, with monthly chosen', async () => {
    service = await startService();
    const Options = z.object({
      currency: z.string(),
      defaultFrequency: z.string(),
      frequencies: z.array(z.object({ minimum: z.int() })),
    });
    const answer = Options.parse(await (await fetch(`${service.url}/v1/contribution-options`)).json());
    expect([answer.currency, answer.defaultFrequency]).toEqual(['usd', 'monthly']);
    expect(answer.frequencies.map(({ minimum }) => minimum)).toEqual([200, 200, 200]);
  });
});
