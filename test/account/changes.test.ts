import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findOwed } from '../../src/ledger/find-owed.ts';
import { plus, SECOND, systemClock } from '../../src/platform/time.ts';
import { createMovableClock } from '../../src/sandbox/stripe/movable-clock.ts';
import { type Service, startService } from '../support/service.ts';
import {
  ask,
  billed,
  changed,
  expectToAgree,
  inBooks,
  type Member,
  memberWith,
  refusal,
} from './changing.ts';

/** Runs, so that what is done one second after the other has an order, as at Stripe. */
const clock = createMovableClock(systemClock);
const advance = () => clock.moveTo(plus(clock.now(), SECOND));

let service: Service;
beforeAll(async () => {
  clock.moveTo(new Date('2026-11-23T10:00:00Z'));
  service = await startService({ clock });
});
afterAll(() => service.stop());
beforeEach(advance);

/** Some time later. */
async function then(member: Member, asked: Parameters<typeof ask>[2]) {
  advance();
  const document = await changed(service, member, asked);
  await service.settled();
  await expectToAgree(service, member);
  return document;
}

async function renew({ membershipId }: Member) {
  advance();
  service.stripe.renew(membershipId);
  await service.settled();
}

describe('another amount', () => {
  it.each([
    ['usd', 500, 700],
    ['jpy', 500, 1200],
    ['kwd', 2000, 2550],
  ])('counts from the next charge on, in %s', async (currency, amount, wanted) => {
    const member = await memberWith(service, { currency, amount });

    const answer = await then(member, { body: { amount: wanted } });

    expect(answer).toMatchObject({ id: member.membershipId, amount: wanted, currency, status: 'active' });
    expect(billed(service, member)).toEqual([`${amount} paid`]);
    await renew(member);
    expect(billed(service, member)).toEqual([`${amount} paid`, `${wanted} paid`]);
    await expectToAgree(service, member);
  });

  it('counts from the first charge after a pause, which goes on', async () => {
    const member = await memberWith(service);
    const { pausedUntil } = Object(await then(member, { verb: 'pause', body: { months: 1 } }));

    expect(await then(member, { body: { amount: 900 } })).toMatchObject({
      amount: 900,
      status: 'paused',
      pausedUntil,
    });
    await renew(member);
    await then(member, { verb: 'resume' });
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '900 void', '900 paid']);
  });

  it('leaves what is owed as it was', async () => {
    const member = await memberWith(service);
    advance();
    service.stripe.renew(member.membershipId, 'declined');
    await service.settled();

    expect(await then(member, { body: { amount: 900 } })).toMatchObject({ amount: 900, status: 'past-due' });
    expect(billed(service, member)).toEqual(['500 paid', '500 open']);
    expect(await findOwed(service.context.database, [member.membershipId])).toMatchObject([{ amount: 500n }]);
  });

  it('has to be one that can be given', async () => {
    const usd = await memberWith(service);
    const kwd = await memberWith(service, { currency: 'kwd', amount: 2000 });

    expect(await refusal(service, usd, { body: { amount: 199 } })).toBe(
      '422 invalid-request /amount amount-below-minimum',
    );
    expect(await refusal(service, usd, { body: { amount: 1_000_000_000 } })).toBe(
      '422 invalid-request /amount amount-above-maximum',
    );
    expect(await refusal(service, kwd, { body: { amount: 2005 } })).toBe(
      '422 invalid-request /amount amount-not-payable',
    );
    expect(await refusal(service, usd, { body: { amount: 500 } })).toBe(
      '422 invalid-request nothing-changes',
    );
    expect(await refusal(service, usd, { body: {} })).toBe('422 invalid-request nothing-changes');
    expect(billed(service, usd)).toEqual(['500 paid']);
  });
});

