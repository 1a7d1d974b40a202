import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { SECOND } from '../../src/platform/time.ts';
import { run } from '../support/cluster.ts';
import { type Program, startServer } from '../support/process.ts';
import { type Service, startService, WEBHOOK_SECRET } from '../support/service.ts';

/** A supervisor kills after this. */
const LIMIT = 25 * SECOND;
const CLIENTS = 24;
const PATIENTLY = { timeout: LIMIT };
const WISH = JSON.stringify({ frequency: 'once', amount: 500, currency: 'usd' });

let service: Service;
let server: Program & { url: string };
beforeEach(async () => {
  service = await startService({ deliver: false });
  server = await startServer(service);
});
afterEach(async () => {
  server.child.kill('SIGKILL');
  await service.stop();
});

type Answer = { status: number; body: string };

function post(
  agent: Agent,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    sent.end(body);
  });
}

/** A payment from outside, as Stripe would tell of it. */
function eventOf(id: string): { body: string; signature: string } {
  const object = {
    id: `pi_${id}`,
    object: 'payment_intent',
    status: 'succeeded',
    amount: 500,
    amount_received: 500,
    currency: 'usd',
    customer: null,
    metadata: {},
  };
  const body = JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / SECOND),
    livemode: false,
    type: 'payment_intent.succeeded',
    data: { object },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
  return { body, signature };
}

async function exit(): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(() => resolve('too late'), LIMIT).unref());
  return Promise.race([server.finished.then(({ status, signal }) => ({ status, signal })), late]);
}

it('SIGTERM under load: everything sent is answered, everything answered is kept, and the exit is clean', async () => {
  const events: string[] = [];
  const checkouts: string[] = [];
  const ends: string[] = [];
  let sent = 0;

  /** Sends one after the other over a connection that is kept, until nobody listens any more. */
  async function client(number: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (let count = 0; ; count += 1) {
        sent += 1;
        if (number % 4 === 0) {
          const { status, body } = await post(agent, '/v1/checkouts', WISH);
          expect(status).toBe(201);
          checkouts.push(z.object({ id: z.string() }).parse(JSON.parse(body)).id);
        } else {
          const { body, signature } = eventOf(`${number}_${count}`);
          const { status } = await post(agent, '/webhooks/stripe', body, { 'stripe-signature': signature });
          expect(status).toBe(200);
          events.push(`evt_${number}_${count}`);
        }
      }
    } catch (error) {
      ends.push(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    } finally {
      agent.destroy();
    }
  }

  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  await expect.poll(() => Math.min(events.length / 200, checkouts.length / 20), PATIENTLY).toBeGreaterThan(1);
  server.child.kill('SIGTERM');

  expect(await exit()).toEqual({ status: 0, signal: null });
  await Promise.all(clients);
  expect(ends).toEqual(Array.from({ length: CLIENTS }, () => 'ECONNREFUSED'));
  expect(events.length + checkouts.length).toBe(sent - CLIENTS);
  const kept = await run(
    service.databaseUrl,
    `select id from inbox where state = 'applied' union all select id::text from contributions`,
  );
  expect(kept.flat().toSorted()).toEqual([...events, ...checkouts].toSorted());
  expect(await run(service.databaseUrl, 'select key_id from key_uses')).toEqual([['a']]);
  const [[payments] = []] = await run(service.databaseUrl, 'select count(*)::int from payments');
  expect(payments).toBe(events.length);
});

it('SIGTERM while Stripe thinks about a checkout: the reader still gets the pay page’s address', async () => {
  let release = () => {};
  service.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
  const agent = new Agent();
  const answer = post(agent, '/v1/checkouts', WISH);
  await expect.poll(() => run(service.databaseUrl, 'select count(*)::int from contributions')).toEqual([[1]]);

  server.child.kill('SIGTERM');
  const refused = () =>
    fetch(`${server.url}/healthz`).then(
      () => false,
      () => true,
    );
  await expect.poll(refused, PATIENTLY).toBe(true);
  release();

  const { status, body } = await answer;
  expect([status, body]).toEqual([201, expect.stringContaining('"url"')]);
  expect(await exit()).toEqual({ status: 0, signal: null });
  expect(await run(service.databaseUrl, 'select state from checkout_sessions')).toEqual([['open']]);
});

it('a second SIGTERM does not cut the first one short', async () => {
  let release = () => {};
  service.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
  const answer = post(new Agent(), '/v1/checkouts', WISH);
  await expect.poll(() => run(service.databaseUrl, 'select count(*)::int from contributions')).toEqual([[1]]);
  server.child.kill('SIGTERM');
  server.child.kill('SIGINT');
  server.child.kill('SIGTERM');
  release();
  expect((await answer).status).toBe(201);
  expect(await exit()).toEqual({ status: 0, signal: null });
});
