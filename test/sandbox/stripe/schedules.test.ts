import type Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/stripe/sandbox.ts';
import { monthlyParams, type Running, start } from './harness.ts';

let running: Running;
afterEach(() => running.stop());

/** A monthly gift of today under a schedule. */
async function scheduled(renewals: SandboxOptions['renewals'] = 'automatic') {
  running = await start({ renewals });
  const { id } = await running.stripe.checkout.sessions.create(monthlyParams());
  const paid = running.sandbox.pay(id, { email: 'reader@example.org', method: 'card' });
  const subscription = String(paid.subscription);
  const schedule = await running.stripe.subscriptionSchedules.create({ from_subscription: subscription });
  return { subscription, schedule };
}

/** The phases that turn it into something else at the end of what is paid. */
function phases(
  { phases: [now] }: Stripe.SubscriptionSchedule,
  interval: 'month' | 'year',
  amount: number,
): Stripe.SubscriptionScheduleUpdateParams.Phase[] {
  const price = String(now?.items[0]?.price);
  const product = running.sandbox.get('price', price)?.product ?? '';
  return [
    {
      items: [{ price, quantity: 1 }],
      start_date: now?.start_date ?? 0,
      end_date: now?.end_date ?? 0,
      proration_behavior: 'none',
    },
    {
      items: [{ price_data: { currency: 'usd', product, recurring: { interval }, unit_amount: amount } }],
      proration_behavior: 'none',
    },
  ];
}

const day = (seconds: number | null | undefined) =>
  new Date((seconds ?? 0) * 1_000).toISOString().slice(0, 10);

function typesAfter(count: number): string[] {
  return running.sandbox
    .list('event')
    .slice(count)
    .map(({ type }) => type);
}
const eventCount = () => running.sandbox.list('event').length;

function standing(id: string) {
  const subscription = running.sandbox.get('subscription', id);
  const item = subscription?.items.data[0];
  return {
    schedule: subscription?.schedule,
    amount: item?.price.unit_amount,
    interval: item?.price.recurring?.interval,
    ends: day(item?.current_period_end),
  };
}

function invoices() {
  return running.sandbox.list('invoice').map(({ created, amount_paid }) => [day(created), amount_paid]);
}

describe('a schedule made from a subscription', () => {
  it('is one phase, which is what is paid, and both know each other', async () => {
    const { subscription, schedule } = await scheduled();
    expect(schedule).toMatchObject({ status: 'active', end_behavior: 'release', subscription });
    expect(schedule.phases.map((phase) => [day(phase.start_date), day(phase.end_date)])).toEqual([
      ['2026-11-23', '2026-12-23'],
    ]);
    expect(standing(subscription).schedule).toBe(schedule.id);
    expect(typesAfter(0).slice(-2)).toEqual([
      'subscription_schedule.created',
      'customer.subscription.updated',
    ]);
    const { data } = await running.stripe.subscriptionSchedules.list({ customer: String(schedule.customer) });
    expect(data.map(({ id }) => id)).toEqual([schedule.id]);
  });

  it('is the only one, and says alone when the subscription ends', async () => {
    const { subscription, schedule } = await scheduled();
    const { subscriptionSchedules, subscriptions } = running.stripe;
    await expect(subscriptionSchedules.create({ from_subscription: subscription })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('already attached'),
    });
    await expect(subscriptions.update(subscription, { cancel_at_period_end: true })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(`managed by the subscription schedule \`${schedule.id}\``),
    });
    await subscriptions.update(subscription, { metadata: { still: 'possible' } });
  });
});

describe('the phases', () => {
  it('join, and the present one has begun when it has begun', async () => {
    const { schedule } = await scheduled();
    const { subscriptionSchedules } = running.stripe;
    const [now, next] = phases(schedule, 'year', 6_000);
    if (!now || !next) throw new Error('no phases');
    const refused = [
      [{ ...now, start_date: Number(now.start_date) + 1 }, next],
      [now, { ...next, start_date: Number(now.end_date) + 60 }],
      [{ ...now, end_date: Number(now.start_date) }, next],
      [{ items: now.items }, next],
    ];
    for (const asked of refused) {
      const update = subscriptionSchedules.update(schedule.id, { phases: asked });
      await expect(update).rejects.toMatchObject({ statusCode: 400 });
    }
    expect(running.sandbox.get('subscription_schedule', schedule.id)?.phases).toHaveLength(1);
  });

  it('show their prices where that is asked for', async () => {
    const { schedule } = await scheduled();
    const updated = await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: phases(schedule, 'year', 6_000),
      expand: ['phases.items.price'],
    });
    expect(updated.phases.map(({ items }) => items[0]?.price)).toEqual([
      expect.objectContaining({ unit_amount: 500 }),
      expect.objectContaining({
        unit_amount: 6_000,
        recurring: expect.objectContaining({ interval: 'year' }),
      }),
    ]);
  });
});

