import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sendDueMails } from '../../src/worker.ts';
import { run } from '../support/cluster.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const WISH = { frequency: 'once', amount: 500, currency: 'usd', email: 'anna@example.org', newsletter: true };

let service: Service;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const kept = () => query('select state, locale, consent_place from newsletter_subscriptions');
const start = (change: object = {}, headers: Record<string, string> = {}) =>
  post(service, '/v1/checkouts', { ...WISH, ...change }, headers);

describe('a checkout whose giver wants the newsletter, too', () => {
  it('asks the address by mail, and subscribes nobody before', async () => {
    expect((await start({ locale: 'ru' })).status).toBe(201);
    expect(await kept()).toEqual([['unconfirmed', 'ru', 'checkout']]);
    await sendDueMails(service.context);
    expect(service.mail.messages().map(({ to, subject }) => [...to, subject])).toEqual([
      ['anna@example.org', 'Пожалуйста, подтвердите'],
    ]);
  });

  it('asks once, however often the request comes under one key', async () => {
    const key = { 'idempotency-key': 'key-1' };
    const answers = await Promise.all([start({}, key), start({}, key), start({}, key)]);
    expect(answers.map(({ status }) => status)).toContain(201);
    expect((await start({}, key)).status).toBe(201);
    expect(await kept()).toHaveLength(1);
    expect((await start({ newsletter: undefined }, key)).status).toBe(422);
  });

  it('asks nobody who does not say so', async () => {
    expect((await start({ newsletter: false })).status).toBe(201);
    expect((await start({ newsletter: undefined })).status).toBe(201);
    expect(await kept()).toEqual([]);
  });

  it.each([
    ['without an address', { email: undefined }, 422, '/email email-missing'],
    ['by a word', { newsletter: 'yes' }, 422, '/newsletter invalid-type'],
    ['from a restricted residence', { residence: 'RU' }, 403, undefined],
    ['with an amount that is too small', { amount: 1 }, 422, '/amount amount-below-minimum'],
  ])('%s: refused, and nothing is kept', async (_what, change, status, error) => {
    const response = await start(change);
    expect(response.status).toBe(status);
    const Errors = z.object({
      errors: z.array(z.object({ pointer: z.string(), code: z.string() })).default([]),
    });
    const { errors } = Errors.parse(await response.json());
    if (error !== undefined) expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toContain(error);
    expect(await kept()).toEqual([]);
    expect(await query('select id from identity.addressees')).toEqual([]);
  });
});
