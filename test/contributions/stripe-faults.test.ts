import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const WISH = { frequency: 'monthly', amount: 500, currency: 'eur' };
const KEY = { 'idempotency-key': 'the-one' };

describe('Stripe fails while a checkout is opened', () => {
  let service: Service;
  let proxy: FaultyProxy;
  beforeEach(async () => {
    let stripeUrl = '';
    proxy = await startFaultyProxy(() => stripeUrl);
    service = await startService({
      stripeThrough: (url) => {
        stripeUrl = url;
        return proxy.url;
      },
    });
  });
  afterEach(async () => {
    await service.stop();
    await proxy.stop();
  });

  // The SDK tries three times before it gives up.
  it.each<[string, Fault[]]>([
    ['no answer before anything was done', ['reset-before', 'reset-before', 'reset-before']],
    ['no answer, though the session was made', ['reset-after', 'reset-after', 'reset-after']],
    ['500 before anything was done', ['500-before']],
    ['500, though the session was made', ['500-after']],
    ['429', ['429']],
  ])('%s: 503, and a repeat with the same key opens exactly one session', async (_what, faults) => {
    proxy.next(...faults);
    const failed = await post(service, '/v1/checkouts', WISH, KEY);
    expect(failed.status).toBe(503);
    expect(failed.headers.get('retry-after')).toMatch(/^\d+$/);

    const repeated = await post(service, '/v1/checkouts', WISH, KEY);
    expect(repeated.status).toBe(201);
    expect(service.stripe.list('checkout.session')).toHaveLength(1);
    expect(await service.context.pool.query('select from contributions')).toMatchObject({ rowCount: 1 });
  });

  it('one lost answer is made good without the reader noticing', async () => {
    proxy.next('reset-after');
    expect((await post(service, '/v1/checkouts', WISH)).status).toBe(201);
    expect(service.stripe.list('checkout.session')).toHaveLength(1);
  });

  it('an opened checkout costs one call', async () => {
    await post(service, '/v1/checkouts', WISH);
    expect(proxy.calls).toBe(1);
  });
});