describe('another frequency', () => {
  it('monthly to annual: nothing is billed now, and at the end of what is paid one invoice of the new sum', async () => {
    const member = await memberWith(service);
    const { currentPeriodEnd } = await inBooks(service, member);

    const answer = await then(member, { body: { frequency: 'annual' } });

    expect(answer).toMatchObject({
      frequency: 'monthly',
      amount: 500,
      next: { frequency: 'annual', amount: 6000, at: currentPeriodEnd },
    });
    expect(billed(service, member)).toEqual(['500 paid']);
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '6000 paid']);
    expect(await inBooks(service, member)).toMatchObject({ frequency: 'annual', amount: 6000, next: null });
    await expectToAgree(service, member);
  });

  it('annual to monthly, with an amount; and the schedule lets go after its phase', async () => {
    const member = await memberWith(service, { frequency: 'annual', amount: 6000 });

    await then(member, { body: { frequency: 'monthly', amount: 700 } });
    await renew(member);
    await renew(member);

    expect(billed(service, member)).toEqual(['6000 paid', '700 paid', '700 paid']);
    expect(service.stripe.get('subscription', member.membershipId)?.schedule).toBeNull();
    await expectToAgree(service, member);
  });

  it('is told once, though that an earlier plan was let go is heard of late', async () => {
    const member = await memberWith(service);
    await then(member, { body: { frequency: 'annual' } });
    await then(member, { body: { frequency: 'monthly' } });
    await service.context.pool.query(
      'update membership_schedules set is_open = true where membership_id = $1',
      [member.membershipId],
    );
    advance();
    await changed(service, member, { body: { frequency: 'annual', amount: 4800 } });
    await service.settled();

    const response = await fetch(`${service.url}/v1/me`, { headers: { cookie: member.cookie } });
    const next = { frequency: 'annual', amount: 4800 };
    expect(await response.json()).toMatchObject({ memberships: [{ id: member.membershipId, next }] });
    await renew(member);
    await service.context.pool.query(
      'update membership_schedules set is_open = true where membership_id = $1',
      [member.membershipId],
    );
    // What the plan came to stands in the membership already.
    expect(await inBooks(service, member)).toMatchObject({ frequency: 'annual', amount: 4800, next: null });
  });

  it('is taken back by the present one, and replaced by another sum', async () => {
    const member = await memberWith(service);
    await then(member, { body: { frequency: 'annual', amount: 5000 } });

    expect(await refusal(service, member, { body: { frequency: 'annual', amount: 5000 } })).toBe(
      '422 invalid-request nothing-changes',
    );
    expect(await then(member, { body: { frequency: 'annual', amount: 4800 } })).toMatchObject({
      next: { amount: 4800 },
    });
    expect(await then(member, { body: { frequency: 'monthly' } })).toMatchObject({ amount: 500, next: null });
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '500 paid']);
  });

  it.each([
    ['amount', { body: { amount: 900 } }, { amount: 900 }],
    ['pause', { verb: 'pause', body: { months: 1 } }, { status: 'paused' }],
    ['cancel', { verb: 'cancel', body: {} }, { status: 'ending' }],
  ])('gives way to %s', async (_kind, asked, expected) => {
    const member = await memberWith(service);
    await then(member, { body: { frequency: 'annual' } });

    const answer = await then(member, asked);

    expect(answer).toMatchObject({ ...expected, frequency: 'monthly', next: null });
  });
});

describe('a pause', () => {
  it('leaves out as many charges as it has months, and ends a day before the next', async () => {
    const member = await memberWith(service);
    const { currentPeriodEnd } = await inBooks(service, member);
    expect(currentPeriodEnd).toMatch(/^2026-12-23/);

    const answer = await then(member, { verb: 'pause', body: { months: 2 } });

    expect(answer).toMatchObject({ status: 'paused', currentPeriodEnd });
    expect(answer).toHaveProperty('pausedUntil', expect.stringMatching(/^2027-02-22/));
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '500 void']);
    expect(await refusal(service, member, { verb: 'pause', body: { months: 1 } })).toBe(
      '409 change-not-possible membership-paused',
    );

    expect(await then(member, { verb: 'resume' })).toMatchObject({ status: 'active', pausedUntil: null });
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '500 void', '500 paid']);
  });

  it('is for those who give monthly, are not behind, and are not about to leave', async () => {
    const annual = await memberWith(service, { frequency: 'annual', amount: 6000 });
    const behind = await memberWith(service);
    const leaving = await memberWith(service);
    advance();
    service.stripe.renew(behind.membershipId, 'declined');
    await service.settled();
    await then(leaving, { verb: 'cancel', body: {} });
    const pause = { verb: 'pause', body: { months: 1 } };

    expect(await refusal(service, annual, pause)).toBe('409 change-not-possible monthly-only');
    expect(await refusal(service, behind, pause)).toBe('409 change-not-possible payment-due');
    expect(await refusal(service, leaving, pause)).toBe('409 change-not-possible membership-ending');
    expect(await refusal(service, annual, { verb: 'resume' })).toBe(
      '409 change-not-possible membership-not-paused',
    );
    expect(await refusal(service, annual, { verb: 'pause', body: { months: 4 } })).toMatch(
      /^422 invalid-request \/months/,
    );
  });
});

