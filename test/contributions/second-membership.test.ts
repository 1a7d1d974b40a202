import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LOCALES } from '../../src/platform/locale.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { subscribe } from '../support/subscribe.ts';

const WISH = { frequency: 'monthly', amount: 1000, currency: 'usd' };
const FORM = {
  frequency: 'monthly',
  amount_once: '2500',
  amount_monthly: '1000',
  amount_annual: '6000',
  currency: 'usd',
  locale: 'en',
};

let service: Service;
beforeAll(async () => {
  service = await startService({ settings: { SITE_ORIGINS: 'https://www.example.org' } });
});
afterAll(() => service.stop());

async function member() {
  const email = `${service.context.ids.random()}@example.org`;
  const subscriber = await subscribe(service, { email });
  return { ...subscriber, email, cookie: await signIn(service, subscriber.memberId) };
}

const sessions = () => service.stripe.list('checkout.session').length;

describe('POST /v1/checkouts, of a membership, by who has one', () => {
  it('and is signed in: 409 with what there is; nothing is made', async () => {
    const { cookie, membershipId } = await member();
    const before = sessions();
    for (const frequency of ['monthly', 'annual']) {
      const headers = { cookie, origin: 'https://www.example.org' };
      const answer = await post(service, '/v1/checkouts', { ...WISH, frequency }, headers);
      expect(answer.status).toBe(409);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(await answer.json()).toMatchObject({
        type: '/problems/membership-exists',
        status: 409,
        memberships: [
          { id: membershipId, frequency: 'monthly', amount: 500, currency: 'usd', status: 'active' },
        ],
      });
    }
    expect(sessions()).toBe(before);
  });

  it('and means both, or gives once: 201', async () => {
    const { cookie } = await member();
    const both = await post(service, '/v1/checkouts', { ...WISH, alongside: true }, { cookie });
    const { id } = z.object({ id: z.string() }).parse(await both.json());
    const kept = await service.context.pool.query('select is_alongside from contributions where id = $1', [
      id,
    ]);
    expect([both.status, kept.rows]).toEqual([201, [{ is_alongside: true }]]);
    expect((await post(service, '/v1/checkouts', { ...WISH, frequency: 'once' }, { cookie })).status).toBe(
      201,
    );
  });

  it('and is not signed in: 201, whatever address is typed, and the same as for anybody', async () => {
    const { email, memberId } = await member();
    const known = await post(service, '/v1/checkouts', { ...WISH, email });
    const unknown = await post(service, '/v1/checkouts', { ...WISH, email: 'nobody@example.org' });
    expect([known.status, unknown.status]).toEqual([201, 201]);
    const shape = async (answer: Response) => Object.keys(z.looseObject({}).parse(await answer.json()));
    expect(await shape(known)).toEqual(await shape(unknown));
    // Nor is who is signed in told of another's.
    const stranger = await signIn(service, service.context.ids.random());
    expect((await post(service, '/v1/checkouts', { ...WISH, email }, { cookie: stranger })).status).toBe(201);
    await service.context.pool.query('delete from identity.sessions where member_id = $1', [memberId]);
  });

  it('the repeat of a request that was answered before gets that answer', async () => {
    const { memberId } = await member();
    const key = { 'idempotency-key': service.context.ids.random() };
    const first = await (await post(service, '/v1/checkouts', WISH, key)).json();
    const cookie = await signIn(service, memberId);
    expect(await (await post(service, '/v1/checkouts', WISH, { ...key, cookie })).json()).toEqual(first);
  });

  it('whose membership has ended: 201', async () => {
    const { cookie, membershipId } = await member();
    service.stripe.cancel(membershipId, 'now');
    await service.settled();
    expect((await post(service, '/v1/checkouts', WISH, { cookie })).status).toBe(201);
  });
});

describe('the form', () => {
  const send = (fields: Record<string, string>, cookie: string) =>
    fetch(`${service.url}/contribute`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(fields),
    });

  /** The hidden fields of each form on the page, in its order. */
  function formsOf(page: string): Record<string, string>[] {
    return [...page.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) =>
      Object.fromEntries(
        [...form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
          name,
          value,
        ]),
      ),
    );
  }

  it.each(LOCALES)('shows the owner what there is, and three ways on, in %s', async (locale) => {
    const { cookie, membershipId } = await member();
    const answer = await send({ ...FORM, locale }, cookie);
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain('data-state="membership-exists"');
    expect(page).toContain(`href="/account/memberships/${membershipId}/amount?lang=${locale}"`);
    const [once = {}, second = {}] = formsOf(page);
    expect(once).toMatchObject({ frequency: 'once', amount_once: '1000' });
    expect(second).toMatchObject({ frequency: 'monthly', alongside: 'yes' });

    const given = await send(once, cookie);
    const started = await send(second, cookie);
    expect([given.status, started.status]).toEqual([303, 303]);
    const { rows } = await service.context.pool.query(
      'select frequency, amount, is_alongside from contributions order by created_at desc limit 2',
    );
    expect(rows).toEqual([
      { frequency: 'monthly', amount: '1000', is_alongside: true },
      { frequency: 'once', amount: '1000', is_alongside: false },
    ]);
  });

  it('leads everybody else on to the pay page', async () => {
    await member();
    expect((await send(FORM, '')).status).toBe(303);
  });
});
