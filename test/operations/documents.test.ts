import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRouter } from '../../src/app.ts';
import { PROBLEMS } from '../../src/platform/http/problem.ts';
import { post, startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.strictObject({ schema: Schema }));
const Operation = z.strictObject({
  summary: z.string().min(1),
  description: z.string().optional(),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean().optional(),
        schema: Schema,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content: Content.optional() }),
  ),
});
const METHODS = ['get', 'post', 'patch', 'delete'] as const;
const OpenApi = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(METHODS), Operation)),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
    schemas: z.record(z.string(), Schema),
  }),
});

let service: Service;
let raw: unknown;
let document: z.output<typeof OpenApi>;
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

beforeAll(async () => {
  service = await startService();
  raw = await (await fetch(`${service.url}/openapi.json`)).json();
  document = OpenApi.parse(raw);
  ajv.addSchema({ $id: 'openapi', ...Schema.parse(raw) });
});
afterAll(() => service.stop());

/** Every `$ref` anywhere in a value. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

const Layers = z.array(
  z.object({
    route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  }),
);

/** `get /v1/checkouts/{id}`, from Express itself. What takes every method is there to refuse the wrong ones. */
function mounted(): string[] {
  const layers = Layers.parse(createRouter(service.context).router.stack);
  return layers.flatMap(({ route }) => {
    const methods = METHODS.filter((method) => route?.methods[method]);
    const path = route?.path.replaceAll(/:(\w+)/g, '{$1}');
    return methods.length === METHODS.length ? [] : methods.map((method) => `${method} ${path}`);
  });
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => (methods[method] ? [{ path, method, operation: methods[method] }] : [])),
  );

describe('GET /openapi.json', () => {
  it('lists every route that is mounted, and no other', () => {
    expect(
      operations()
        .map(({ path, method }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(mounted().toSorted());
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...new Set(refsIn(raw))];
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs) {
      const found = ref
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((value, part) => Schema.safeParse(value).data?.[part], raw);
      expect({ ref, found: typeof found }).toEqual({ ref, found: 'object' });
    }
  });

  it('declares every parameter that stands in a path', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      for (const { required } of declared) expect(required).toBe(true);
    }
  });

  it('says of every route that it may answer with a problem', () => {
    for (const { operation } of operations())
      expect(Object.keys(operation.responses.default?.content ?? {})).toEqual(['application/problem+json']);
  });

  it('names every schema that a program would have to write down, validly', () => {
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.getSchema(`openapi#/components/schemas/${name}`)).not.toThrow();
  });

  it('asks for a token where one is needed', () => {
    const secured = operations().filter(({ operation }) => operation.security?.some(({ token }) => token));
    expect(secured.map(({ path }) => path)).toEqual([
      '/v1/reports/revenue',
      '/v1/reports/reminders',
      '/v1/reports/dunning',
      '/v1/reports/payouts',
      '/v1/reports/payouts/{id}',
      '/v1/reports/variance',
      '/v1/reports/journal',
      '/v1/reports/trial-balance',
      '/v1/newsletter/subscribers',
      '/v1/doubles',
      '/v1/audit',
    ]);
    expect(document.components.securitySchemes).toEqual({
      token: { type: 'http', scheme: 'bearer' },
      gw_session: { type: 'apiKey', in: 'cookie', name: 'gw_session' },
    });
  });

  it('asks for a session wherever a member is answered, and nowhere else', () => {
    const bySession = operations().filter(({ operation }) =>
      operation.security?.some((one) => one.gw_session),
    );
    const paths = bySession.map(({ path }) => path).filter((path) => path.startsWith('/v1/'));
    const about = operations().filter(({ path }) => path === '/v1/me' || path.startsWith('/v1/me/'));
    expect(paths).toEqual(about.map(({ path }) => path));
    expect(paths).toHaveLength(10);
  });

  it('says no more of the service than its address', () => {
    expect(document.servers).toEqual([{ url: service.url }]);
  });
});

