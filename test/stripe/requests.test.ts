import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MINUTE } from '../../src/platform/time.ts';
import { parseForm } from '../../src/sandbox/stripe/form.ts';
import type { ParametersName } from '../../src/sandbox/stripe/parameters.ts';
import { createValidator } from '../../src/sandbox/stripe/validate.ts';
import { examine } from '../../src/webhooks/examine.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { testClock } from '../sandbox/stripe/harness.ts';
import { run } from '../support/cluster.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { post } from '../support/reader.ts';
import { type Recorded, type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { type Service, startService } from '../support/service.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EMAIL = 'canary@example.org';

const clock = testClock();
let service: Service;
let withSuffix: Instance;
let proxy: RecordingProxy;
beforeAll(async () => {
  let stripeUrl = '';
  proxy = await startRecordingProxy(() => stripeUrl);
  service = await startService({
    clock,
    settings: { COUNTRY_HEADER: 'x-country', PRODUCT_NAME: 'Contribution' },
    stripeThrough: (url) => {
      stripeUrl = url;
      return proxy.url;
    },
  });
  withSuffix = await startInstance(service, { STATEMENT_SUFFIX: 'NEWS' });
});
afterAll(async () => {
  await withSuffix.stop();
  await service.stop();
  await proxy.stop();
});

/** Which of the SDK's types each request is of; one that is not here is not sent. */
const TYPES: [string, RegExp, ParametersName][] = [
  ['POST', /^\/v1\/checkout\/sessions$/, 'CheckoutSessionCreate'],
  ['GET', /^\/v1\/checkout\/sessions$/, 'CheckoutSessionList'],
  ['GET', /^\/v1\/invoice_payments$/, 'InvoicePaymentList'],
  ['GET', /^\/v1\/events\/\w+$/, 'Retrieve'],
  ['GET', /^\/v1\/webhook_endpoints$/, 'WebhookEndpointList'],
  ['GET', /^\/v1\/billing_portal\/configurations$/, 'BillingPortalConfigurationList'],
];

/** Held to the SDK's types, with unknown parameters refused. */
function hold({ method, path, query, body }: Recorded): unknown {
  const [, , name] = TYPES.find(([verb, route]) => verb === method && route.test(path)) ?? [];
  if (name === undefined) throw new Error(`an unexpected request: ${method} ${path}`);
  return createValidator(name)(parseForm(method === 'POST' ? body : query));
}

/** All that a checkout tells Stripe: strict, so that nothing can be added unnoticed. */
const Metadata = z.strictObject({ contribution: z.string().regex(UUID) });
const Common = {
  client_reference_id: z.string().regex(UUID),
  metadata: Metadata,
  locale: z.enum(['en', 'ru']),
  success_url: z.url(),
  cancel_url: z.url(),
  expires_at: z.int(),
  after_expiration: z.strictObject({ recovery: z.strictObject({ enabled: z.literal(true) }) }),
  adaptive_pricing: z.strictObject({ enabled: z.literal(false) }),
  customer_email: z.literal(EMAIL).optional(),
};
const Price = {
  currency: z.string(),
  unit_amount: z.int(),
  product_data: z.strictObject({ name: z.literal('Contribution') }),
};
const itemOf = (price: z.ZodType) => z.tuple([z.strictObject({ quantity: z.literal(1), price_data: price })]);
const Once = z.strictObject({
  ...Common,
  mode: z.literal('payment'),
  submit_type: z.literal('donate'),
  customer_creation: z.literal('always'),
  line_items: itemOf(z.strictObject(Price)),
  payment_intent_data: z.strictObject({
    metadata: Metadata,
    statement_descriptor_suffix: z.string().optional(),
  }),
});
const Recurring = z.strictObject({
  ...Common,
  mode: z.literal('subscription'),
  line_items: itemOf(
    z.strictObject({ ...Price, recurring: z.strictObject({ interval: z.enum(['month', 'year']) }) }),
  ),
  subscription_data: z.strictObject({ metadata: Metadata }),
});
const Session = z.discriminatedUnion('mode', [Once, Recurring]);

async function sentFor(
  body: Record<string, unknown>,
  { url }: { url: string } = service,
): Promise<z.output<typeof Session>> {
  proxy.requests.length = 0;
  const headers = { 'x-country': 'NL', 'user-agent': 'canary', referer: 'https://canary.example/article' };
  const response = await post(
    { ...service, url },
    '/v1/checkouts',
    { amount: 500, currency: 'usd', ...body },
    headers,
  );
  expect(response.status).toBe(201);
  expect(proxy.requests).toHaveLength(1);
  const [request] = proxy.requests;
  if (request === undefined) throw new Error('nothing was sent');
  return Session.parse(hold(request));
}

describe('a checkout tells Stripe what it must and nothing else', () => {
  const frequencies = ['once', 'monthly', 'annual'] as const;
  const cases = frequencies.flatMap((frequency) =>
    (['en', 'ru'] as const).flatMap((locale) =>
      [undefined, EMAIL].flatMap((email) =>
        [undefined, 'NEWS'].map((suffix) => ({ frequency, locale, email, suffix })),
      ),
    ),
  );

  it.each(cases)(
    '$frequency, $locale, address $email, suffix $suffix',
    async ({ frequency, locale, email, suffix }) => {
      const sent = await sentFor(
        { frequency, locale, email, campaign: 'canary-campaign', source: 'canary-source', residence: 'NL' },
        suffix === undefined ? service : withSuffix,
      );

      expect(sent).toMatchObject({ locale, mode: frequency === 'once' ? 'payment' : 'subscription' });
      expect(sent.customer_email).toBe(email);
      expect(JSON.stringify(sent).replace(EMAIL, '')).not.toMatch(/canary|NL/);
      const ids = [sent.client_reference_id, sent.metadata.contribution];
      if (sent.mode === 'payment') {
        ids.push(sent.payment_intent_data.metadata.contribution);
        expect(sent.payment_intent_data.statement_descriptor_suffix).toBe(suffix);
      } else {
        ids.push(sent.subscription_data.metadata.contribution);
        expect(sent.line_items[0].price_data).toMatchObject({
          recurring: { interval: frequency === 'monthly' ? 'month' : 'year' },
        });
      }
      expect(new Set(ids).size).toBe(1);
    },
  );

  it.each([
    ['usd', 546, { amount: 500, coverCosts: true }],
    ['jpy', 3000, { amount: 3000, currency: 'jpy' }],
    ['kwd', 1500, { amount: 1500, currency: 'kwd' }],
  ])('an amount in %s goes over as %i', async (currency, total, body) => {
    const sent = await sentFor({ frequency: 'once', ...body });
    expect(sent.line_items[0].price_data).toMatchObject({ currency, unit_amount: total });
  });

  it('expires within what Stripe takes: half an hour to a day', async () => {
    const { expires_at: expiresAt } = await sentFor({ frequency: 'once' });
    const ahead = expiresAt * 1000 - clock.now().getTime();
    expect(ahead).toBeGreaterThan(30 * MINUTE);
    expect(ahead).toBeLessThan(24 * 60 * MINUTE);
  });

  it('two for one address never name an existing customer', async () => {
    const first = await sentFor({ frequency: 'once', email: EMAIL });
    const session = service.stripe
      .list('checkout.session')
      .find(({ client_reference_id: id }) => id === first.client_reference_id);
    await service.stripe.pay(session?.id ?? '', { email: EMAIL, method: 'card' });
    await service.settled();
    expect(await sentFor({ frequency: 'monthly', email: EMAIL })).not.toHaveProperty('customer');
  });
});

describe('everything else that is asked of Stripe', () => {
  it('is of the SDK’s types, too', async () => {
    proxy.requests.length = 0;
    const event = service.stripe.list('event').find(({ type }) => type === 'checkout.session.completed');
    await run(
      service.databaseUrl,
      `insert into payment_intents (id, member_id, amount, currency, succeeded_at, learnt_at)
       values ('pi_1', gen_random_uuid(), 500, 'usd', '2026-01-01', '2026-01-01')`,
    );
    await run(
      service.databaseUrl,
      `update inbox set state = 'failed', reading = null, attempts = 1, retry_at = '2026-01-01' where id = $1`,
      [event?.id],
    );
    await explainPayments(service.context);
    await retryEvents(service.context);
    await examine(service.context);

    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'GET /v1/billing_portal/configurations',
      `GET /v1/events/${event?.id}`,
      'GET /v1/invoice_payments',
      'GET /v1/webhook_endpoints',
    ]);
    for (const request of proxy.requests) expect(() => hold(request)).not.toThrow();
  });

  it('a look for a session that may exist is, too', async () => {
    const key = { 'idempotency-key': 'look-first' };
    const wish = { frequency: 'once', amount: 500, currency: 'usd' };
    await post(service, '/v1/checkouts', wish, key);
    await run(service.databaseUrl, 'delete from checkout_sessions');
    await run(service.databaseUrl, `update contributions set attempt_outcome = 'failed'`);
    proxy.requests.length = 0;
    expect((await post(service, '/v1/checkouts', wish, key)).status).toBe(201);
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/checkout/sessions',
    ]);
    for (const request of proxy.requests) expect(() => hold(request)).not.toThrow();
  });
});
