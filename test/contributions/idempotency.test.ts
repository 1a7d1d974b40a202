import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const WISH = { frequency: 'once', amount: 1000, currency: 'usd', email: 'reader@example.org' };
const KEY = { 'idempotency-key': 'key-1' };
const Created = z.object({ id: z.string(), url: z.string(), expiresAt: z.string() });
const slugOf = async (response: Response) => z.object({ type: z.string() }).parse(await response.json()).type;

describe('the same Idempotency-Key', () => {
  let service: Service;
  const sessions = () => service.stripe.list('checkout.session').length;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.stop());

  it('and body: the first answer again, and one session at Stripe', async () => {
    const first = await (await post(service, '/v1/checkouts', WISH, KEY)).json();
    const again = await post(service, '/v1/checkouts', WISH, KEY);
    expect(again.status).toBe(201);
    expect(await again.json()).toEqual(first);
    expect(sessions()).toBe(1);
  });

  it('and body, after the gift was paid: the first answer, with our thanks in place of a pay page that is used up', async () => {
    const first = Created.parse(await (await post(service, '/v1/checkouts', WISH, KEY)).json());
    await service.stripe.pay(first.url.split('/').at(-1) ?? '', {
      email: 'reader@example.org',
      method: 'card',
    });
    await service.settled();
    const url = `${service.url}/thank-you?contribution=${first.id}&lang=en`;
    expect(await (await post(service, '/v1/checkouts', WISH, KEY)).json()).toEqual({ ...first, url });
    expect(sessions()).toBe(1);
    const kept = await service.context.pool.query(
      'select url from checkout_sessions where contribution_id = $1',
      [first.id],
    );
    expect(kept.rows).toEqual([{ url: null }]);
  });

  it('and another body: 422', async () => {
    await post(service, '/v1/checkouts', WISH, KEY);
    const other = await post(service, '/v1/checkouts', { ...WISH, amount: 2000 }, KEY);
    expect(other.status).toBe(422);
    expect(await slugOf(other)).toBe('/problems/idempotency-key-reused');
    expect(sessions()).toBe(1);
  });

  it('while the first is in flight: 409, and then the first answer', async () => {
    let release = () => {};
    service.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
    const first = post(service, '/v1/checkouts', WISH, KEY);
    await expect
      .poll(async () => (await service.context.pool.query('select 1 from contributions')).rowCount)
      .toBe(1);
    const second = await post(service, '/v1/checkouts', WISH, KEY);
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toMatch(/^\d+$/);
    release();
    expect((await first).status).toBe(201);
    expect(sessions()).toBe(1);
  });

  it('twenty at once: one session, and nobody is told of another', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(service, '/v1/checkouts', WISH, KEY)),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const ids = await Promise.all(created.map(async (response) => Created.parse(await response.json()).id));
    expect(new Set(ids).size).toBe(1);
    expect(sessions()).toBe(1);
  });

  it('without a key, two requests are two checkouts', async () => {
    await post(service, '/v1/checkouts', WISH);
    await post(service, '/v1/checkouts', WISH);
    expect(sessions()).toBe(2);
  });
});
