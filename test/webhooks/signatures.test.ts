import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  altered,
  deliver,
  eventsDuring,
  type Signing,
  type StripeEvent,
  send,
  signatureOf,
} from '../support/events.ts';
import { lead } from '../support/lives.ts';
import { type Service, startService, WEBHOOK_SECRET } from '../support/service.ts';

const NEXT_SECRET = 'whsec_next_0123456789abcdef';
const CANARY = 'canary-in-a-refused-body';

describe('what may come in by the webhook', () => {
  let clock: TestClock;
  let service: Service;
  let event: StripeEvent;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({
      clock,
      deliver: false,
      settings: { STRIPE_WEBHOOK_SECRETS: `${WEBHOOK_SECRET},${NEXT_SECRET}` },
    });
    const life = { kind: 'once', address: 'signed@example.org', pause: 0, ending: 'expired' } as const;
    const [expired] = await eventsDuring(service, () => lead({ service, clock }, life));
    if (expired === undefined) throw new Error('no event');
    event = expired;
  });
  afterAll(() => service.stop());

  const now = () => Math.floor(clock.now().getTime() / 1_000);
  /** A new id each time, since one that is known would be a duplicate; with a canary that must not be kept. */
  let number = 0;
  const fresh = (changes: Parameters<typeof altered>[2] = {}) => {
    number += 1;
    return altered(event, { note: CANARY }, { id: `evt_fresh${number}`, ...changes });
  };
  const inboxOf = async (id: string) =>
    (await service.context.pool.query('select * from inbox where id = $1', [id])).rows;
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const text = await response.text();
    expect(text).not.toContain(CANARY);
    return [response.status, JSON.parse(text).type];
  };
  const SIGNATURE_INVALID = [400, '/problems/signature-invalid'];
  const INVALID_EVENT = [400, '/problems/invalid-event'];

  it.each<[string, () => Signing]>([
    ['now', () => ({ timestamp: now() })],
    ['300 seconds ago', () => ({ timestamp: now() - 300 })],
    ['300 seconds ahead', () => ({ timestamp: now() + 300 })],
    ['by the next secret', () => ({ secret: NEXT_SECRET })],
  ])('takes an event signed %s', async (_case, signing) => {
    expect((await deliver(service, fresh(), signing())).status).toBe(200);
    expect(await inboxOf(`evt_fresh${number}`)).toHaveLength(1);
  });

  it('takes an event that both secrets signed, as Stripe sends it while they rotate', async () => {
    const payload = JSON.stringify(fresh());
    const timestamp = `t=${now()}`;
    const schemes = [NEXT_SECRET, WEBHOOK_SECRET].map((secret) => {
      const [, v1] = signatureOf(service, payload, { secret }).split(',');
      return v1;
    });
    const signature = [timestamp, ...schemes].join(',');
    expect((await send(service, payload, { 'stripe-signature': signature })).status).toBe(200);
  });

  it.each<[string, (payload: string) => Record<string, string>]>([
    ['nobody', () => ({})],
    ['nobody, in an empty header', () => ({ 'stripe-signature': '' })],
    ['somebody in other words', () => ({ 'stripe-signature': 'nonsense' })],
    ['another secret', (payload) => signed(payload, { secret: 'whsec_other' })],
    ['us for another body', () => signed('{}')],
    ['301 seconds ago', (payload) => signed(payload, { timestamp: now() - 301 })],
    ['301 seconds ahead', (payload) => signed(payload, { timestamp: now() + 301 })],
    ['at no time at all', (payload) => signed(payload, { timestamp: Number.NaN })],
    ['before 1970', (payload) => signed(payload, { timestamp: -now() })],
    ['by scheme v0', (payload) => signed(payload, { scheme: 'v0' })],
    [
      'now, with an old signature',
      (payload) => ({
        'stripe-signature': `t=${now()},${signatureOf(service, payload, { timestamp: now() - 301 }).split(',')[1]}`,
      }),
    ],
  ])('refuses an event signed by %s', async (_case, headers) => {
    const payload = JSON.stringify(fresh());
    expect(await problem(await send(service, payload, headers(payload)))).toEqual(SIGNATURE_INVALID);
    expect(await inboxOf(`evt_fresh${number}`)).toEqual([]);
  });

  const signed = (payload: string, signing: Signing = {}) => ({
    'stripe-signature': signatureOf(service, payload, signing),
  });

  it.each([
    ['null', 'null'],
    ['an array', '[]'],
    ['a string', '"x"'],
    ['a number', '1'],
    ['nothing', ' '],
    ['no JSON', `{"${CANARY}`],
    ['an object that is no event', JSON.stringify({ object: 'charge', id: CANARY })],
    ['a thin event', JSON.stringify({ object: 'v2.core.event', id: 'evt_1', type: 'x', note: CANARY })],
  ])('refuses %s, though signed', async (_case, payload) => {
    expect(await problem(await send(service, payload, signed(payload)))).toEqual(INVALID_EVENT);
  });

  it.each([
    ['an id that no database stores', { id: 'evt_\u0000' }],
    ['a type that no database stores', { type: 'a\u0000b' }],
    ['a second that no date has', { created: 2 ** 50 }],
  ])('refuses an event with %s, though signed', async (_case, changes) => {
    expect(await problem(await deliver(service, fresh(changes)))).toEqual(INVALID_EVENT);
  });

  it('refuses an event for real money at a test endpoint', async () => {
    expect(await problem(await deliver(service, fresh({ livemode: true })))).toEqual([
      400,
      '/problems/wrong-mode',
    ]);
    expect(await inboxOf(`evt_fresh${number}`)).toEqual([]);
  });

  it('refuses what is larger than a megabyte, and takes what is a little smaller', async () => {
    const fat = (size: number) => altered(event, { note: 'x'.repeat(size) }, { id: `evt_fat${size}` });
    expect(await problem(await deliver(service, fat(1_100_000)))).toEqual([413, '/problems/body-too-large']);
    expect((await deliver(service, fat(1_000_000))).status).toBe(200);
  });

  it('refuses a compressed body', async () => {
    const payload = JSON.stringify(fresh());
    const answer = await send(service, Uint8Array.from(gzipSync(payload)), {
      ...signed(payload),
      'content-encoding': 'gzip',
    });
    expect(await problem(answer)).toEqual([415, '/problems/media-type-unsupported']);
  });

  it('acknowledges and counts a type that it does not know, and keeps nothing but its name', async () => {
    const type = 'v9.something.new';
    expect((await deliver(service, fresh({ type }))).status).toBe(200);
    expect(await inboxOf(`evt_fresh${number}`)).toEqual([
      expect.objectContaining({ type, state: 'unused', reading: null, member_id: null, sealed_person: null }),
    ]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('groundswell_stripe_events_total{type="other",outcome="unused"} 1');
    expect(metrics).not.toContain(type);
  });

  it('keeps no body: not in the inbox, not in the log', async () => {
    const { rows } = await service.context.pool.query(
      'select count(*)::int as kept from inbox where inbox::text like $1',
      [`%${CANARY}%`],
    );
    expect(rows).toEqual([{ kept: 0 }]);
    expect(service.logs.join('')).not.toContain(CANARY);
  });
});
