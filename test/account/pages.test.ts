import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDoubles } from '../../src/account/doubles/find-doubles.ts';
import { giverStatusOf } from '../../src/account/pages/rules.ts';
import { chargeAfterPause, chargeAt } from '../../src/account/rules.ts';
import { MINUTE, SECOND } from '../../src/platform/time.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { text } from '../contributions/page-models.ts';
import { testClock } from '../support/clock.ts';
import { type Gift, give } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { type Member, memberWith } from './changing.ts';

const clock = testClock('2026-11-23T10:00:00Z');
let service: Service;
beforeAll(async () => {
  service = await startService({ clock, settings: { REPORT_TIME_ZONE: 'Europe/Amsterdam' } });
});
afterAll(() => service.stop());

const get = (path: string, { cookie }: Pick<Member, 'cookie'>) =>
  fetch(service.url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
const post = (path: string, { cookie }: Pick<Member, 'cookie'>, fields: Record<string, string> = {}) =>
  fetch(service.url + path, {
    method: 'POST',
    headers: { cookie, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    redirect: 'manual',
  });
const read = async (path: string, member: Pick<Member, 'cookie'>) => {
  const response = await get(path, member);
  expect(response.status, path).toBe(200);
  return text(await response.text());
};
const json = async (path: string, { cookie }: Pick<Member, 'cookie'>) =>
  (await fetch(service.url + path, { headers: { cookie } })).json();

/** A gift of somebody who is a member already. */
async function giveMore({ membershipId }: Member, gift: Gift): Promise<void> {
  const customer = service.stripe.get('subscription', membershipId)?.customer;
  const known = service.stripe.list('customer').find(({ id }) => id === customer);
  await give(service, { ...gift, email: known?.email ?? '' });
  clock.advance(SECOND);
}

async function renew({ membershipId }: Member, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    service.stripe.renew(membershipId, 'card');
    await service.settled();
  }
}

const lastCharge = () => service.stripe.list('charge').at(-1)?.id ?? '';

describe('the account', () => {
  it('of two memberships of one day says which is which, and each page about one says about which', async () => {
    clock.moveTo(new Date('2026-11-23T10:00:00Z'));
    const member = await memberWith(service);
    const path = `/account/memberships/${member.membershipId}`;
    expect(await read(`${path}/cancel`, member)).not.toContain('$5 a month, since');
    clock.advance(5 * MINUTE);
    await giveMore(member, {});
    await findDoubles(service.context);

    const page = await read('/account', member);
    expect(page).toContain('Since 23 November 2026, 11:00 $5 a month');
    expect(page).toContain('Since 23 November 2026, 11:05 $5 a month');
    expect(page).toContain('One membership began on 23 November 2026, 11:00: $5 a month. Another began on');
    for (const page of ['amount', 'cancel', 'payment-method'])
      expect(await read(`${path}/${page}`, member)).toContain('$5 a month, since 23 November 2026, 11:00');
    expect(await read('/account/double', member)).toMatch(/The first .* 11:00\. .* The second .* 11:05\./);
    expect(await read('/account/double?lang=ru', member)).toMatch(/Первое .* 11:00\. .* Второе .* 11:05\./);

    await post(`${path}/cancel?lang=en`, member, { requestKey: 'which-1' });
    const done = await read('/account?done=cancel', member);
    expect(done).toContain('Your support is cancelled $5 a month, since 23 November 2026, 11:00. It ends on');
  });

  it('asks whoever has to confirm a payment at their bank for that, and for nothing else', async () => {
    const member = await memberWith(service);
    clock.advance(SECOND);
    service.stripe.renew(member.membershipId, 'action-required');
    await service.settled();
    const page = await read('/account', member);
    expect(page).toMatch(
      /Your bank asks you to confirm it\. .* provider\. Confirm the payment Change the amount/,
    );
    expect(page).not.toContain('tried again');
    expect(await read('/account?lang=ru', member)).toContain('Подтвердить платёж');
  });

  it('is shown to nobody who is not signed in: they are led to sign in, and back', async () => {
    const response = await get('/account?before=x', { cookie: '' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/account/sign-in?to=%2Faccount%3Fbefore%3Dx');
    expect((await fetch(`${service.url}/v1/me`)).status).toBe(401);
  });

  it('says what is given, since when, and what comes next, in either language', async () => {
    const member = await memberWith(service, { amount: 700 });
    const page = await read('/account?lang=en', member);
    expect(page).toContain('Active Since 23 November 2026 $7 a month');
    expect(page).toContain('The next charge is $7 on 23 December 2026.');
    expect(page).toContain('Change the amount Change how often Pause Change how you pay Cancel');
    expect(await read('/account?lang=ru', member)).toContain(
      'Следующее списание: 7 $, 23 декабря 2026 года.',
    );
    expect(await json('/v1/me', member)).toMatchObject({
      id: member.memberId,
      status: 'member',
      memberships: [{ id: member.membershipId, amount: 700, status: 'active' }],
    });
  });

  it('has a line for each payment, 24 to a page, and marks what went back', async () => {
    const member = await memberWith(service);
    await giveMore(member, { frequency: 'once', amount: 2500, currency: 'usd' });
    service.stripe.refund(lastCharge(), { amount: 400 });
    await giveMore(member, { frequency: 'once', amount: 1500, currency: 'jpy' });
    service.stripe.refund(lastCharge());
    await giveMore(member, { frequency: 'once', amount: 2000, currency: 'kwd' });
    service.stripe.dispute(lastCharge());
    await service.settled();
    expect(await read('/account', member)).toContain('Once disputed KWD 2 ');
    await renew(member, 22);

    const first = await get('/account', member);
    const page = await first.text();
    expect(text(page)).not.toContain('Once $25.50');
    const older = /href="(\/account\?before=[^"]+)#history"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await read(older, member);
    expect(second).toMatch(/Once \$4 refunded \$25 .* Monthly \$5 /);
    expect(second).toContain('Back to the newest');
    expect([...page.matchAll(/<tr><td>/g)]).toHaveLength(24);

    const all = await json('/v1/me/payments?limit=100', member);
    expect(all).toMatchObject({ payments: { length: 26 } });
    expect(all).toMatchObject({
      payments: expect.arrayContaining([
        expect.objectContaining({
          amount: 2500,
          refunded: 400,
          status: 'partly-refunded',
          frequency: 'once',
        }),
        expect.objectContaining({ amount: 1500, refunded: 1500, status: 'refunded', currency: 'jpy' }),
      ]),
    });
    for (const query of ['limit=0', 'limit=101', 'after=x', 'limit=1&limit=2', 'before=%00', 'before='])
      expect([400, 422]).toContain((await get(`/v1/me/payments?${query}`, member)).status);
    expect((await get('/account?before=%00', member)).status).toBe(200);
  });
});

describe('another member’s ids', () => {
  it('are not found, like those of nobody, wherever they stand', async () => {
    const [anna, boris] = [await memberWith(service), await memberWith(service)];
    const [payment] = service.stripe
      .list('invoice')
      .flatMap(({ id, parent }) =>
        parent?.subscription_details?.subscription === anna.membershipId ? [id] : [],
      );
    const pages = ['amount', 'frequency', 'pause', 'cancel', 'keep', 'resume', 'payment-method'];
    for (const page of pages) {
      const answers = [];
      for (const id of [anna.membershipId, 'sub_nobody']) {
        const path = `/account/memberships/${id}/${page}`;
        for (const response of [await get(path, boris), await post(path, boris)])
          answers.push([response.status, text(await response.text())]);
      }
      expect(
        answers.map(([status]) => status),
        page,
      ).toEqual([404, 404, 404, 404]);
      expect(answers.slice(0, 2)).toEqual(answers.slice(2));
    }
    for (const path of ['/account', '/v1/me/payments'])
      expect((await get(`${path}?before=${payment}`, boris)).status).toBe(404);
    expect((await get(`/account?before=${payment}`, anna)).status).toBe(200);
    const missing = await get('/account/memberships/sub_nobody/amount?lang=ru', boris);
    expect(text(await missing.text())).toContain('Такой страницы нет');
  });
});

describe('a change', () => {
  it('is told in plain words before it is made, and as done only once the books say so', async () => {
    const member = await memberWith(service);
    const path = `/account/memberships/${member.membershipId}/amount`;

    expect(await read(`/account?done=amount`, member)).not.toContain('The amount is changed');
    const asked = await read(`${path}?amount=other&other=15`, member);
    const [day] = /\d+ \w+ 20\d\d/.exec(asked) ?? [];
    expect(asked).toContain(`From ${day} you give $15 a month.`);
    expect(asked).toContain('Today nothing is charged.');
    expect(service.stripe.list('subscription').at(-1)?.items.data[0]?.price.unit_amount).toBe(500);

    clock.advance(SECOND);
    const answer = await post(path, member, { amount: '1500', requestKey: 'once' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account?done=amount&lang=en']);
    expect(service.stripe.list('subscription').at(-1)?.items.data[0]?.price.unit_amount).toBe(1500);
    const told = await read('/account?done=amount', member);
    expect(told).toContain(`The amount is changed The next charge is $15 on ${day}.`);
  });

  it('is told as done no longer once another came after it', async () => {
    const member = await memberWith(service);
    const path = `/account/memberships/${member.membershipId}`;
    for (const [kind, said] of [
      ['cancel', 'Your support is cancelled'],
      ['keep', 'Your support stays'],
    ] as const) {
      clock.advance(SECOND);
      await post(`${path}/${kind}`, member, { requestKey: kind });
      expect(await read(`/account?done=${kind}`, member)).toContain(said);
    }
    // As by the browser's way back.
    expect(await read('/account?done=cancel', member)).not.toContain('Your support is cancelled');
  });

  it.each([
    ['amount', 'amount=other&other=1', 'The smallest amount is $2.'],
    ['amount', 'amount=other&other=many', 'Type the amount in digits, for example 5.00.'],
    ['amount', 'amount=other&other=', 'Choose an amount, or type your own.'],
    ['amount', 'amount=500', 'That is the amount that you give now.'],
    ['frequency', 'amount=99999999', 'The largest amount here is $10,000.'],
    ['pause', 'months=4', 'Choose for how long.'],
  ])('of the %s says what is wrong with %s', async (kind, query, said) => {
    const member = await memberWith(service);
    const response = await get(`/account/memberships/${member.membershipId}/${kind}?${query}`, member);
    expect(response.status).toBe(422);
    expect(text(await response.text())).toContain(said);
  });

  it.each([
    ['jpy', 500, '99', 'The smallest amount is', '1200.5', '1200', '¥1,200'],
    ['kwd', 2000, '0.005', 'The smallest amount is', '2.5055', '2.55', 'KWD 2.550'],
  ])('of an amount knows the decimals of %s', async (currency, amount, few, least, odd, good, shown) => {
    const member = await memberWith(service, { currency, amount });
    const amountPage = async (other: string) => {
      const path = `/account/memberships/${member.membershipId}/amount?amount=other&other=${other}&lang=en`;
      const response = await get(path, member);
      return { status: response.status, said: text(await response.text()) };
    };

    expect(await amountPage(few)).toMatchObject({ status: 422, said: expect.stringContaining(least) });
    expect(await amountPage(odd)).toMatchObject({
      status: 422,
      said: expect.stringContaining('Type the amount in digits'),
    });
    expect(await amountPage(good)).toMatchObject({
      status: 200,
      said: expect.stringContaining(`you give ${shown} a month`),
    });
  });

  it('of an amount, while a payment is owed, says that this one stays as it was', async () => {
    const member = await memberWith(service);
    clock.advance(SECOND);
    service.stripe.renew(member.membershipId, 'declined');
    await service.settled();
    const path = `/account/memberships/${member.membershipId}/amount?amount=other&other=9&lang=en`;
    const page = await read(path, member);
    expect(page).toContain('you give $9 a month');
    expect(page).toContain('The payment that did not go through stays as it was: $5.');
  });

  it('to the end says that what was planned is given up; taken back, what is given then', async () => {
    const member = await memberWith(service);
    const path = `/account/memberships/${member.membershipId}`;
    clock.advance(SECOND);
    await post(`${path}/frequency`, member, { amount: '5000', requestKey: 'annual' });
    const planned = 'The change of how often you give, which was planned, is dropped.';
    expect(await read(`${path}/cancel`, member)).toContain(planned);
    const other = await memberWith(service);
    clock.advance(SECOND);
    await post(`/account/memberships/${other.membershipId}/cancel`, other, { requestKey: 'end' });
    const kept = await read(`/account/memberships/${other.membershipId}/keep`, other);
    expect(kept).toContain('The next charge is $5 on');
    expect(kept).toContain('You give $5 a month, as today.');
    expect(kept).not.toContain(planned);
  });

  it('to the end, in a pause, does not say that anything is paid', async () => {
    const member = await memberWith(service);
    const path = `/account/memberships/${member.membershipId}`;
    expect(await read(`${path}/cancel`, member)).toContain('It is paid for until');
    clock.advance(SECOND);
    await post(`${path}/pause`, member, { months: '2', requestKey: 'pause' });
    const page = await read(`${path}/cancel`, member);
    expect(page).toContain('Nothing is charged before that day, and nothing after it.');
    expect(page).not.toContain('paid');
    expect(await read(`${path}/cancel?lang=ru`, member)).not.toContain('плачен');
  });

  it('is on its way while Stripe has not answered, and nobody can ask for another', async () => {
    const member = await memberWith(service);
    const id = service.context.ids.random();
    await service.context.pool.query(
      `insert into membership_changes (id, member_id, membership_id, kind, details, state, attempt, attempted_at, requested_at)
       values ($1, $2, $3, 'pause', '{}', 'waiting', 1, $4, $4)`,
      [id, member.memberId, member.membershipId, clock.now()],
    );
    const page = await read('/account?done=pause', member);
    expect(page).toContain('The pause is on its way. We have passed it on');
    expect(page).not.toContain('Cancel');
    const cancel = await get(`/account/memberships/${member.membershipId}/cancel`, member);
    expect([cancel.status, cancel.headers.get('location')]).toEqual([303, '/account?lang=en']);
  });
});

describe('a statement', () => {
  it('has payments and what went back, each on its day in the reports’ zone, and a total for each currency', async () => {
    clock.moveTo(new Date('2027-12-31T22:30:00Z'));
    const member = await memberWith(service, { amount: 2000, currency: 'kwd' });
    clock.advance(SECOND);
    await giveMore(member, { frequency: 'once', amount: 1500, currency: 'jpy' });
    clock.moveTo(new Date('2027-12-31T23:30:00Z'));
    service.stripe.refund(lastCharge(), { amount: 500 });
    await service.settled();
    clock.advance(SECOND);
    await giveMore(member, { frequency: 'once', amount: 2500, currency: 'usd' });

    const old = await read('/account/statements/2027', member);
    expect(old).toContain('Period 1 January 2027 to 31 December 2027');
    expect(old).toMatch(/31 December 2027 in_\w+ Monthly gift 2\.000 KWD/);
    expect(old).toMatch(/31 December 2027 pi_\w+ Single gift 1,500 JPY/);
    expect(old).toMatch(/Total 2\.000 KWD Total 1,500 JPY Each line/);
    const fresh = await read('/account/statements/2028', member);
    expect(fresh).toContain('Statement for 2028 (so far)');
    expect(fresh).toMatch(/1 January 2028 pi_\w+ Refund to the giver -500 JPY/);
    expect(fresh).toMatch(/Total -500 JPY Total 25\.00 USD Each line/);
    expect(await read('/account', member)).toContain('made to print. 2028 (so far) 2027');
    for (const year of ['2026', 'x', '20277'])
      expect((await get(`/account/statements/${year}`, member)).status).toBe(404);
  });

  it('has what a bank took back, and left with us after all, on the days of that and in the gift’s currency', async () => {
    clock.moveTo(new Date('2028-12-30T10:00:00Z'));
    const member = await memberWith(service);
    const disputed: string[] = [];
    for (const gift of [
      { amount: 3000, currency: 'usd' },
      { amount: 1500, currency: 'jpy' },
    ]) {
      await giveMore(member, { frequency: 'once', ...gift });
      disputed.push(lastCharge());
    }
    clock.moveTo(new Date('2029-01-05T10:00:00Z'));
    const [won = '', lost = ''] = disputed.map((charge) => {
      clock.advance(SECOND);
      return service.stripe.dispute(charge).id;
    });
    clock.moveTo(new Date('2029-02-01T10:00:00Z'));
    for (const [dispute, outcome] of [
      [won, 'won'],
      [lost, 'lost'],
    ] as const) {
      service.stripe.advanceDispute(dispute, 'under_review');
      service.stripe.advanceDispute(dispute, outcome);
    }
    await service.settled();
    await sweepBalance(service.context);

    // Nobody stays signed in for so long.
    const later = { cookie: await signIn(service, member.memberId) };
    expect(await read('/account/statements/2028', later)).toMatch(
      /30\.00 USD .* 1,500 JPY Total 35\.00 USD Total 1,500 JPY Each line/,
    );
    const after = await read('/account/statements/2029', later);
    expect(after).toMatch(/5 January 2029 pi_\w+ Taken back by the bank -30\.00 USD/);
    expect(after).toMatch(/5 January 2029 pi_\w+ Taken back by the bank -1,500 JPY/);
    expect(after).toMatch(/1 February 2029 pi_\w+ Left with us by the bank 30\.00 USD/);
    expect(after).toMatch(/Total 0\.00 USD Total -1,500 JPY Each line/);
  });
});

describe('which charge comes next', () => {
  const paid = (startedAt: string, currentPeriodEnd: string) => ({
    startedAt: new Date(startedAt),
    currentPeriodEnd: new Date(currentPeriodEnd),
    frequency: 'monthly',
  });

  it.each([
    ['2026-01-31', '2026-02-28', 1, '2026-03-31'],
    ['2026-01-31', '2026-02-28', 2, '2026-04-30'],
    ['2026-01-28', '2026-02-28', 1, '2026-03-28'],
    ['2026-01-15', '2026-02-15', 3, '2026-05-15'],
    ['2026-01-15', '2026-02-15', 0, '2026-02-15'],
  ])('begun on %s and paid until %s, the one after %i more is on %s', (from, until, nth, on) => {
    expect(chargeAt(paid(from, until), nth)).toEqual(new Date(on));
  });

  it('after a pause is the first that it lets through', () => {
    const until = new Date('2026-04-29');
    expect(chargeAfterPause(paid('2026-01-31', '2026-02-28'), until)).toEqual(new Date('2026-04-30'));
    const ending = (until: string) => chargeAfterPause(paid('2026-01-15', '2026-02-15'), new Date(until));
    expect(ending('2026-03-14T23:59:59Z')).toEqual(new Date('2026-03-15'));
    expect(ending('2026-03-15T00:00:00Z')).toEqual(new Date('2026-03-15'));
    expect(ending('2026-03-15T00:00:01Z')).toEqual(new Date('2026-04-15'));
    expect(ending('2026-02-01')).toEqual(new Date('2026-02-15'));
  });

  it('of several memberships what is owed counts first, then what is liveliest', () => {
    expect(giverStatusOf([])).toBe('supporter');
    expect(giverStatusOf(['ended', 'paused', 'active'])).toBe('member');
    expect(giverStatusOf(['active', 'past-due'])).toBe('past-due');
    expect(giverStatusOf(['ended', 'ending'])).toBe('ending');
    expect(giverStatusOf(['ended'])).toBe('lapsed');
  });
});
