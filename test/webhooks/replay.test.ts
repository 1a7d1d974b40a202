import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/platform/time.ts';
import { completeThrough } from '../../src/webhooks/complete-through.ts';
import { dismissEvent } from '../../src/webhooks/dismiss-event.ts';
import { listUnapplied } from '../../src/webhooks/list-unapplied.ts';
import { replayEvents } from '../../src/webhooks/replay-events.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  altered,
  deliver,
  deliverAll,
  eventsDuring,
  lastEvent,
  type StripeEvent,
} from '../support/events.ts';
import { lead } from '../support/lives.ts';
import { type Service, startService } from '../support/service.ts';
import { readState } from '../support/state.ts';

const TRIES = 8;

describe('an event that was set aside after eight tries', () => {
  let clock: TestClock;
  let service: Service;
  let paid: StripeEvent;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false });
    const events = await eventsDuring(service, () =>
      lead(
        { service, clock },
        {
          kind: 'recurring',
          address: 'poison@example.org',
          pause: 0,
          frequency: 'monthly',
          start: 'card',
          steps: [],
        },
      ),
    );
    paid = lastEvent(service, 'invoice.paid');
    await query('alter table payments add constraint no_more check (false) not valid');
    await deliverAll(service, events);
    for (let tries = 1; tries < TRIES; tries += 1) {
      clock.advance(60 * MINUTE);
      await retryEvents(service.context);
    }
    await sweepBalance(service.context);
  });
  afterAll(() => service.stop());

  const query = async (text: string, values: unknown[] = []) =>
    (await service.context.pool.query(text, values)).rows;
  const inboxOf = async (id: string) => (await query('select * from inbox where id = $1', [id]))[0];
  const list = (withDismissed = false) => listUnapplied(service.context, { withDismissed });
  const replay = (ids: string[] | null, dryRun = false) => replayEvents(service.context, { ids, dryRun });
  const complete = () => completeThrough(service.context.database);

  it('is listed with its type, its tries and a code, and nothing of whoever it is about', async () => {
    expect(await list()).toEqual([
      {
        id: paid.id,
        type: 'invoice.paid',
        createdAt: new Date(paid.created * SECOND),
        state: 'set-aside',
        attempts: TRIES,
        errorCode: '23514',
        dismissal: null,
      },
    ]);
    expect(await complete()).toEqual(new Date(paid.created * SECOND));
  });

  it('replayed while its cause is there, dry or not, stays set aside', async () => {
    const failed = { id: paid.id, type: 'invoice.paid', outcome: 'failed', code: '23514' };
    expect(await replay(null, true)).toEqual([failed]);
    expect(await inboxOf(paid.id)).toMatchObject({ state: 'set-aside', attempts: TRIES });
    expect(await replay([paid.id])).toEqual([failed]);
    expect(await inboxOf(paid.id)).toMatchObject({ state: 'set-aside', attempts: TRIES + 1 });
  });

  it('a dry run says that it would be applied now, and leaves everything as it is', async () => {
    await query('alter table payments drop constraint no_more');
    const [state, inbox] = [await readState(service.context.pool), await inboxOf(paid.id)];

    expect(await replay(null, true)).toMatchObject([{ id: paid.id, outcome: 'applied', code: null }]);

    expect(await readState(service.context.pool)).toEqual(state);
    expect(await inboxOf(paid.id)).toEqual(inbox);
  });

  it('replayed, is applied at once, and nothing waits for it any more', async () => {
    expect(await replay(null)).toMatchObject([{ id: paid.id, outcome: 'applied' }]);
    expect(await inboxOf(paid.id)).toMatchObject({ state: 'applied', sealed_person: null, retry_at: null });
    expect(await query('select frequency from payments')).toEqual([{ frequency: 'monthly' }]);
    expect(await list()).toEqual([]);
    expect(await replay([paid.id])).toMatchObject([{ outcome: 'missing' }]);
    expect((await complete())?.getTime()).toBeGreaterThan(paid.created * SECOND);
  });

  it('dismissed, no longer holds anything up, keeps its reason, and what it said is forgotten', async () => {
    const ofNobody = altered(
      lastEvent(service, 'customer.subscription.created'),
      { customer: null },
      { id: 'evt_of_nobody' },
    );
    expect((await deliver(service, ofNobody)).status).toBe(200);
    expect(await complete()).toEqual(new Date(ofNobody.created * SECOND));

    const order = { id: 'evt_of_nobody', reason: 'made by a test of the dashboard' };
    expect(await dismissEvent(service.context, order)).toBe(true);

    expect((await complete())?.getTime()).toBeGreaterThan(ofNobody.created * SECOND);
    expect(await list()).toEqual([]);
    expect(await list(true)).toMatchObject([{ id: order.id, dismissal: order.reason }]);
    expect(await inboxOf('evt_of_nobody')).toMatchObject({
      state: 'dismissed',
      reading: null,
      sealed_person: null,
      retry_at: null,
    });
    expect(await dismissEvent(service.context, order)).toBe(false);
    expect((await deliver(service, ofNobody)).status).toBe(200);
    clock.advance(60 * MINUTE);
    expect(await retryEvents(service.context)).toBe(0);
    expect(await inboxOf('evt_of_nobody')).toMatchObject({ state: 'dismissed' });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('events_unapplied{state="failed"} 0');
    expect(metrics).toContain('events_unapplied{state="set-aside"} 0');
  });

  it('dismissed by mistake, is asked for at Stripe and applied when it is named', async () => {
    const events = await eventsDuring(service, () =>
      lead({ service, clock }, { kind: 'once', address: 'mistake@example.org', pause: 0, ending: 'paid' }),
    );
    const completed = lastEvent(service, 'checkout.session.completed');
    await deliverAll(
      service,
      events.map((event) => (event === completed ? altered(event, { amount_total: 'five' }) : event)),
    );
    expect(await dismissEvent(service.context, { id: completed.id, reason: 'a mistake' })).toBe(true);

    expect(await replay(null)).toEqual([]);
    expect(await replay([completed.id])).toMatchObject([{ outcome: 'applied' }]);

    expect(await inboxOf(completed.id)).toMatchObject({ state: 'applied', dismissal: null });
    expect(await query("select from payments where frequency = 'once'")).toHaveLength(1);
  });

  it('one that does not exist is said to be missing', async () => {
    expect(await replay(['evt_unknown'])).toEqual([
      { id: 'evt_unknown', type: null, outcome: 'missing', code: null },
    ]);
  });
});
