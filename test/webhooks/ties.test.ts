import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SECOND } from '../../src/platform/time.ts';
import { retrieveObject } from '../../src/stripe/retrieve-object.ts';
import { readEvent } from '../../src/stripe/verify-event.ts';
import { applyObservations } from '../../src/webhooks/apply.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { observe } from '../../src/webhooks/observe.ts';
import { rereadContested } from '../../src/webhooks/reread-contested.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  altered,
  deliver,
  deliverAll,
  eventsDuring,
  lastEvent,
  type StripeEvent,
} from '../support/events.ts';
import type { Happening } from '../support/happenings.ts';
import { type Life, lead } from '../support/lives.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { type Service, startService } from '../support/service.ts';
import { forgetEvents, readState, rememberStart } from '../support/state.ts';
import { monthly, once, row } from './event-rows/row.ts';

type Tie = {
  table: string;
  column: string;
  life: Life;
  afterwards?: Happening[];
  type: string;
  /** what two or three snapshots of one second say, in Stripe's words */
  snapshots: [object, object, object];
  /** what Stripe says when it is asked, in ours */
  says: unknown;
};

const TIES: Record<string, Tie> = {
  membership: {
    table: 'memberships',
    column: 'status',
    life: monthly(),
    type: 'customer.subscription.updated',
    snapshots: [{ status: 'past_due' }, { status: 'active', cancel_at: 1_900_000_000 }, { status: 'paused' }],
    says: 'active',
  },
  schedule: {
    table: 'membership_schedules',
    column: 'next_amount::int',
    life: monthly('will-be-more'),
    type: 'subscription_schedule.updated',
    // Without a phase that is under way, nothing is told to come after it.
    snapshots: [
      { current_phase: null },
      { current_phase: null, subscription: 'sub_other' },
      { current_phase: null, subscription: 'sub_another' },
    ],
    says: 1_500,
  },
  refund: {
    table: 'refunds',
    column: 'status',
    life: once('paid'),
    afterwards: ['refund-part', 'refund-fails'],
    type: 'refund.updated',
    snapshots: [{ status: 'pending' }, { status: 'succeeded' }, { status: 'canceled' }],
    says: 'failed',
  },
  dispute: {
    table: 'disputes',
    column: 'status',
    life: once('paid'),
    afterwards: ['dispute', 'dispute-answered'],
    type: 'charge.dispute.updated',
    snapshots: [{ status: 'needs_response' }, { status: 'won' }, { status: 'lost' }],
    says: 'under_review',
  },
  payout: {
    table: 'payouts',
    column: 'status',
    life: once('paid'),
    afterwards: ['payout'],
    type: 'payout.updated',
    snapshots: [{ status: 'pending' }, { status: 'paid' }, { failure_code: 'account_closed' }],
    says: 'in_transit',
  },
  invoice: {
    table: 'invoices',
    column: 'attempts::int',
    life: monthly('declined-renewal'),
    type: 'invoice.payment_failed',
    snapshots: [{ attempt_count: 2 }, { attempt_count: 3 }, { next_payment_attempt: null }],
    says: 1,
  },
  'fraud warning': {
    table: 'fraud_warnings',
    column: 'fraud_type',
    life: once('paid'),
    afterwards: ['fraud-warning', 'refund-rest'],
    type: 'radar.early_fraud_warning.updated',
    snapshots: [{ fraud_type: 'misc' }, { fraud_type: 'stolen' }, { fraud_type: 'lost' }],
    says: 'made_with_stolen_card',
  },
};

