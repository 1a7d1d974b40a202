import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STYLE_PATH } from '../../src/platform/style.ts';
import { startInstance } from '../support/instance.ts';
import { type Service, startService } from '../support/service.ts';

const PAGES = ['/', '/thank-you', '/privacy', '/docs', '/problems/not-found', '/nothing'];
const ANSWERS = [
  '/v1/ask',
  '/v1/checkouts/nothing',
  '/v1/reports/revenue',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/metrics',
];

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const get = (path: string) => fetch(service.url + path, { headers: { accept: 'text/html' } });

describe.each(PAGES)('the page %s', (path) => {
  it('takes in nothing from elsewhere, and tells nobody where the reader came from', async () => {
    const { headers } = await get(path);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(policy).toMatchObject({
      'default-src': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
    });
    expect(policy).not.toHaveProperty('script-src');
    expect(JSON.stringify(policy)).not.toMatch(/unsafe|\*/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  it('is not kept by caches', async () => {
    expect((await get(path)).headers.get('cache-control')).toBe('no-store');
  });
});

it.each(ANSWERS)('%s is not kept by caches, and does not say what serves it', async (path) => {
  const { headers } = await get(path);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('server')).toBeNull();
});

it('the style sheet is kept for ever, under an address that changes with it', async () => {
  const response = await get(STYLE_PATH);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await (await get('/')).text()).toContain(`href="${STYLE_PATH}"`);
  expect((await get('/assets/style.000000000000.css')).status).toBe(404);
});

it('the appeal’s form may lead to Stripe’s pages, and to no other site', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? '';
  const [, targets = ''] = /form-action ([^;]+)/.exec(policy) ?? [];
  const payPage = new URL(service.context.settings.STRIPE_API_URL).origin;
  expect(targets.split(' ').toSorted()).toEqual(
    [
      "'self'",
      payPage,
      'https://checkout.stripe.com',
      'https://billing.stripe.com',
      'https://invoice.stripe.com',
    ].toSorted(),
  );
});

it('https alone is promised for the future under https, and not elsewhere', async () => {
  const settings = { ...service.context.settings, PUBLIC_URL: 'https://give.example.org' };
  const secure = await startInstance(service, settings);
  expect((await fetch(`${secure.url}/`)).headers.get('strict-transport-security')).toBe('max-age=63072000');
  expect((await get('/')).headers.get('strict-transport-security')).toBeNull();
  await secure.stop();
});
