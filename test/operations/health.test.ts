import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { listen } from '../../src/platform/http/listen.ts';
import { run } from '../support/cluster.ts';
import { startInstance } from '../support/instance.ts';
import { type Service, startService } from '../support/service.ts';

const TOKEN = 'metrics-token-0123456789';
const Missing = z.object({
  type: z.literal('/problems/temporarily-unavailable'),
  errors: z.array(z.object({ pointer: z.string(), code: z.literal('not-ready') })).length(1),
});

let service: Service;

describe('ready or not', () => {
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.stop());

  const ready = (url = service.url) => fetch(`${url}/readyz`);
  async function missing(response: Response) {
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    return Missing.parse(await response.json()).errors[0]?.pointer;
  }

  it('with everything there, it is', async () => {
    const response = await ready();
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('without its database it is not, says so, and is alive all the same', async () => {
    const gone = new URL(service.databaseUrl);
    gone.pathname = '/there-is-no-such-database';
    const instance = await startInstance(service, { DATABASE_URL: gone.href });
    expect(await missing(await ready(instance.url))).toBe('/database');
    const alive = await fetch(`${instance.url}/healthz`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
    await instance.stop();
  });

  it('with a server that does not listen it is not', async () => {
    const instance = await startInstance(service, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
    expect(await missing(await ready(instance.url))).toBe('/database');
    await instance.stop();
  });

  it('with a migration that was not applied it is not', async () => {
    await run(service.databaseUrl, 'delete from drizzle.__drizzle_migrations');
    expect(await missing(await ready())).toBe('/migrations');
  });

  it('without the queue it is not', async () => {
    await run(service.databaseUrl, 'drop schema graphile_worker cascade');
    expect(await missing(await ready())).toBe('/queue');
  });
});

describe('GET /metrics', () => {
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const scrape = (headers: Record<string, string> = {}, url = service.url) =>
    fetch(`${url}/metrics`, { headers });

  it('answers this machine, in the form that Prometheus reads', async () => {
    await fetch(`${service.url}/v1/checkouts/canary-id`);
    const response = await scrape();
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /^groundswell_request_duration_seconds_count\{method="GET",route="\/v1\/checkouts\/:id",status="404"\} 1$/m,
    );
    expect(text).not.toContain('canary');
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  });

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
  ])('does not answer what a proxy on this machine passes on (%s)', async (name, value) => {
    const response = await scrape({ [name]: value });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('does not answer another machine', async (test) => {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (outer === undefined) return test.skip('no other address here');
    const web = await listen(createApp(service.context), 0, outer.address);
    expect((await scrape({}, `http://${outer.address}:${web.port}`)).status).toBe(401);
    await web.stop();
  });

  it('with METRICS_TOKEN answers whoever has it, and nobody else, this machine included', async () => {
    const instance = await startInstance(service, { METRICS_TOKEN: TOKEN });
    const statusFor = async (headers: Record<string, string>) => (await scrape(headers, instance.url)).status;
    expect(await statusFor({ authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await statusFor({ authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.1' })).toBe(200);
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ authorization: TOKEN })).toBe(401);
    expect(await statusFor({ authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect(await statusFor({ authorization: `Bearer ${service.financeToken}` })).toBe(401);
    await instance.stop();
  });
});
