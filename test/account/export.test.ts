import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PersonExport } from '../../src/account/export/schema.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';
import { becomeKnown, fillDealings, type Known, tablesWith } from './person.ts';

const ADDRESS = 'Anna.Petrova@mail.example';
const SITE = 'https://news.example';

/** Where each table's rows about a person stand in the file; or why they do not. */
const EXPORTED: Record<string, keyof PersonExport> = {
  'identity.contacts': 'emailAddresses',
  'identity.customers': 'paymentProvider',
  'identity.sessions': 'signedIn',
  'identity.sign_in_links': 'signInLinks',
  'public.doubles': 'doubleMemberships',
  'public.failed_renewals': 'failedRenewals',
  'public.invoices': 'invoices',
  'public.membership_changes': 'changes',
  'public.memberships': 'memberships',
  'public.newsletter_subscriptions': 'newsletter',
  'public.notices': 'mailsAboutYourSupport',
  'public.payment_intents': 'paymentOrders',
  'public.payments': 'payments',
  'public.reminders': 'reminders',
};
const LEFT_OUT: Record<string, string> = {
  'public.inbox': 'what Stripe told, from which all of the above is made; it says no more than they do',
  'identity.erased_customers': 'of whoever was erased: nobody can sign in who has a row there',
  'identity.erasures': 'of whoever was erased, until Stripe has done it',
};

describe('what a member takes with them', () => {
  let clock: TestClock;
  let service: Service;
  let anna: Known;
  let other: Known;
  const ask = (path: string, cookie: string) =>
    fetch(`${service.url}${path}`, { headers: { cookie }, redirect: 'manual' });

  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, settings: { SITE_ORIGINS: SITE } });
    other = await becomeKnown(service, clock, 'other@wetland.example');
    anna = await becomeKnown(service, clock, ADDRESS);
    for (const one of [other, anna]) await fillDealings(service, one);
    const [refunded] = [...service.stripe.list('charge')].slice(-1);
    service.stripe.refund(refunded?.id ?? '', {});
    await service.settled();
  });
  afterAll(() => service.stop());

  it('is read by no script on a page of the site, be it the newsroom’s own', async () => {
    const allowed = async (path: string) => {
      const response = await fetch(`${service.url}${path}`, {
        headers: { cookie: anna.cookie, origin: SITE },
      });
      return [response.status, response.headers.get('access-control-allow-origin')];
    };
    expect(await allowed('/v1/benefits')).toEqual([200, SITE]);
    for (const path of ['/v1/me', '/v1/me/export', '/v1/me/export/', '/V1/ME/Export', '/account/export/file'])
      expect((await allowed(path))[1]).toBeNull();
  });

  it('is a file that holds everything, and nothing of anybody else', async () => {
    const response = await ask('/v1/me/export', anna.cookie);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="data.json"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    const file = PersonExport.parse(JSON.parse(text));

    expect(file.member).toMatchObject({ id: anna.memberId, earlierIds: [] });
    expect(file.emailAddresses).toEqual([ADDRESS]);
    expect(file.paymentProvider.customerIds.toSorted()).toEqual(anna.customers.toSorted());
    expect(file.paymentProvider.paymentMethods[0]).toMatchObject({ type: 'card' });
    expect(file.memberships).toMatchObject([
      { frequency: 'monthly', money: { amount: 500, currency: 'usd' } },
    ]);
    expect(file.contributions).toHaveLength(2);
    expect(file.contributions[0]).toMatchObject({ campaign: 'winter', language: 'en' });
    expect(file.payments.map(({ money }) => money.amount)).toEqual([500, 500]);
    expect(file.refunds).toMatchObject([{ status: 'succeeded' }]);
    expect(file.reminders).toMatchObject([{ state: 'waiting', everyMonths: 1 }]);
    expect(file.newsletter).toMatchObject([{ state: 'confirmed', consent: { version: 1 } }]);
    expect(file.newsletter[0]?.consent.text).toContain('newsletter');
    expect(file.changes).toMatchObject([{ kind: 'cancel', state: 'waiting', details: { reason: 'other' } }]);
    expect(file.mailsAboutYourSupport).toMatchObject([{ kind: 'thanks' }]);
    expect(file.doubleMemberships).toHaveLength(1);
    expect(file.signedIn).toHaveLength(1);
    for (const foreign of ['other@wetland', other.memberId, ...other.customers])
      expect(text).not.toContain(foreign);
  });

  it('is had by a button, too, and by nobody who is not signed in', async () => {
    const page = await (await ask('/account/export?lang=ru', anna.cookie)).text();
    expect(page).toContain('Всё, что мы храним о вас');
    const [, href = ''] = /class="button main" href="([^"]+)"/.exec(page) ?? [];
    expect(await (await ask(href, anna.cookie)).text()).toContain(ADDRESS);

    expect((await ask('/v1/me/export', '')).status).toBe(401);
    expect((await ask('/v1/me/export', 'gw_session=AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(401);
    expect((await ask(href, '')).headers.get('location')).toMatch(/^\/account\/sign-in/);
  });

  it('leaves out no table that has somebody in it, but for a reason', async () => {
    const tables = new Set(
      (await tablesWith(service, 'member_id', 'addressee_id')).map(({ table }) => table),
    );
    expect([...tables].toSorted()).toEqual([...Object.keys(EXPORTED), ...Object.keys(LEFT_OUT)].toSorted());
    const keys = new Set(Object.keys(PersonExport.shape));
    for (const key of Object.values(EXPORTED)) expect(keys).toContain(key);
  });
});
