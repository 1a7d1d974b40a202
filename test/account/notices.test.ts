import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeMembership } from '../../src/account/changes/change-membership.ts';
import { tellMembers } from '../../src/account/notices/tell-members.ts';
import { openAddressLink } from '../../src/members/address-link.ts';
import { DAY, HOUR, MINUTE, plus, toUnixSeconds } from '../../src/platform/time.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { backfill } from '../../src/webhooks/backfill.ts';
import { send } from '../reminders/remind.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliverAll, eventsOf } from '../support/events.ts';
import { type Gift, give, startCheckout } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

const ADDRESS = 'member@mail.example';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock('2026-11-23T12:00:00Z');
  service = await startService({ clock });
});
afterEach(() => service.stop());

/** @returns Stripe's id of what recurs, if anything does */
async function gives(frequency: 'once' | 'monthly' | 'annual', gift: Gift = {}): Promise<string> {
  await give(service, { email: ADDRESS, amount: 2500, frequency, ...gift });
  // What Stripe says within one second could be in either order.
  clock.advance(MINUTE);
  return service.stripe.list('subscription').at(-1)?.id ?? '';
}

/** It is written down that they are to be told, and before a mail goes out a minute passes. */
async function planned(): Promise<void> {
  await service.settled();
  await tellMembers(service.context);
  clock.advance(MINUTE);
}

/** As one reads it, wherever lines end. */
const textOf = (mail: CaughtMail | undefined) => mail?.text.replaceAll(/\s+/g, ' ') ?? '';

/** A minute later, and another: what there was to be told, is told. */
async function told(): Promise<CaughtMail[]> {
  await service.settled();
  await tellMembers(service.context);
  const mails = await send(service);
  await tellMembers(service.context);
  return [...mails, ...(await send(service))];
}

const stripe = () => service.context.stripe.subscriptions;
const endOf = (id: string) =>
  new Date((service.stripe.get('subscription', id)?.items.data[0]?.current_period_end ?? 0) * 1000);
const cancel = (id: string) => stripe().update(id, { cancel_at_period_end: true });
const keep = (id: string) => stripe().update(id, { cancel_at_period_end: false });

/** As the account does it: until the day before the charge that is to be taken again. */
const pauseUntil = (id: string, instant: Date) =>
  stripe().update(id, { pause_collection: { behavior: 'void', resumes_at: toUnixSeconds(instant) } });