describe('a cancellation', () => {
  const COMMENT = 'canary words of a reader';

  it('ends the membership with what is paid; the reason goes to Stripe, and the comment is not kept here', async () => {
    const member = await memberWith(service);
    const { currentPeriodEnd } = await inBooks(service, member);

    const answer = await then(member, {
      verb: 'cancel',
      body: { reason: 'too_expensive', comment: COMMENT },
    });

    expect(answer).toMatchObject({ status: 'ending', endsAt: currentPeriodEnd, currentPeriodEnd });
    expect(service.stripe.get('subscription', member.membershipId)?.cancellation_details).toMatchObject({
      feedback: 'too_expensive',
      comment: COMMENT,
    });
    const { rows } = await service.context.pool.query(
      'select details, requested_at, settled_at, state from membership_changes where membership_id = $1',
      [member.membershipId],
    );
    expect(rows).toMatchObject([{ state: 'done', details: null }]);
    const inbox = await service.context.pool.query('select reading from inbox');
    expect(JSON.stringify(inbox.rows)).not.toContain(COMMENT);
    expect(service.logs.join()).not.toContain(COMMENT);
  });

  it('is taken back until it has ended', async () => {
    const member = await memberWith(service);
    expect(await refusal(service, member, { verb: 'keep' })).toBe(
      '409 change-not-possible membership-not-ending',
    );
    await then(member, { verb: 'cancel', body: {} });
    expect(await refusal(service, member, { verb: 'cancel', body: {} })).toBe(
      '409 change-not-possible membership-ending',
    );
    expect(await refusal(service, member, { body: { amount: 700 } })).toBe(
      '409 change-not-possible membership-ending',
    );

    expect(await then(member, { verb: 'keep' })).toMatchObject({ status: 'active', endsAt: null });
    await renew(member);
    expect(billed(service, member)).toEqual(['500 paid', '500 paid']);
  });

  it('is what the answer says, and what can be taken back, also within a second of something else', async () => {
    const member = await memberWith(service);
    const paused = await changed(service, member, { verb: 'pause', body: { months: 1 } });
    const resumed = await changed(service, member, { verb: 'resume' });
    const cancelled = await changed(service, member, { verb: 'cancel', body: {} });
    const kept = await changed(service, member, { verb: 'keep' });

    expect([paused, resumed, cancelled, kept]).toMatchObject([
      { status: 'paused' },
      { status: 'active', pausedUntil: null },
      { status: 'ending' },
      { status: 'active', endsAt: null },
    ]);
    await service.settled();
    await expectToAgree(service, member);
  });

  it('while a payment is owed ends it at once, and what is owed is not asked for any more', async () => {
    const member = await memberWith(service);
    advance();
    service.stripe.renew(member.membershipId, 'declined');
    await service.settled();
    advance();
    const leave = { verb: 'cancel', body: { reason: 'too_expensive' }, key: 'leaving' };

    expect(await changed(service, member, leave)).toMatchObject({ status: 'ended' });
    expect(await findOwed(service.context.database, [member.membershipId])).toEqual([]);
    await service.settled();

    expect(await inBooks(service, member)).toMatchObject({ status: 'ended' });
    expect(billed(service, member)).toEqual(['500 paid', '500 void']);
    expect(service.stripe.get('subscription', member.membershipId)).toMatchObject({
      status: 'canceled',
      cancellation_details: { feedback: 'too_expensive', reason: 'cancellation_requested' },
    });
    expect(await ask(service, member, leave)).toMatchObject({ status: 200 });
  });

  it('that was asked for before is not waited for once a payment is owed', async () => {
    const member = await memberWith(service);
    advance();
    service.stripe.renew(member.membershipId, 'declined');
    advance();
    service.stripe.cancel(member.membershipId, 'at-period-end');
    await service.settled();

    expect(await then(member, { verb: 'cancel', body: {} })).toMatchObject({ status: 'ended' });
    expect(billed(service, member)).toEqual(['500 paid', '500 void']);
  });

  it('is final once it has ended', async () => {
    const member = await memberWith(service);
    advance();
    service.stripe.cancel(member.membershipId, 'now');
    await service.settled();

    for (const asked of [
      { verb: 'keep' },
      { verb: 'resume' },
      { body: { amount: 700 } },
      { verb: 'cancel', body: {} },
    ]) {
      expect(await refusal(service, member, asked)).toBe('409 change-not-possible membership-ended');
    }
  });
});

