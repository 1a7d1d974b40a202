import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteKeys } from '../../src/platform/key-uses.ts';
import { DAY, SECOND } from '../../src/platform/time.ts';
import { examine } from '../../src/webhooks/examine.ts';
import { fitEndpoint, makeEndpoint } from '../../src/webhooks/fit-endpoint.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { testClock } from '../support/clock.ts';
import { keyringOf } from '../support/keyring.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

const PUBLIC_URL = 'https://give.example.org';
const URL = `${PUBLIC_URL}/webhooks/stripe`;

describe('the keys', () => {
  let service: Service;
  const clock = testClock();
  beforeAll(async () => {
    service = await startService({ clock, deliver: false });
  });
  afterAll(() => service.stop());

  const doctor = async (ids: string[]) => {
    const { context } = service;
    const settings = { ...context.settings, NODE_ENV: 'production' as const };
    const findings = await examine({ ...context, settings, keyring: keyringOf(...ids) });
    return findings.find(({ check }) => check === 'keys');
  };
  const start = (ids: string[]) => noteKeys({ ...service.context, keyring: keyringOf(...ids) });

  it('that are kept for longer than readers are told are a fault, from the day on which they came', async () => {
    await start(['a']);
    const came = clock.now().toISOString().slice(0, 10);
    clock.advance(20 * DAY);
    await start(['b', 'a']);
    clock.advance(10 * DAY - SECOND);
    expect(await doctor(['b', 'a'])).toMatchObject({ ok: true });

    clock.advance(SECOND);
    expect(await doctor(['b', 'a'])).toMatchObject({
      ok: false,
      note: expect.stringContaining(`"a" opens backups since ${came}`),
    });
    expect(await doctor(['b'])).toMatchObject({ ok: true });
  });
});

describe('the endpoint at Stripe', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
  });
  afterAll(() => service.stop());

  const endpoints = () => service.stripe.list('webhook_endpoint');
  const at = (publicUrl = PUBLIC_URL) => ({ ...service.context, publicUrl });
  const doctor = async () => (await examine(at())).find(({ check }) => check === 'webhook endpoint');
  const cli = (args: string[], change: Record<string, string> = {}) =>
    startProgram('cli', args, { ...environmentOf(service, 0), PUBLIC_URL, ...change }).finished;

  it('is missed where there is none, and made with what it needs; Stripe’s key and our address are enough', async () => {
    expect(await doctor()).toMatchObject({ ok: false, note: expect.stringContaining(URL) });
    expect(await fitEndpoint(at(), { id: undefined })).toEqual({ endpoint: null, candidates: [] });

    const { status, stdout } = await cli(['webhook', 'create'], {
      NODE_ENV: 'production',
      STRIPE_WEBHOOK_SECRETS: '',
      DATABASE_URL: '',
      ENCRYPTION_KEYS: '',
      SMTP_URL: '',
    });

    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^whsec_\w+$/);
    expect(stdout.split('whsec_')).toHaveLength(2);
    expect(endpoints()).toMatchObject([
      { url: URL, api_version: Stripe.API_VERSION, status: 'enabled', enabled_events: [...EVENT_TYPES] },
    ]);
    expect(await doctor()).toMatchObject({ ok: true, note: 'fits' });
  }, 60_000);

  it('is not made a second time by mistake', async () => {
    const { status, stdout, stderr } = await cli(['webhook', 'create']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(endpoints()[0]?.id);
    expect(endpoints()).toHaveLength(1);
  }, 60_000);

  it('its events are held to THE TABLE, both ways, and brought to it', async () => {
    const id = endpoints()[0]?.id ?? '';
    await service.context.stripe.webhookEndpoints.update(id, {
      enabled_events: ['charge.succeeded', 'topup.created'],
      disabled: true,
    });
    const found = await doctor();
    expect(found?.ok).toBe(false);
    expect(found?.note).toMatch(/disabled.*not told of: .*invoice\.paid.*told in vain of: topup\.created$/);
    expect(found?.note).not.toContain('charge.succeeded');

    const { status, stdout } = await cli(['webhook', 'update', '--json']);

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id, left: [] });
    expect(endpoints()).toMatchObject([{ id, status: 'enabled', enabled_events: [...EVENT_TYPES] }]);
    expect(await doctor()).toMatchObject({ ok: true });
  }, 60_000);

  it('told of everything there is, is told of too much', async () => {
    const id = endpoints()[0]?.id ?? '';
    await service.context.stripe.webhookEndpoints.update(id, { enabled_events: ['*'] });
    expect(await doctor()).toMatchObject({ ok: false, note: 'it is told in vain of: *' });
    expect(await fitEndpoint(at(), { id: undefined })).toMatchObject({ left: [] });
    expect(await doctor()).toMatchObject({ ok: true });
  });

  it('that delivers elsewhere is moved here, when it is named', async () => {
    const id = endpoints()[0]?.id ?? '';
    const elsewhere = at('https://new.example.org');
    expect(await fitEndpoint(elsewhere, { id: undefined })).toMatchObject({
      endpoint: null,
      candidates: [{ id }],
    });
    expect(await fitEndpoint(elsewhere, { id })).toMatchObject({ endpoint: { id }, left: [] });
    expect(endpoints()).toMatchObject([{ id, url: 'https://new.example.org/webhooks/stripe' }]);
    expect(await fitEndpoint(at(), { id })).toMatchObject({ left: [] });
  });

  it('in another API version cannot be mended, and another is made beside it', async () => {
    Object.assign(endpoints()[0] ?? {}, { api_version: '2024-06-20' });
    expect(await doctor()).toMatchObject({ ok: false, note: expect.stringContaining('2024-06-20') });

    const { status, stdout } = await cli(['webhook', 'update']);
    expect(status).toBe(1);
    expect(stdout).toContain('"webhook create --beside"');

    expect(await makeEndpoint(at(), { beside: false })).toMatchObject({ endpoint: null });
    expect(await makeEndpoint(at(), { beside: true })).toMatchObject({ endpoint: { url: URL } });
    expect(await doctor()).toMatchObject({
      ok: false,
      note: '2 endpoints deliver to us, so that each event comes 2 times',
    });
    await service.context.stripe.webhookEndpoints.del(endpoints()[0]?.id ?? '');
    expect(await doctor()).toMatchObject({ ok: true });
  }, 60_000);
});
