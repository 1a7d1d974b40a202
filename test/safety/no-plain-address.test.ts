import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../src/platform/time.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliver, type StripeEvent, send } from '../support/events.ts';
import { type Life, lead } from '../support/lives.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { findCanaries } from './canaries.ts';
import { dumpDatabase } from './dump.ts';

const ADDRESS = 'Canary.Quetzal@plumage.example';
const CANARIES = {
  address: ADDRESS,
  'local part': 'canary.quetzal',
  domain: 'plumage.example',
  'first name': 'Xochiquetzal',
  'last name': 'Featherstonehaugh',
  street: '17 Rookery Nook',
  phone: '+15550137731',
  'card number': '4929137052680413',
  fingerprint: 'fPrint9QuetzalCard',
  'network address': '198.51.100.213',
  'user agent': 'NestBrowser/81.3',
  referrer: 'hidden-roost.example',
} as const;
const NEEDLES = Object.values(CANARIES);

/** Whatever Stripe may put beside what we read: a name, a postal address, a card, the giver's machine. */
const person = {
  name: `${CANARIES['first name']} ${CANARIES['last name']}`,
  email: ADDRESS,
  phone: CANARIES.phone,
  address: { line1: CANARIES.street, city: null, country: 'US', line2: null, postal_code: null, state: null },
};
const card = { last4: CANARIES['card number'], fingerprint: CANARIES.fingerprint };

function withCanaries(event: StripeEvent): object {
  const { object } = event.data;
  const more = {
    customer_details: person,
    customer_email: ADDRESS,
    customer_name: person.name,
    customer_address: person.address,
    customer_shipping: person,
    shipping_details: person,
    receipt_email: ADDRESS,
    billing_details: person,
    payment_method_details: { card },
    description: person.name,
    custom_fields: [{ key: 'note', text: { value: person.name } }],
    client_secret: CANARIES.fingerprint,
    ip: CANARIES['network address'],
  };
  return { ...event, data: { object: { ...object, ...more }, previous_attributes: person } };
}

const VISITOR = {
  'x-forwarded-for': CANARIES['network address'],
  'user-agent': CANARIES['user agent'],
  referer: `https://${CANARIES.referrer}/`,
};

