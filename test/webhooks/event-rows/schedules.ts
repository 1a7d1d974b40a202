import { expect } from 'vitest';
import { DAY } from '../../../src/platform/time.ts';
import type { World } from '../../support/happenings.ts';
import { lead } from '../../support/lives.ts';
import { id, monthly, NO_MONEY, type Row, row } from './row.ts';

type Take = (world: World, schedule: string, subscription: string) => unknown;

/** A membership that was put under a schedule, and what is done then. */
function scheduled(take: Take): Row['happen'] {
  return async (world) => {
    await lead(world, monthly());
    const { context, stripe } = world.service;
    const subscription = stripe.list('subscription').at(-1)?.id ?? '';
    const made = await context.stripe.subscriptionSchedules.create({ from_subscription: subscription });
    await take(world, made.id, subscription);
  };
}

/** Nobody becomes a member by it. */
const leaves = (columns: object) => ({
  ...NO_MONEY,
  members: [],
  customers: [],
  memberships: [],
  schedules: row({ membership_id: id('sub'), ...columns }),
});
const NOTHING_NEXT = { next_at: null, next_amount: null, next_frequency: null, contested: false };
const over = leaves({ is_open: false, ...NOTHING_NEXT });

/** What a membership turns into. */
export const SCHEDULES: Record<string, Row> = {
  'subscription_schedule.created': {
    happen: scheduled(() => {}),
    leaves: leaves({ is_open: true, ...NOTHING_NEXT }),
  },
  // What it will cost is not told, so it is to be asked for.
  'subscription_schedule.updated': {
    happen: (world) => lead(world, monthly('will-be-annual')),
    leaves: leaves({
      is_open: true,
      next_at: expect.any(String),
      next_amount: null,
      next_frequency: null,
      contested: true,
    }),
  },
  'subscription_schedule.expiring': {
    happen: scheduled(({ service, clock }) => {
      clock.advance(27 * DAY);
      service.stripe.tick();
    }),
    leaves: leaves({ is_open: true, ...NOTHING_NEXT }),
  },
  'subscription_schedule.released': {
    happen: scheduled(({ service }, schedule) =>
      service.context.stripe.subscriptionSchedules.release(schedule),
    ),
    leaves: over,
  },
  'subscription_schedule.canceled': {
    happen: scheduled(({ service }, schedule) =>
      service.context.stripe.subscriptionSchedules.cancel(schedule),
    ),
    leaves: over,
  },
  'subscription_schedule.completed': {
    happen: scheduled(async ({ service, clock }, schedule, subscription) => {
      await service.context.stripe.subscriptionSchedules.update(schedule, { end_behavior: 'cancel' });
      clock.advance(32 * DAY);
      service.stripe.renew(subscription);
    }),
    leaves: over,
  },
  'subscription_schedule.aborted': {
    happen: async (world) => {
      await lead(world, monthly('will-be-annual', 'declined-renewal'));
      const { stripe } = world.service;
      const invoice = stripe.list('invoice').at(-1)?.id ?? '';
      for (let attempt = 2; attempt <= 4; attempt += 1) stripe.payInvoice(invoice, { outcome: 'declined' });
    },
    leaves: over,
  },
};
