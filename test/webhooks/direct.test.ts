import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { eventsDuring, type StripeEvent, signatureOf } from '../support/events.ts';
import { lead } from '../support/lives.ts';
import { type Service, startService } from '../support/service.ts';

/** Plain: answered before Express is asked. With a query: answered by it. */
const WAYS = ['', '?by=express'];

let service: Service;
let events: StripeEvent[];

beforeAll(async () => {
  const clock = testClock();
  service = await startService({ deliver: false, clock });
  events = await eventsDuring(service, () =>
    lead({ service, clock }, { kind: 'once', address: 'reader@example.org', pause: 0, ending: 'paid' }),
  );
}, 60_000);
afterAll(async () => service?.stop());

async function ask(way: string, payload: string, headers: Record<string, string>) {
  const response = await fetch(`${service.url}/webhooks/stripe${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: payload,
  });
  const text = (await response.text()).replace(/urn:uuid:[0-9a-f-]+/, 'urn:uuid:…');
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _alive,
    ...told
  } = Object.fromEntries(response.headers);
  return { status: response.status, text, told: { ...told, 'content-length': undefined } };
}

describe('a delivery is answered alike, by Express or before it', () => {
  const asked = (payload: string, headers: Record<string, string>) =>
    Promise.all(WAYS.map((way) => ask(way, payload, headers)));

  it('a signed event: 200, once it is committed', async () => {
    const payload = JSON.stringify(events[0]);
    const [direct, express] = await asked(payload, { 'stripe-signature': signatureOf(service, payload) });
    expect(direct).toEqual(express);
    expect(direct).toMatchObject({ status: 200, text: '{"received":true}' });
  });

  it('a wrong signature, none, and a signed body that is no event: the same problem', async () => {
    const wrong = await asked('{}', { 'stripe-signature': signatureOf(service, '{"other":1}') });
    const none = await asked('{}', {});
    const noEvent = await asked('{}', { 'stripe-signature': signatureOf(service, '{}') });
    for (const [direct, express] of [wrong, none, noEvent]) {
      expect(direct).toEqual(express);
      expect(direct).toMatchObject({ status: 400, told: { 'cache-control': 'no-store' } });
    }
  });

  it('is counted under the same name', async () => {
    const metrics = await service.context.metrics.registry.metrics();
    expect(metrics).toMatch(
      /request_duration_seconds_count\{method="POST",route="\/webhooks\/stripe",status="200"\} 2\n/,
    );
    expect(metrics).toMatch(
      /request_duration_seconds_count\{method="POST",route="\/webhooks\/stripe",status="400"\} 6\n/,
    );
  });
});
