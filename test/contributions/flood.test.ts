import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../support/cluster.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const WISH = { frequency: 'once', amount: 1000, currency: 'usd' };
const SLUG = '/problems/too-many-requests';

let service: Service;
let other: Instance;
beforeEach(async () => {
  service = await startService({ settings: { CHECKOUTS_PER_MINUTE: '3' } });
  other = await startInstance(service);
});
afterEach(async () => {
  await other.stop();
  await service.stop();
});

const from = ({ url }: { url: string }) => post({ ...service, url }, '/v1/checkouts', WISH);

it('a flood of checkouts is answered with 429 and the seconds to wait, and Stripe never hears of it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => from(service)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(refused).toHaveLength(17);
  for (const response of refused) {
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await response.json()).toMatchObject({ type: SLUG, status: 429 });
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(service.stripe.list('checkout.session')).toHaveLength(3);
  expect(await run(service.databaseUrl, 'select count(*)::int from contributions')).toEqual([[3]]);
});

it('instances on one database share the allowance', async () => {
  expect((await from(service)).status).toBe(201);
  expect((await from(service)).status).toBe(201);
  expect((await from(other)).status).toBe(201);
  // Neither has reached its own limit yet; together they have.
  expect((await from(other)).status).toBe(429);
  expect((await from(service)).status).toBe(429);
});

it('what is counted in the database says nothing about who asked', async () => {
  await from(service);
  expect(await run(service.databaseUrl, 'select key from rate_limits')).toEqual([['checkouts:all']]);
});

it('a flood at the form gets the appeal again, with 429 and the seconds to wait', async () => {
  const form = () =>
    fetch(`${service.url}/contribute`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'frequency=once&amount_once=1000&currency=usd',
      redirect: 'manual',
    });
  for (let count = 0; count < 3; count += 1) expect((await form()).status).toBe(303);
  const refused = await form();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(refused.headers.get('content-type')).toMatch(/^text\/html/);
});

it('whoever lives where giving is dangerous is told so, and is not counted', async () => {
  for (let count = 0; count < 5; count += 1)
    expect((await post(service, '/v1/checkouts', { ...WISH, residence: 'RU' })).status).toBe(403);
  expect((await from(service)).status).toBe(201);
});