describe('two snapshots of one second that differ', () => {
  let clock: TestClock;
  let service: Service;
  let proxy: RecordingProxy;
  beforeAll(async () => {
    clock = testClock();
    let sandbox = '';
    proxy = await startRecordingProxy(() => sandbox);
    service = await startService({
      clock,
      deliver: false,
      settings: { TRUST_PROXY: '1' },
      stripeThrough: (url) => {
        sandbox = url;
        return proxy.url;
      },
    });
    await rememberStart(service.context.pool);
  });
  afterAll(async () => {
    await service.stop();
    await proxy.stop();
  });

  const reread = async () => {
    clock.advance(3 * SECOND);
    return rereadContested(service.context);
  };

  describe.each(Object.entries(TIES))('of a %s', (_kind, tie) => {
    let snapshots: [object, object, object];
    let event: StripeEvent;
    const stands = async () => {
      const { rows } = await service.context.pool.query(
        `select ${tie.column} as says, contested, version from ${tie.table}`,
      );
      return rows;
    };
    const snapshot = (changes: object, number: number, created = event.created) =>
      altered(event, { ...changes }, { id: `evt_tie${number}`, created });
    beforeAll(async () => {
      await eventsDuring(service, () =>
        lead({ service, clock }, { ...tie.life, afterwards: tie.afterwards ?? [] }),
      );
      event = lastEvent(service, tie.type);
      const [one, two, three] = tie.snapshots;
      snapshots = [snapshot(one, 1), snapshot(two, 2), snapshot(three, 3)];
    });
    beforeEach(async () => {
      await forgetEvents(service.context.pool);
      proxy.requests.length = 0;
    });

    it('the same one stands whichever comes first, and it is marked', async () => {
      const left: unknown[] = [];
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        await forgetEvents(service.context.pool);
        for (const number of order) await deliver(service, snapshots[number]);
        left.push(await stands());
      }
      expect(left[0]).toEqual([expect.objectContaining({ contested: true })]);
      expect(left[1]).toEqual(left[0]);
    });

    it('told in one batch, they are marked as well', async () => {
      const together = [snapshots[1], snapshots[0]].map((one) => observe(readEvent(one)));
      await applyObservations(service.context, together);
      expect(await stands()).toEqual([expect.objectContaining({ contested: true })]);
    });

    it('Stripe is asked once, and what it says stands, whatever comes late', async () => {
      await deliver(service, snapshots[0]);
      await deliver(service, snapshots[1]);

      expect(await reread()).toBe(1);
      const settled = await stands();
      expect(settled).toMatchObject([{ says: tie.says, contested: false }]);
      expect(proxy.requests).toHaveLength(1);

      await deliver(service, snapshots[2]);
      expect(await stands()).toEqual(settled);
      expect(await reread()).toBe(0);
      expect(proxy.requests).toHaveLength(1);
    });

    it('where an event ties with the answer, Stripe is asked about it again', async () => {
      await deliver(service, snapshots[0]);
      await deliver(service, snapshots[1]);
      await reread();
      const second = Math.floor(clock.now().getTime() / SECOND);

      await deliver(service, snapshot(tie.snapshots[2], 4, second));

      expect(await stands()).toMatchObject([{ contested: true }]);
      expect(await reread()).toBe(1);
      expect(await stands()).toMatchObject([{ says: tie.says, contested: false }]);
    });

    it('the same snapshot twice is no tie', async () => {
      await deliver(service, snapshots[0]);
      await deliver(service, { ...snapshots[0], id: 'evt_tie5' });
      expect(await stands()).toMatchObject([{ contested: false }]);
      expect(await reread()).toBe(0);
    });

    it('a later one settles it without a question', async () => {
      await deliver(service, snapshots[0]);
      await deliver(service, snapshots[1]);
      await deliver(service, snapshot(tie.snapshots[2], 6, event.created + 1));
      expect(await stands()).toMatchObject([{ contested: false }]);
      expect(await reread()).toBe(0);
      expect(proxy.requests).toEqual([]);
    });
  });

  it('what a membership turns into is told without what it costs, so Stripe is asked, once', async () => {
    await forgetEvents(service.context.pool);
    const events = await eventsDuring(service, () => lead({ service, clock }, monthly('will-be-annual')));
    const told = lastEvent(service, 'subscription_schedule.updated');
    await deliver(service, told);
    expect((await readState(service.context.pool)).schedules).toEqual(
      row({ next_amount: null, next_frequency: null, contested: true }),
    );

    expect(await reread()).toBe(1);
    const known = row({ next_amount: 6_000, next_frequency: 'annual', contested: false, is_open: true });
    expect((await readState(service.context.pool)).schedules).toEqual(known);

    await deliverAll(service, events);
    expect((await readState(service.context.pool)).schedules).toEqual(known);
    expect(await reread()).toBe(0);
  });

  it('what was heard in answer to a change stands, whether its event comes before, after or twice', async () => {
    const events = await eventsDuring(service, () => lead({ service, clock }, monthly('will-be-annual')));
    const [told, made] = ['updated', 'created'].map((name) =>
      events.findLast(({ type }) => type === `subscription_schedule.${name}`),
    );
    const id = service.stripe.list('subscription_schedule').at(-1)?.id ?? '';
    const answer = await retrieveObject(service.context.stripe, 'schedule', id);
    const heed = () => service.context.heed({ kind: 'schedule', id, ...answer });
    for (const order of [
      [() => deliver(service, told), heed],
      [heed, () => deliver(service, told), () => deliver(service, told)],
      [heed, () => deliver(service, made)],
    ]) {
      await forgetEvents(service.context.pool);
      for (const step of order) await step();
      expect((await readState(service.context.pool)).schedules).toEqual(
        row({ next_amount: 6_000, next_frequency: 'annual', is_open: true }),
      );
    }
  });

  it('of an invoice that was paid after all are not asked about for ever', async () => {
    await forgetEvents(service.context.pool);
    await eventsDuring(service, () =>
      lead({ service, clock }, monthly('declined-renewal', 'paid-after-all')),
    );
    const failed = lastEvent(service, 'invoice.payment_failed');
    await deliver(service, failed);
    await deliver(service, altered(failed, { attempt_count: 2 }, { id: 'evt_other' }));

    expect(await reread()).toBe(1);
    expect((await readState(service.context.pool)).payments).toHaveLength(1);
    expect(await reread()).toBe(0);
  });

  it('while nothing ties and nothing fails, Stripe is not asked anything', async () => {
    await forgetEvents(service.context.pool);
    const events = await eventsDuring(service, async () => {
      await lead({ service, clock }, once('paid'));
      await lead({ service, clock }, once('delayed-success'));
      await lead(
        { service, clock },
        {
          ...monthly('renewal', 'delayed-renewal', 'renewal', 'will-end', 'ends'),
          afterwards: ['refund-part'],
        },
      );
      await lead(
        { service, clock },
        { ...once('paid'), afterwards: ['dispute', 'dispute-answered', 'dispute-won'] },
      );
    });
    await deliverAll(service, events.toReversed());
    proxy.requests.length = 0;

    clock.advance(60 * SECOND);
    await rereadContested(service.context);
    await retryEvents(service.context);
    await explainPayments(service.context);

    expect(proxy.requests).toEqual([]);
    const { inbox } = await readState(service.context.pool);
    expect(inbox).toHaveLength(events.length);
  });
});
