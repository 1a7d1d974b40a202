import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tags } from '../contributions/page-models.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ clock: testClock('2028-01-31T12:00:00Z') });
});
afterAll(() => service.stop());

type Fields = Record<string, string>;

const send = (fields: Fields, headers: Fields = {}, { url } = service) =>
  fetch(`${url}/remind-me-later`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

const form = (fields: Fields = {}): Fields => ({ form: 'reminder', in: 'P1M', channel: 'none', ...fields });
const byMail = (fields: Fields = {}) => form({ channel: 'email', email: 'reader@example.org', ...fields });

async function reminders(): Promise<number> {
  const rows = await run(service.databaseUrl, 'select count(*) from reminders');
  return Number(rows[0]?.[0]);
}

describe('from the appeal', () => {
  const appeal = {
    frequency: 'monthly',
    amount_once: '2500',
    amount_monthly: 'other',
    other_monthly: '7,50',
    amount_annual: '5000',
    other_annual: '',
    currency: 'usd',
    locale: 'ru',
    campaign: 'winter',
    source: 'article-12',
    residence: 'BY',
    idempotencyKey: 'key-1',
  };

  it.each<[string, Fields, string]>([
    [
      'what was chosen',
      {},
      'frequency=monthly&amount=750&currency=usd&campaign=winter&source=article-12&lang=ru',
    ],
    [
      'a preset',
      { amount_monthly: '500', campaign: 'a b' },
      'frequency=monthly&amount=500&currency=usd&source=article-12&lang=ru',
    ],
    ['no amount that can be given', { other_monthly: 'lots' }, 'campaign=winter&source=article-12&lang=ru'],
    ['no amount that is too small', { other_monthly: '0.01' }, 'campaign=winter&source=article-12&lang=ru'],
    ['no currency that is not offered', { currency: 'xyz' }, 'campaign=winter&source=article-12&lang=ru'],
  ])('takes along %s, and neither residence nor key', async (_, changes, query) => {
    const response = await send({ ...appeal, ...changes });

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`/remind-me-later?${query}`);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('passes over whatever is not well formed in an address', async () => {
    const response = await fetch(
      `${service.url}/remind-me-later?frequency=hourly&amount=1e9&currency=USD&campaign=%3Cb%3E&utm=1&lang=tlh`,
    );
    expect(response.status).toBe(200);
    const hidden = tags(await response.text(), 'input').filter(({ type }) => type === 'hidden');
    expect(hidden.map(({ name }) => name)).toEqual(['form', 'locale', 'idempotencyKey']);
  });
});

describe('what was entered', () => {
  it('the 31st of January plus a month is the last of February, in a leap year too', async () => {
    const page = await (await fetch(`${service.url}/remind-me-later`)).text();
    expect(page).toContain('29 February 2028');
    expect(tags(page, 'input').find(({ id }) => id === 'on')).toMatchObject({
      min: '2028-02-01',
      max: '2029-01-31',
    });
  });

  it.each<[string, Fields, string]>([
    ['no delay', form({ in: '' }), 'Choose when we may ask again.'],
    ['a delay that is not offered', form({ in: 'P1D' }), 'Choose when we may ask again.'],
    ['no date', form({ in: 'date' }), 'Choose the date on which'],
    ['today', form({ in: 'date', on: '2028-01-31' }), 'Choose a date from 1 February 2028'],
    ['the past', form({ in: 'date', on: '2027-12-31' }), 'Choose a date from'],
    ['over a year', form({ in: 'date', on: '2029-02-01' }), 'Choose a date from'],
    ['a day there is not', form({ in: 'date', on: '2028-02-30' }), 'Choose a date from'],
    ['no channel', { form: 'reminder', in: 'P1M' }, 'Choose how you would like'],
    ['no address', byMail({ email: ' ' }), 'Type the address'],
    ['two addresses', byMail({ email: 'a@example.org, b@example.org' }), 'Type one e-mail address'],
    [
      'a header in an address',
      byMail({ email: 'a@example.org\r\nBcc: b@example.org' }),
      'Type one e-mail address',
    ],
    ['NUL in an address', byMail({ email: 'a\u0000@example.org' }), 'Type one e-mail address'],
    ['an address of 255', byMail({ email: `a@${'b'.repeat(249)}.org` }), 'Type one e-mail address'],
    ['a repetition that is not offered', byMail({ every: 'P0M' }), 'whether the e-mail shall come again'],
    ['a residence that is none', byMail({ residence: 'Belarus' }), 'Choose a country from the list'],
    ['an unknown field', form({ admin: 'yes' }), 'could not be read'],
  ])('is refused, and nothing kept: %s', async (_, fields, words) => {
    const before = await reminders();
    const response = await send(fields);

    expect(response.status).toBe(422);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain(words);
    expect(await reminders()).toBe(before);
  });

  it('an address counts with an e-mail only', async () => {
    const before = await reminders();
    expect((await send(form({ email: 'nobody' }))).status).toBe(303);
    expect(await reminders()).toBe(before);
  });

  it('sent twice, the same form is one reminder; with another choice it is another', async () => {
    const before = await reminders();
    const fields = byMail({ idempotencyKey: 'key-1' });
    const answers = [await send(fields), await send(fields)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await reminders()).toBe(before + 1);

    expect((await send({ ...fields, in: 'P3M' })).status).toBe(303);
    expect(await reminders()).toBe(before + 2);
  });

  it('a known address and an unknown one get the same answer', async () => {
    const answer = async (email: string) => {
      const { status, headers } = await send(byMail({ email }));
      const names = headers.getSetCookie().map((line) => line.replace(/=[^;]*/, ''));
      return { status, location: headers.get('location'), names };
    };
    await send(byMail({ email: 'known@example.org' }));
    expect(await answer('known@example.org')).toEqual(await answer('unknown@example.org'));
  });
});

describe('at the gate', () => {
  it('whoever lives where giving is dangerous gets no mail, and may still hide the ask', async () => {
    const before = await reminders();
    expect((await send(byMail({ residence: 'RU' }))).status).toBe(403);
    expect(await reminders()).toBe(before);
    expect((await send(form({ residence: 'RU' }))).status).toBe(303);
  });

  it('too many are told to wait, with all that they entered', async () => {
    const slow = await startService({ settings: { ADDRESSES_PER_MINUTE: '1' } });
    try {
      const now = new Map<number, Response>();
      for (const _time of [1, 2]) {
        const response = await send(byMail(), {}, slow);
        now.set(response.status, response);
      }
      const refused = now.get(429);
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      const page = (await refused?.text()) ?? '';
      expect(page).toContain('Please wait a minute');
      expect(tags(page, 'input').find(({ id }) => id === 'email')?.value).toBe('reader@example.org');
    } finally {
      await slow.stop();
    }
  });

  it.each(['none', 'calendar'])('too many who only want %s are told to wait as well', async (channel) => {
    const slow = await startService({ settings: { CHECKOUTS_PER_MINUTE: '3' } });
    try {
      const statuses = [];
      for (let time = 0; time < 5; time++)
        statuses.push((await send(form({ channel, campaign: `new-${time}` }), {}, slow)).status);
      expect(statuses).toContain(429);
      const { rowCount } = await slow.context.pool.query('select from reminder_counts');
      expect(rowCount).toBeLessThanOrEqual(3);
    } finally {
      await slow.stop();
    }
  });
});