describe('two weeks before an annual charge', () => {
  it('one mail says when, without saying what, in the language in which it was given', async () => {
    const id = await gives('annual', { locale: 'ru' });
    clock.moveTo(plus(endOf(id), -14 * DAY - HOUR));
    expect(await told()).toEqual([]);

    clock.advance(2 * HOUR);
    const mails = await told();

    expect(mails).toMatchObject([{ to: [ADDRESS], subject: 'Дата, о которой стоит знать' }]);
    expect(textOf(mails[0])).toContain('Через 14 дней, 23 ноября 2027 года');
    expect(textOf(mails[0])).toContain(`${service.url}/account?lang=ru`);
    expect(mails[0]?.headers.has('list-unsubscribe')).toBe(false);
    clock.advance(5 * DAY);
    expect(await told()).toEqual([]);
  });

  it('its last link carries the address, for whoever wants to be erased', async () => {
    const id = await gives('annual');
    clock.moveTo(plus(endOf(id), -10 * DAY));

    const [mail] = await told();

    const token = /\/erase\?token=([A-Za-z0-9_-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(openAddressLink(service.context, token)).toBe(ADDRESS);
  });

  it.each([
    ['three days before, it is too late', 'annual', 3 * DAY - HOUR],
    ['monthly charges are not announced', 'monthly', 10 * DAY],
  ] as const)('%s', async (_what, frequency, before) => {
    const id = await gives(frequency);
    clock.moveTo(plus(endOf(id), -before));

    expect(await told()).toEqual([]);
  });

  it('whoever has cancelled is not told, nor who cancels while it is on its way', async () => {
    const id = await gives('annual');
    clock.moveTo(plus(endOf(id), -10 * DAY));
    await planned();
    await cancel(id);

    expect(await told()).toMatchObject([{ subject: 'As you asked' }]);
  });
});

describe('a pause', () => {
  it('is confirmed; a week before the next charge there is a word; the day is that of the charge', async () => {
    const id = await gives('monthly');
    await pauseUntil(id, new Date('2027-02-22T12:00:00Z'));

    const confirmed = await told();
    expect(confirmed).toMatchObject([{ subject: 'As you asked' }]);
    expect(textOf(confirmed[0])).toContain('23 February 2027');
    clock.moveTo(new Date('2027-02-16T11:00:00Z'));
    expect(await told()).toEqual([]);
    clock.moveTo(new Date('2027-02-16T13:00:00Z'));

    const soon = await told();

    expect(soon).toMatchObject([{ subject: 'A date to know about' }]);
    expect(textOf(soon[0])).toContain('in 7 days, on 23 February 2027');
    clock.advance(DAY);
    expect(await told()).toEqual([]);
  });

  it('that is taken back before the mail goes out is not spoken of', async () => {
    const id = await gives('monthly');
    await pauseUntil(id, new Date('2027-01-22T12:00:00Z'));
    await planned();
    await stripe().update(id, { pause_collection: '' });

    expect(await told()).toEqual([]);
  });

  it('that was ended by hand is not said to end', async () => {
    const id = await gives('monthly');
    await pauseUntil(id, new Date('2027-01-22T12:00:00Z'));
    expect(await told()).toHaveLength(1);
    clock.moveTo(new Date('2027-01-15T13:00:00Z'));
    await planned();
    await stripe().update(id, { pause_collection: '' });

    expect(await told()).toEqual([]);
  });
});

describe('a cancellation', () => {
  it('is confirmed with the day and the way back, and its end is told in other words', async () => {
    const id = await gives('monthly');
    await cancel(id);

    const [confirmed, ...others] = await told();

    expect(others).toEqual([]);
    expect(confirmed).toMatchObject({ subject: 'As you asked' });
    expect(textOf(confirmed)).toContain('ends on 23 December 2026');
    expect(textOf(confirmed)).toContain(`${service.url}/account`);
    clock.moveTo(plus(endOf(id), HOUR));
    service.stripe.cancel(id, 'now');
    const ends = await told();
    expect(ends).toMatchObject([{ subject: 'A short notice' }]);
    expect(textOf(ends[0])).toContain('has ended, as you asked');
  });

  it('that is taken back before the mail goes out is not spoken of', async () => {
    const id = await gives('monthly');
    await cancel(id);
    await planned();
    await keep(id);

    expect(await told()).toEqual([]);
  });

  it('that is taken back and asked for again is confirmed again, though the day is the same; and once', async () => {
    const membershipId = await gives('monthly');
    const [{ member_id: memberId = '' } = {}] = (
      await service.context.pool.query<{ member_id: string }>('select member_id from memberships')
    ).rows;
    const ask = async (kind: 'cancel' | 'keep') => {
      await changeMembership(service.context, { memberId, membershipId, change: { kind }, requestKey: null });
      clock.advance(MINUTE);
    };
    await ask('cancel');
    expect(await told()).toMatchObject([{ subject: 'As you asked' }]);
    await ask('keep');
    await ask('cancel');

    expect(await told()).toMatchObject([{ subject: 'As you asked' }]);
    await deliverAll(service, eventsOf(service).toReversed());
    expect(await told()).toEqual([]);
    await ask('keep');
    await ask('cancel');
    await planned();
    await ask('keep');
    expect(await told()).toEqual([]);
  });

  it('at once is told as an end alone', async () => {
    const id = await gives('monthly');
    service.stripe.cancel(id, 'now');

    expect(await told()).toMatchObject([{ subject: 'A short notice' }]);
  });
});

it('a membership whose renewal fails for good has ended for another reason', async () => {
  const id = await gives('monthly');
  for (const day of [31, 34, 39, 46]) {
    clock.moveTo(plus(new Date('2026-11-23T12:00:00Z'), day * DAY));
    if (day === 31) service.stripe.renew(id, 'declined');
    else service.stripe.tick();
    const open = service.stripe.list('invoice').find(({ status }) => status === 'open');
    if (open && day > 31) service.stripe.payInvoice(open.id, { outcome: 'declined' });
  }

  const ends = (await told()).filter(({ subject }) => subject === 'A short notice');

  expect(ends).toHaveLength(1);
  expect(textOf(ends[0])).toContain('could not be renewed');
});

it('a first payment that never came was no membership, and its end is not told', async () => {
  const { sessionId } = await startCheckout(service, { frequency: 'monthly', amount: 500, currency: 'usd' });
  service.stripe.pay(sessionId, { email: ADDRESS, method: 'delayed-failure' });
  const waiting = service.stripe.list('payment_intent').at(-1);
  service.stripe.settle(waiting?.id ?? '', 'fail');
  await service.settled();
  for (const { id, ended_at } of service.stripe.list('subscription'))
    if (ended_at === null) service.stripe.cancel(id, 'now');

  expect(await told()).toEqual([]);
});

describe('thanks', () => {
  it('for whoever ticked the box: one mail, also of a membership that is paid again', async () => {
    const id = await gives('monthly', { thanks: true });

    const mails = await told();

    expect(mails).toMatchObject([{ to: [ADDRESS], subject: 'Thank you' }]);
    clock.moveTo(plus(endOf(id), HOUR));
    service.stripe.renew(id, 'card');
    expect(await told()).toEqual([]);
  });

  it('for nobody else, and not before it is paid', async () => {
    await gives('once');
    await startCheckout(service, { frequency: 'once', amount: 900, currency: 'usd', thanks: true });

    expect(await told()).toEqual([]);
  });

  it('the box of the appeal does it, too; under another choice it is another request', async () => {
    const form = { frequency: 'once', amount_once: '1000', currency: 'usd', idempotencyKey: 'a'.repeat(32) };
    const ask = (fields: Record<string, string>) =>
      fetch(`${service.url}/contribute`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: service.url },
        body: new URLSearchParams({ ...form, ...fields }),
      });
    const without = (await ask({})).headers.get('location');
    const location = (await ask({ thanks: 'yes' })).headers.get('location') ?? '';
    expect(location).not.toBe(without);
    service.stripe.pay(location.split('/').at(-1) ?? '', { email: ADDRESS, method: 'card' });

    expect(await told()).toMatchObject([{ subject: 'Thank you' }]);
  });

  it('under one key with and without it is refused', async () => {
    const body = { frequency: 'once', amount: 900, currency: 'usd' } as const;
    const headers = { 'idempotency-key': 'b'.repeat(32) };
    await startCheckout(service, body, headers);
    const again = await fetch(`${service.url}/v1/checkouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...body, thanks: true }),
    });

    expect(again.status).toBe(422);
  });
});

describe('however it is heard', () => {
  it('twice, in any order and an hour late: one mail each', async () => {
    const { delivery } = service.stripe;
    delivery.setFaults({ hold: true, duplicate: true, shuffle: true });
    await cancel(await gives('monthly', { thanks: true }));
    clock.advance(HOUR);
    await delivery.flush();
    expect((await told()).map(({ subject }) => subject).sort()).toEqual(['As you asked', 'Thank you']);
    for (const { id } of service.stripe.list('event')) service.stripe.redeliver(id);
    await delivery.flush();

    expect(await told()).toEqual([]);
  });

  it.each([
    ['all events come four days late', async () => service.stripe.delivery.flush()],
    [
      'a backfill brings it four days late',
      async () => {
        const since = plus(clock.now(), -5 * DAY);
        await backfill(service.context, { since, apply: true, requestsPerSecond: 1_000 });
      },
    ],
  ])('%s: no mail', async (_what, bring) => {
    service.stripe.delivery.setFaults({ hold: true });
    const paused = await gives('monthly', { thanks: true });
    await pauseUntil(paused, new Date('2027-02-22T12:00:00Z'));
    await cancel(await gives('monthly', { email: 'other@mail.example' }));
    service.stripe.cancel(await gives('monthly', { email: 'third@mail.example' }), 'now');
    clock.advance(4 * DAY);
    await bring();

    const { rows } = await service.context.pool.query('select status from memberships order by status');
    expect(rows).toEqual([{ status: 'active' }, { status: 'ended' }, { status: 'paused' }]);
    expect(await told()).toEqual([]);
  });
});
