import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monthlyAmount } from '../../src/contributions/rules.ts';
import { minor } from '../../src/platform/money.ts';
import { cookiesOf, give } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { subscribe } from '../support/subscribe.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const OFFER = 'value="upsell"';

/** Cookies as a browser keeps them: the latest of each name. */
function browser() {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const one of cookiesOf(response)) jar.set(one.split('=')[0] ?? '', one);
    return response;
  };
  const cookie = () => [...jar.values()].join('; ');
  return {
    add: (one: string) => jar.set(one.split('=')[0] ?? '', one),
    give: async (body: Record<string, unknown> = {}) => {
      const wish = { frequency: 'once', amount: 1200, email: 'giver@example.org', ...body } as const;
      const gift = await give(service, wish, { cookie: cookie() });
      jar.set('gw_checkout', gift.cookie);
      return gift.id;
    },
    thanks: async (id: string, lang = 'en') =>
      (
        await keep(
          await fetch(`${service.url}/thank-you?contribution=${id}&lang=${lang}`, {
            headers: { cookie: cookie() },
          }),
        )
      ).text(),
    post: (fields: Record<string, string>) =>
      fetch(`${service.url}/contribute`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookie() },
        body: new URLSearchParams(fields),
      }),
  };
}

function fieldsOf(page: string): Record<string, string> {
  const [, form = ''] = /<section class="monthly"[\s\S]*?(<form[\s\S]*?<\/form>)/.exec(page) ?? [];
  const inputs = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name, value]) => [name, value]));
}

describe('after a one-off gift', () => {
  it('the thank-you page offers to give monthly: one click to the pay page, and the desk sees by what', async () => {
    const reader = browser();
    const page = await reader.thanks(await reader.give({ campaign: 'spring' }));
    expect(page).toContain(OFFER);
    const fields = fieldsOf(page);
    expect(fields).toMatchObject({
      frequency: 'monthly',
      amount_monthly: '1000',
      currency: 'usd',
      source: 'upsell',
    });
    const answer = await reader.post(fields);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toContain(service.context.settings.STRIPE_API_URL);
    const { rows } = await service.context.pool.query(
      'select frequency, amount, campaign, source from contributions order by created_at desc limit 1',
    );
    expect(rows).toEqual([{ frequency: 'monthly', amount: '1000', campaign: 'spring', source: 'upsell' }]);
  });

  it('once: neither when the page is seen again, nor after the next gift', async () => {
    const reader = browser();
    const id = await reader.give();
    expect(await reader.thanks(id)).toContain(OFFER);
    expect(await reader.thanks(id)).not.toContain(OFFER);
    expect(await reader.thanks(await reader.give())).not.toContain(OFFER);
  });

  it('not after a membership, nor where this browser set out for one', async () => {
    const reader = browser();
    expect(await reader.thanks(await reader.give({ frequency: 'monthly' }))).not.toContain(OFFER);
    expect(await reader.thanks(await reader.give())).not.toContain(OFFER);
  });

  it('not to a member: signed in, or by the cookie of the membership', async () => {
    const { memberId, askCookie } = await subscribe(service);
    const signedIn = browser();
    signedIn.add(await signIn(service, memberId));
    expect(await signedIn.thanks(await signedIn.give())).not.toContain(OFFER);
    const quiet = browser();
    quiet.add(askCookie);
    expect(await quiet.thanks(await quiet.give())).not.toContain(OFFER);
  });

  it('in the reader’s language, and as easy to pass over as to take', async () => {
    const reader = browser();
    const page = await reader.thanks(await reader.give(), 'ru');
    expect(page).toContain('каждый месяц');
    expect(page.match(/class="button main"/g) ?? []).toEqual([]);
  });
});

describe('the amount', () => {
  const presets = [200, 500, 1000, 2500].map((amount) => minor(amount));
  it.each([
    [10_000, 2500],
    [2500, 2500],
    [2499, 1000],
    [200, 200],
    [150, 200],
  ])('of a gift of %i: %i, what is offered and not above it', (gift, expected) => {
    expect(monthlyAmount(minor(gift), presets, minor(200))).toBe(minor(expected));
  });
});
