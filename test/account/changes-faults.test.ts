import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeMembership } from '../../src/account/changes/change-membership.ts';
import { finishChanges } from '../../src/account/changes/finish-changes.ts';
import { listWaitingChanges } from '../../src/account/changes/list-waiting.ts';
import { findOwed } from '../../src/ledger/find-owed.ts';
import { minor } from '../../src/platform/money.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { text } from '../contributions/page-models.ts';
import { testClock } from '../support/clock.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { type Service, startService } from '../support/service.ts';
import {
  type Asked,
  ask,
  billed,
  changed,
  expectToAgree,
  inBooks,
  type Member,
  memberWith,
  refusal,
  signedIn,
} from './changing.ts';

const AMOUNT: Asked = { body: { amount: 700 }, key: 'the-one' };

const clock = testClock();
let service: Service;
let proxy: FaultyProxy;
let member: Member;
let before: { prices: number; schedules: number; logs: number };
beforeAll(async () => {
  let stripeUrl = '';
  proxy = await startFaultyProxy(() => stripeUrl);
  service = await startService({
    clock,
    stripeThrough: (url) => {
      stripeUrl = url;
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await service.stop();
  await proxy.stop();
});
beforeEach(async () => {
  member = await memberWith(service);
  clock.advance(SECOND);
  const { stripe, logs } = service;
  before = {
    prices: stripe.list('price').length,
    schedules: stripe.list('subscription_schedule').length,
    logs: logs.length,
  };
});
afterEach(async () => {
  service.stripe.holdRequests(null);
  service.stripe.delivery.setFaults({});
  await service.settled();
});

/** How often Stripe was brought to make something of it: each asking makes a price, but for those that it knows again. */
const timesDone = () => service.stripe.list('price').length - before.prices;
const waiting = () => listWaitingChanges(service.context.database, [member.membershipId]);

async function finish(after = 2 * MINUTE): Promise<void> {
  clock.advance(after);
  await finishChanges(service.context);
  await service.settled();
}

describe('Stripe fails while a change is made', () => {
  // It is looked at first, by one call; and the SDK tries each of them twice before it gives up.
  const FAULTS: [string, Fault[]][] = [
    ['no answer to the first look', ['reset-before', 'reset-before']],
    ['no answer before anything was done', ['none', 'reset-before', 'reset-before']],
    ['no answer, though it was done, and its event comes first', ['none', 'reset-after', 'reset-after']],
    ['500 before anything was done', ['none', '500-before']],
    ['500, though it was done', ['none', '500-after']],
    ['429', ['none', '429']],
  ];

  it.each(FAULTS)('%s: it is on its way, and the job makes it, once', async (_what, faults) => {
    proxy.next(...faults);
    const response = await ask(service, member, AMOUNT);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ id: member.membershipId, change: 'waiting' });
    expect(await waiting()).toMatchObject([{ membershipId: member.membershipId, kind: 'amount' }]);
    await service.settled();
    await expectToAgree(service, member);

    await finish();

    expect(timesDone()).toBe(1);
    expect(await inBooks(service, member)).toMatchObject({ amount: 700 });
    await expectToAgree(service, member);
    expect(await waiting()).toEqual([]);
  });

  it.each(FAULTS)('%s: the same request again makes it, once', async (_what, faults) => {
    proxy.next(...faults);
    expect((await ask(service, member, AMOUNT)).status).toBe(202);

    expect(await changed(service, member, AMOUNT)).toMatchObject({ amount: 700 });

    expect(timesDone()).toBe(1);
    await expectToAgree(service, member);
  });

  it('an answer that is given again is of its time: what happened in between stands', async () => {
    // Done, and not heard: the SDK asks again under the same key, and Stripe says what it said.
    proxy.next('none', 'reset-after');
    const answer = ask(service, member, AMOUNT);
    await expect.poll(timesDone).toBe(1);
    clock.advance(SECOND);
    service.stripe.cancel(member.membershipId, 'now');
    clock.advance(SECOND);

    expect((await answer).status).toBe(200);
    await service.settled();
    expect(await inBooks(service, member)).toMatchObject({ status: 'ended', amount: 700 });
    await expectToAgree(service, member);
  });

  it('in the middle of a schedule: nothing is done twice', async () => {
    const annual = { body: { frequency: 'annual' } };
    // Look, make the schedule, say what comes next.
    proxy.next('none', 'reset-after', 'reset-after', 'none', 'none', '500-after');
    expect((await ask(service, member, annual)).status).toBe(202);
    await finish();
    expect(await waiting()).toHaveLength(1);
    await finish();

    expect(await waiting()).toEqual([]);
    expect(service.stripe.list('subscription_schedule')).toHaveLength(before.schedules + 1);
    expect(await inBooks(service, member)).toMatchObject({ next: { frequency: 'annual', amount: 6000 } });
    await expectToAgree(service, member);
  });

  it('in the middle of leaving what is owed: it has ended, and the next attempt gives up what is owed', async () => {
    service.stripe.renew(member.membershipId, 'declined');
    await service.settled();
    clock.advance(SECOND);
    // Look, end it, list what is owed, void it.
    proxy.next('none', 'none', 'none', '500-before');
    expect((await ask(service, member, { verb: 'cancel', body: {} })).status).toBe(202);
    expect(service.stripe.get('subscription', member.membershipId)?.status).toBe('canceled');
    expect(billed(service, member)).toEqual(['500 paid', '500 open']);

    await finish();

    expect(await waiting()).toEqual([]);
    expect(billed(service, member)).toEqual(['500 paid', '500 void']);
    expect(await findOwed(service.context.database, [member.membershipId])).toEqual([]);
  });

  it('the words of a reader who leaves are not kept meanwhile, so that a later attempt goes without them', async () => {
    proxy.next('none', 'reset-before', 'reset-before');
    const leave = { verb: 'cancel', body: { reason: 'unused', comment: 'canary words' } };
    expect((await ask(service, member, leave)).status).toBe(202);
    const { rows } = await service.context.pool.query('select * from membership_changes');
    expect(JSON.stringify(rows)).not.toContain('canary');

    await finish();

    expect(service.stripe.get('subscription', member.membershipId)?.cancellation_details).toMatchObject({
      feedback: 'unused',
      comment: null,
    });
    expect(await inBooks(service, member)).toMatchObject({ status: 'ending' });
  });

  it('another change meanwhile has to wait', async () => {
    proxy.next('none', 'reset-before', 'reset-before');
    await ask(service, member, AMOUNT);

    const other = await ask(service, member, { body: { amount: 900 } });

    expect(other.status).toBe(409);
    expect(other.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await other.json()).toMatchObject({ type: '/problems/request-in-flight' });
  });

  it.each<[string, Fault, number]>([
    ['not done: it is given up', 'reset-before', 500],
    ['done all the same: it is done', 'reset-after', 700],
  ])('after a day it is only looked; %s', async (_what, fault, amount) => {
    service.stripe.delivery.setFaults({ hold: true });
    proxy.next('none', fault, fault);
    await ask(service, member, AMOUNT);

    await finish(DAY);

    expect(await waiting()).toEqual([]);
    expect(await inBooks(service, member)).toMatchObject({ amount });
    await expectToAgree(service, member);
    clock.advance(SECOND);
    const said = service.logs.slice(before.logs).join('\n');
    expect(said.includes('change of a membership refused')).toBe(amount === 500);
    expect(await changed(service, await signedIn(service, member), { body: { amount: 900 } })).toMatchObject({
      amount: 900,
    });
  });

  it('after a day a cancellation is asked for all the same: silence must not charge anybody again', async () => {
    proxy.next('none', 'reset-before', 'reset-before');
    await ask(service, member, { verb: 'cancel', body: {} });

    await finish(DAY);

    expect(await waiting()).toEqual([]);
    expect(await inBooks(service, member)).toMatchObject({ status: 'ending' });
    await expectToAgree(service, member);
  });

  it('what Stripe refuses is said, and the books learn why', async () => {
    service.stripe.delivery.setFaults({ hold: true });
    service.stripe.cancel(member.membershipId, 'now');

    expect(await refusal(service, member, AMOUNT)).toBe('409 change-refused');

    expect(await inBooks(service, member)).toMatchObject({ status: 'ended' });
    expect(await refusal(service, member, AMOUNT)).toBe('409 change-refused');
  });
});

describe('whoever makes a change dies', () => {
  const order = () => ({
    ...member,
    change: { kind: 'amount', amount: minor(700) } as const,
    requestKey: 'the-one',
  });

  it('before Stripe is asked: the job makes it; and who comes back late does nothing', async () => {
    let release = () => {};
    service.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
    const stuck = changeMembership(service.context, order());
    await expect.poll(waiting).toHaveLength(1);
    service.stripe.holdRequests(null);

    await finish();
    expect(await waiting()).toEqual([]);
    release();

    expect(await stuck).toEqual({ state: 'done' });
    expect(timesDone()).toBe(1);
    await expectToAgree(service, member);
  });

  it('before what Stripe answered is settled: the job finds it done', async () => {
    service.stripe.delivery.setFaults({ hold: true });
    const dying = {
      ...service.context,
      heed: () => Promise.reject(new Error('killed')),
    };
    await expect(changeMembership(dying, order())).rejects.toThrow('killed');
    expect(await inBooks(service, member)).toMatchObject({ amount: 500 });

    await finish();

    expect(await waiting()).toEqual([]);
    expect(timesDone()).toBe(1);
    await expectToAgree(service, member);
  });
});

describe('the same again', () => {
  it('twenty times at once: one change at Stripe, and all hear of it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(service, member, AMOUNT)));

    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual(
      [],
    );
    expect(timesDone()).toBe(1);
    expect((await ask(service, member, AMOUNT)).status).toBe(200);
    expect(timesDone()).toBe(1);
  });

  it('under the same key, with something else: 422; another member’s key is another key', async () => {
    await changed(service, member, AMOUNT);
    expect(await refusal(service, member, { ...AMOUNT, body: { amount: 900 } })).toBe(
      '422 idempotency-key-reused',
    );

    const other = await memberWith(service);
    clock.advance(SECOND);
    expect(await changed(service, other, AMOUNT)).toMatchObject({ amount: 700 });
  });

  it('while another change is under way: 409, and then it can be made', async () => {
    let release = () => {};
    service.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
    const first = ask(service, member, AMOUNT);
    await expect.poll(waiting).toHaveLength(1);
    const second = { verb: 'pause', body: { months: 1 } };

    expect(await refusal(service, member, second)).toBe('409 request-in-flight');
    release();
    expect((await first).status).toBe(200);
    clock.advance(SECOND);
    expect(await changed(service, member, second)).toMatchObject({ amount: 700, status: 'paused' });
  });
});