describe('at the end of the phase', () => {
  it('another interval starts a period of its own, billed then and not before', async () => {
    const { subscription, schedule } = await scheduled();
    await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: phases(schedule, 'year', 6_000),
      end_behavior: 'release',
      proration_behavior: 'none',
    });
    running.sandbox.advance({ days: 29 });
    expect(invoices()).toEqual([['2026-11-23', 500]]);
    const before = eventCount();
    running.sandbox.advance({ days: 2 });
    expect(invoices()).toEqual([
      ['2026-11-23', 500],
      ['2026-12-23', 6_000],
    ]);
    expect(standing(subscription)).toEqual({
      schedule: schedule.id,
      amount: 6_000,
      interval: 'year',
      ends: '2027-12-23',
    });
    expect(typesAfter(before).slice(0, 2)).toEqual([
      'subscription_schedule.updated',
      'customer.subscription.updated',
    ]);
  });

  it('the same interval goes on at the new price, also where renewals are by hand', async () => {
    const { subscription, schedule } = await scheduled('by-hand');
    await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: phases(schedule, 'month', 900),
    });
    running.sandbox.renew(subscription);
    expect(standing(subscription)).toMatchObject({ amount: 900, interval: 'month', ends: '2027-01-23' });
  });

  it('within a period, the next one starts there', async () => {
    const { subscription, schedule } = await scheduled();
    const [now, next] = phases(schedule, 'year', 6_000);
    if (!now || !next) throw new Error('no phases');
    const tenDays = Number(now.start_date) + 10 * 86_400;
    await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: [{ ...now, end_date: tenDays }, next],
    });
    running.sandbox.advance({ days: 11 });
    expect(invoices().at(-1)).toEqual(['2026-12-03', 6_000]);
    expect(standing(subscription).ends).toBe('2027-12-03');
  });

  it('it expires, a week before is told, and then the subscription goes on alone', async () => {
    const { subscription, schedule } = await scheduled();
    const [now, next] = phases(schedule, 'month', 900);
    if (!now || !next) throw new Error('no phases');
    await running.stripe.subscriptionSchedules.update(schedule.id, { phases: [now, next] });
    running.sandbox.advance({ to: new Date('2027-01-17T00:00:00Z') });
    expect(typesAfter(0)).toContain('subscription_schedule.expiring');
    running.sandbox.advance({ days: 10 });
    expect(running.sandbox.get('subscription_schedule', schedule.id)).toMatchObject({
      status: 'released',
      subscription: null,
      released_subscription: subscription,
    });
    expect(standing(subscription)).toEqual({
      schedule: null,
      amount: 900,
      interval: 'month',
      ends: '2027-02-23',
    });
    expect(typesAfter(0)).toContain('subscription_schedule.released');
  });

  it('the subscription ends where that was said, and the schedule is completed', async () => {
    const { subscription, schedule } = await scheduled();
    await running.stripe.subscriptionSchedules.update(schedule.id, { end_behavior: 'cancel' });
    running.sandbox.advance({ months: 2 });
    expect(day(running.sandbox.get('subscription', subscription)?.ended_at)).toBe('2026-12-23');
    expect(running.sandbox.get('subscription_schedule', schedule.id)?.status).toBe('completed');
    expect(typesAfter(0)).toContain('subscription_schedule.completed');
    expect(invoices()).toHaveLength(1);
  });
});

describe('a schedule is given up', () => {
  it('by release: the subscription goes on as it is, and can be changed again', async () => {
    const { subscription, schedule } = await scheduled();
    await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: phases(schedule, 'year', 6_000),
    });
    const released = await running.stripe.subscriptionSchedules.release(schedule.id);
    expect(released).toMatchObject({ status: 'released', subscription: null, current_phase: null });
    await running.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    running.sandbox.advance({ months: 2 });
    expect(standing(subscription)).toMatchObject({ schedule: null, amount: 500 });
    const again = running.stripe.subscriptionSchedules.release(schedule.id);
    await expect(again).rejects.toMatchObject({ statusCode: 400 });
  });

  it('by cancellation: both end', async () => {
    const { subscription, schedule } = await scheduled();
    const canceled = await running.stripe.subscriptionSchedules.cancel(schedule.id);
    expect(canceled.status).toBe('canceled');
    expect(running.sandbox.get('subscription', subscription)?.status).toBe('canceled');
    expect(typesAfter(0).slice(-2)).toEqual([
      'subscription_schedule.canceled',
      'customer.subscription.deleted',
    ]);
  });

  it('because the subscription was never paid again: aborted', async () => {
    const { subscription, schedule } = await scheduled();
    await running.stripe.subscriptionSchedules.update(schedule.id, {
      phases: phases(schedule, 'year', 6_000),
    });
    const { customer } = running.sandbox.get('subscription', subscription) ?? { customer: '' };
    const method = await running.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await running.stripe.subscriptions.update(subscription, { default_payment_method: method.id });
    running.sandbox.advance({ months: 3 });
    expect(running.sandbox.get('subscription_schedule', schedule.id)?.status).toBe('canceled');
    expect(typesAfter(0)).toContain('subscription_schedule.aborted');
  });
});