/** What the document promises for an answer, as a function that tells what is wrong with it. */
function faultsOf(response: Response, path: string, method: 'get' | 'post', body: unknown): unknown {
  const responses = document.paths[path]?.[method]?.responses ?? {};
  const status = responses[response.status] ? String(response.status) : 'default';
  const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
  expect(Object.keys(responses[status]?.content ?? {})).toContain(type);
  const pointer = [path, method, 'responses', status, 'content', type, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.getSchema(`openapi#/paths/${pointer}`);
  if (validate === undefined) throw new Error(`no schema for ${method} ${path} ${status}`);
  return validate(body) ? null : validate.errors;
}

describe('an answer is as the document says:', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });
  const token = () => ({ authorization: `Bearer ${service.financeToken}` });

  async function expectAsPromised(
    response: Response,
    status: number,
    path: string,
    method: 'get' | 'post' = 'get',
  ) {
    expect(response.status).toBe(status);
    expect(faultsOf(response, path, method, await response.json())).toBeNull();
  }

  it('ask, yes and no', async () => {
    await expectAsPromised(await get('/v1/ask'), 200, '/v1/ask');
    const reminded = await fetch(`${service.url}/remind-me-later`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'form=reminder&in=P1M&channel=none',
      redirect: 'manual',
    });
    const [cookie = ''] = reminded.headers.getSetCookie();
    const response = await get('/v1/ask', { cookie: cookie.split(';')[0] ?? '' });
    expect(await response.clone().json()).toMatchObject({ ask: false });
    await expectAsPromised(response, 200, '/v1/ask');
  });

  it('options', async () => {
    for (const currency of ['usd', 'jpy', 'kwd'])
      await expectAsPromised(
        await get(`/v1/contribution-options?currency=${currency}`),
        200,
        '/v1/contribution-options',
      );
  });

  it('a checkout, and where it stands, open and paid', async () => {
    const wish = { frequency: 'monthly', amount: 500, currency: 'usd', coverCosts: true } as const;
    await expectAsPromised(await post(service, '/v1/checkouts', wish), 201, '/v1/checkouts', 'post');
    const { id, cookie, sessionId } = await startCheckout(service, wish);
    await expectAsPromised(await get(`/v1/checkouts/${id}`, { cookie }), 200, '/v1/checkouts/{id}');
    await service.stripe.pay(sessionId, { email: 'reader@example.org', method: 'card' });
    await service.settled();
    await expectAsPromised(await get(`/v1/checkouts/${id}`, { cookie }), 200, '/v1/checkouts/{id}');
  });

  it('the revenue report, by anything, with rows in it', async () => {
    for (const by of ['day', 'month', 'year', 'currency', 'frequency', 'campaign', 'source']) {
      const response = await get(`/v1/reports/revenue?by=${by}`, token());
      const { rows } = z.object({ rows: z.array(z.unknown()) }).parse(await response.clone().json());
      expect(rows).toHaveLength(1);
      await expectAsPromised(response, 200, '/v1/reports/revenue');
    }
  });

  it('the revenue report as CSV', async () => {
    const { responses } = document.paths['/v1/reports/revenue']?.get ?? {};
    const response = await get('/v1/reports/revenue?format=csv', token());
    const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
    expect(Object.keys(responses?.[200]?.content ?? {})).toContain(type);
  });

  it('the document itself', async () => {
    await expectAsPromised(await get('/openapi.json'), 200, '/openapi.json');
  });

  it('alive, and ready', async () => {
    await expectAsPromised(await get('/healthz'), 200, '/healthz');
    await expectAsPromised(await get('/readyz'), 200, '/readyz');
  });

  it('problems, of every kind of fault', async () => {
    await expectAsPromised(await get('/v1/reports/revenue'), 401, '/v1/reports/revenue');
    await expectAsPromised(await get('/v1/checkouts/nothing'), 404, '/v1/checkouts/{id}');
    await expectAsPromised(
      await get('/v1/contribution-options?currency=xxx'),
      422,
      '/v1/contribution-options',
    );
    await expectAsPromised(await post(service, '/v1/checkouts', '{'), 400, '/v1/checkouts', 'post');
    await expectAsPromised(await post(service, '/v1/checkouts', {}), 422, '/v1/checkouts', 'post');
    await expectAsPromised(await post(service, '/webhooks/stripe', {}), 400, '/webhooks/stripe', 'post');
  });

  it('an unknown field is not promised', async () => {
    const response = await get('/v1/ask');
    expect(faultsOf(response, '/v1/ask', 'get', { ask: 'yes', until: null })).not.toBeNull();
  });
});

describe('for people', () => {
  it('GET /docs shows every route and problem, and runs no script', async () => {
    const response = await fetch(`${service.url}/docs`);
    const page = await response.text();
    expect(response.status).toBe(200);
    for (const { path, method } of operations())
      expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
    for (const slug of Object.keys(PROBLEMS)) expect(page).toContain(`href="/problems/${slug}"`);
    expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)[^"]*\.(js|css|woff)/);
  });

  it.each(Object.entries(PROBLEMS))('/problems/%s explains itself', async (slug, { title, explanation }) => {
    const response = await fetch(`${service.url}/problems/${slug}`);
    const page = (await response.text()).replaceAll('&quot;', '"');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page).toContain(title);
    expect(page).toContain(explanation);
  });

  it.each(['nothing', '__proto__', 'constructor', 'toString'])(
    '/problems/%s is no problem: 404',
    async (slug) => {
      expect((await fetch(`${service.url}/problems/${slug}`)).status).toBe(404);
    },
  );

  it('the type of a problem that was answered leads to its page', async () => {
    const { type } = z
      .object({ type: z.string() })
      .parse(await (await fetch(`${service.url}/nothing`)).json());
    const page = await fetch(new URL(type, service.url));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Not found')]);
  });
});