it('each call has a key of the change, of its attempt and of its step', async () => {
  const member = await memberWith(service);
  await then(member, { body: { frequency: 'annual' } });
  await then(member, { body: { amount: 900 } });

  const { rows } = await service.context.pool.query<{ id: string }>(
    'select id from membership_changes where membership_id = $1 order by requested_at',
    [member.membershipId],
  );
  const [first, second] = rows.map(({ id }) => id);
  expect(service.stripe.list('replay').map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      `${first}-1-schedule`,
      `${first}-1-phases`,
      `${second}-1-release`,
      `${second}-1-update`,
    ]),
  );
});

it('what is sent along is what can be said there, or nothing at all', async () => {
  const member = await memberWith(service);
  const send = (verb: string, body?: string, type?: string) =>
    fetch(`${service.url}/v1/me/memberships/${member.membershipId}/${verb}`, {
      method: 'POST',
      headers: { cookie: member.cookie, ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
  const json = 'application/json';

  for (const verb of ['cancel', 'keep', 'resume']) {
    expect((await send(verb, '{"amount":1}', json)).status, verb).toBe(422);
    expect((await send(verb, '{"', json)).status, verb).toBe(400);
    expect((await send(verb, '{}', 'text/plain')).status, verb).toBe(415);
    expect((await send(verb, '{}')).status, verb).toBe(415);
    expect((await send(verb, JSON.stringify({ comment: 'x'.repeat(17_000) }), json)).status, verb).toBe(413);
  }
  expect((await send('pause')).status).toBe(415);
  expect(await refusal(service, member, { verb: 'pause', body: { months: 4 } })).toBe(
    '422 invalid-request /months months-invalid',
  );
  expect((await send('cancel')).status).toBe(200);
  expect((await send('keep', '', json)).status).toBe(200);
});

describe('who may', () => {
  it('another member, and nobody, find nothing', async () => {
    const member = await memberWith(service);
    const other = await memberWith(service);
    const stranger = { ...member, cookie: other.cookie };
    for (const asked of [
      { body: { amount: 700 } },
      { verb: 'pause', body: { months: 1 } },
      { verb: 'resume' },
      { verb: 'cancel', body: {} },
      { verb: 'keep' },
    ]) {
      const theirs = await ask(service, stranger, asked);
      const nobodys = await ask(service, { ...member, membershipId: 'sub_unknown' }, asked);
      expect([theirs.status, nobodys.status]).toEqual([404, 404]);
      expect(Object.keys(Object(await theirs.json()))).toEqual(Object.keys(Object(await nobodys.json())));
      expect((await ask(service, { ...member, cookie: '' }, asked)).status).toBe(401);
    }
    expect(await inBooks(service, member)).toMatchObject({ amount: 500, status: 'active' });
  });
});