describe('the event of a change', () => {
  const page = async () => {
    const { cookie } = member;
    const response = await fetch(`${service.url}/account?lang=en`, { headers: { cookie } });
    return text(await response.text());
  };
  const CHANGES: [string, Asked, string][] = [
    ['amount', AMOUNT, 'The next charge is $7 on'],
    ['pause', { verb: 'pause', body: { months: 1 } }, 'Paused until'],
    ['cancel', { verb: 'cancel', body: {} }, 'Nothing more is charged.'],
  ];

  it.each(CHANGES)(
    'of %s comes before the answer: the page says what it said',
    async (_kind, asked, said) => {
      proxy.next('none', 'reset-after', 'reset-after');
      expect((await ask(service, member, asked)).status).toBe(202);
      await service.settled();
      expect(await page()).toMatch(/ on its way\./);
      expect(await page()).toContain(said);
      await expectToAgree(service, member);

      await finish();

      expect(await page()).toContain(said);
      expect(await page()).not.toMatch(/ on its way\./);
      await expectToAgree(service, member);
    },
  );

  it.each(
    CHANGES.flatMap(([kind, asked, said]) =>
      [0, HOUR].map((late): [string, number, Asked, string] => [kind, late, asked, said]),
    ),
  )(
    'of %s comes twice, %i ms after the answer: the page said so already',
    async (_kind, late, asked, said) => {
      service.stripe.delivery.setFaults({ hold: true });
      await changed(service, member, asked);
      expect(await page()).toContain(said);

      clock.advance(late);
      service.stripe.delivery.setFaults({ duplicate: true, shuffle: true });
      await service.settled();

      expect(await page()).toContain(said);
      await expectToAgree(service, member);
    },
  );

  it('comes twice, and an hour late: the page says all along what Stripe holds', async () => {
    service.stripe.delivery.setFaults({ hold: true, duplicate: true });
    await changed(service, member, AMOUNT);
    clock.advance(SECOND);
    await changed(service, member, { body: { frequency: 'annual', amount: 8000 } });
    await expectToAgree(service, member);

    clock.advance(HOUR);
    service.stripe.delivery.setFaults({ duplicate: true, shuffle: true });
    await service.settled();

    expect(await inBooks(service, member)).toMatchObject({ amount: 700, next: { amount: 8000 } });
    await expectToAgree(service, member);
  });
});