describe('nothing that names a giver is kept, logged or answered', () => {
  let clock: TestClock;
  let postgres: OwnPostgres;
  let service: Service;
  const answers: string[] = [];

  const keep = async (response: Response) => {
    answers.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response.status;
  };
  const common = { address: ADDRESS, pause: 1_000 } as const;
  const recurring = { ...common, kind: 'recurring', frequency: 'monthly' } as const;
  const LIVES: Life[] = [
    { ...common, kind: 'once', ending: 'paid' },
    { ...common, kind: 'once', ending: 'declined-then-paid' },
    { ...common, kind: 'once', ending: 'delayed-success' },
    { ...common, kind: 'once', ending: 'delayed-failure' },
    { ...common, kind: 'once', ending: 'recovered' },
    { ...recurring, start: 'card', steps: ['renewal', 'declined-renewal', 'will-end', 'ends'] },
    { ...recurring, start: 'delayed-success', steps: [] },
    { ...common, kind: 'outside-payment', hasCustomer: true },
    { ...common, kind: 'outside-subscription', steps: ['renewal'] },
  ];

  beforeAll(async () => {
    clock = testClock();
    postgres = await startOwnPostgres('none');
    service = await startService({
      clock,
      deliver: false,
      database: { url: postgres.url, drop: () => postgres.remove() },
      settings: { TRUST_PROXY: '1' },
    });
    for (const life of LIVES) await lead({ service, clock }, life);
    await visit();
    await deliverEverything();
  }, 120_000);
  afterAll(() => service.stop());

  /** A reader asks for a checkout, rightly and in all wrong ways. */
  async function visit(): Promise<void> {
    const wish = { frequency: 'once', amount: 500, currency: 'usd', email: ADDRESS };
    expect(await keep(await post(service, '/v1/checkouts', wish, VISITOR))).toBe(201);
    for (const body of [
      { ...wish, email: `${ADDRESS}\r\nBcc: x@example.org` },
      { ...wish, residence: 'RU' },
      { ...wish, [ADDRESS]: person.name },
      { ...wish, campaign: ADDRESS },
      `{"email":"${ADDRESS}"`,
      [ADDRESS],
    ])
      expect(await keep(await post(service, '/v1/checkouts', body, VISITOR))).toBeGreaterThanOrEqual(400);
    await keep(await fetch(`${service.url}/${ADDRESS}?email=${ADDRESS}`, { headers: VISITOR }));
    await keep(await fetch(`${service.url}/v1/reports/revenue?campaign=${ADDRESS}`, { headers: VISITOR }));
  }

  /** Every event there is: refused, failed and kept, retried, applied, told again; and one that never works. */
  async function deliverEverything(): Promise<void> {
    const events = service.stripe.list('event').map(withCanaries);
    const payload = JSON.stringify(events[0]);
    expect(await keep(await send(service, payload, { ...VISITOR, 'stripe-signature': 't=1,v1=0' }))).toBe(
      400,
    );
    await breakTables();
    for (const event of events) expect(await keep(await deliver(service, event))).toBe(200);
    const kept = await count("select from inbox where state = 'failed' and sealed_person is not null");
    expect(kept).toBeGreaterThan(10);
    clock.advance(HOUR);
    await retryEvents(service.context);
    await searchFiles();
    await mendTables();
    clock.advance(HOUR);
    await retryEvents(service.context);
    for (const event of events) expect(await keep(await deliver(service, event))).toBe(200);
    expect(await count("select from inbox where state not in ('applied', 'unused')")).toBe(0);
    expect(await count('select from identity.contacts')).toBe(1);
  }

  const count = async (query: string) => (await service.context.pool.query(query)).rowCount;
  /** A real cause that quotes the row in its error. */
  async function breakTables(): Promise<void> {
    await service.context.pool.query('alter table payments add constraint broken check (false) not valid');
    await service.context.pool.query('alter table memberships add constraint broken check (false) not valid');
  }
  async function mendTables(): Promise<void> {
    await service.context.pool.query('alter table payments drop constraint broken');
    await service.context.pool.query('alter table memberships drop constraint broken');
  }

  /** Tables, indexes, dead rows, write-ahead log, the server's own log: whatever a thief of the disk gets. */
  async function searchFiles(): Promise<void> {
    await service.context.pool.query('checkpoint');
    const found: string[] = [];
    for (const entry of readdirSync(postgres.directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const { parentPath, name } = entry;
      const canaries = findCanaries(readFileSync(join(parentPath, name)), NEEDLES);
      found.push(...canaries.map((one) => `${name}: ${one}`));
      // Or the connections that are kept alive run out unnoticed, and the next request goes to one of them.
      await setImmediate();
    }
    expect(found).toEqual([]);
  }

  it('in the tables of any schema', async () => {
    const { tables, bytes } = await dumpDatabase(service.context.pool);

    expect(tables).toEqual(
      expect.arrayContaining(['public.inbox', 'public.payments', 'identity.contacts', 'identity.customers']),
    );
    expect(bytes.includes('cus_')).toBe(true);
    expect(findCanaries(bytes, NEEDLES)).toEqual([]);
  });

  it('in the files of the database, its write-ahead log included', () => searchFiles());

  it('in the log', () => {
    const lines = service.logs.join('');
    expect(lines).toContain('event kept but not applied');
    expect(findCanaries(Buffer.from(lines), NEEDLES)).toEqual([]);
  });

  it('in the metrics', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('groundswell_stripe_events_total');
    expect(findCanaries(Buffer.from(metrics), NEEDLES)).toEqual([]);
  });

  it('in any answer', () => {
    expect(answers.length).toBeGreaterThan(100);
    expect(findCanaries(Buffer.from(answers.join('\n')), NEEDLES)).toEqual([]);
  });

  it('in what we tell Stripe: its metadata hold one random id, of ours', async () => {
    const { rows } = await service.context.pool.query('select id from contributions');
    const ours = new Set(rows.map(({ id }) => id));
    const objects = (['checkout.session', 'payment_intent', 'subscription', 'customer'] as const).flatMap(
      (kind) => [...service.stripe.list(kind)].map(({ id, metadata }) => ({ id, metadata: metadata ?? {} })),
    );
    const told = objects.filter(({ metadata }) => Object.keys(metadata).length > 0);
    expect(told.length).toBeGreaterThan(LIVES.length);
    for (const { metadata } of told) {
      expect(Object.keys(metadata)).toEqual(['contribution']);
      expect(ours).toContain(metadata.contribution);
    }
  });

  it('a canary would be found, however it lies', () => {
    const hidden = [
      `x${ADDRESS}`,
      ADDRESS.toLowerCase(),
      Buffer.from(`ab${ADDRESS}c`).toString('base64'),
      Buffer.from(`a${ADDRESS}`).toString('base64url'),
      Buffer.from(ADDRESS).toString('hex'),
    ];
    for (const text of hidden) expect(findCanaries(Buffer.from(text), [ADDRESS])).not.toEqual([]);
  });
});
