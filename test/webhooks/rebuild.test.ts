import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withOwnConnection } from '../../src/platform/own-connection.ts';
import { MINUTE } from '../../src/platform/time.ts';
import { applyObservations } from '../../src/webhooks/apply.ts';
import { explainPayments } from '../../src/webhooks/explain-payments.ts';
import { observe } from '../../src/webhooks/observe.ts';
import { buildBooks } from '../../src/webhooks/rebuild/build-books.ts';
import { compareBooks } from '../../src/webhooks/rebuild/compare-books.ts';
import { books, closeSnapshot, openScratch, openSnapshot } from '../../src/webhooks/rebuild/store.ts';
import { type Verification, verifyBooks } from '../../src/webhooks/rebuild/verify-books.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { sweepBalance } from '../../src/webhooks/sweep-balance.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { deliver, deliverAll, eventsDuring } from '../support/events.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type Life, lead } from '../support/lives.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { randomLife } from '../support/random-lives.ts';
import { seedSome } from '../support/seeded.ts';
import { type Service, startService } from '../support/service.ts';

const SEED = testSeed();
const CONTRIBUTIONS = howMany({ short: 300, verify: 300, long: 100_000 });

/** What differs, by table, with the columns of each row that does. */
function differences({ tables }: Pick<Verification, 'tables'>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    tables
      .filter(({ unequal }) => unequal > 0)
      .map(({ table, differences }) => [
        table,
        Object.fromEntries(
          differences.map((one) => [
            one.id,
            one.what === 'differs' ? one.columns.map(({ column }) => column) : one.what,
          ]),
        ),
      ]),
  );
}

describe(`lives led at Stripe, told in any order (seed ${SEED})`, { timeout: 120_000 }, () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock, deliver: false, settings: { TRUST_PROXY: '1' } });
  });
  afterAll(() => service.stop());

  const query = async (text: string) => (await service.context.pool.query(text)).rows;
  const verify = () => verifyBooks(service.databaseUrl);

  it('are built again as they are: shuffled, doubled, one that failed and was retried, one that still waits', async () => {
    const outside = {
      kind: 'outside-payment',
      address: 'x@example.org',
      pause: 0,
      hasCustomer: true,
    } as const;
    const lives = [...fc.sample(randomLife, { seed: SEED, numRuns: 24 }), outside];
    const events = await eventsDuring(service, async () => {
      for (const one of lives) await lead({ service, clock }, one);
    });
    const [order = []] = fc.sample(
      fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
      {
        seed: SEED,
        numRuns: 1,
      },
    );
    await query('alter table memberships add constraint no_more check (false) not valid');
    for (let first = 0; first < order.length; first += 8) {
      clock.advance(1);
      if (first > order.length / 4) await query('alter table memberships drop constraint if exists no_more');
      const statuses = await deliverAll(service, order.slice(first, first + 8));
      expect(new Set(statuses)).toEqual(new Set([200]));
    }
    expect((await query("select from inbox where state = 'failed'")).length).toBeGreaterThan(0);
    clock.advance(MINUTE);
    await retryEvents(service.context);
    expect(await explainPayments(service.context)).toBeGreaterThan(0);
    await sweepBalance(service.context);
    expect((await query('select from balance_transactions')).length).toBeGreaterThan(0);

    const verification = await verify();
    expect(differences(verification)).toEqual({});
    expect(verification).toMatchObject({ equal: true, unreadable: 0 });
    expect(verification.readings).toBeGreaterThan(events.length);
  });

  it('follow a member who turned out to be somebody known', async () => {
    const monthly: Life = {
      kind: 'recurring',
      address: 'again@example.org',
      pause: 0,
      frequency: 'monthly',
      start: 'card',
      steps: ['declined-renewal'],
    };
    const first = await eventsDuring(service, () => lead({ service, clock }, monthly));
    await deliverAll(service, first);
    const second = await eventsDuring(service, () => lead({ service, clock }, monthly));
    const withAddress = (type: string) => /^(checkout|invoice\.paid)/.test(type);
    clock.advance(1);
    await deliverAll(
      service,
      second.filter(({ type }) => !withAddress(type)),
    );
    clock.advance(1);
    const before = await query('select from members where merged_into is not null');
    await deliverAll(
      service,
      second.filter(({ type }) => withAddress(type)),
    );
    expect((await query('select from members where merged_into is not null')).length).toBeGreaterThan(
      before.length,
    );
    expect(differences(await verify())).toEqual({});
  });

  it('keep what was booked as from outside, though an invoice claims it later', async () => {
    const events = await eventsDuring(service, () =>
      lead(
        { service, clock },
        { kind: 'outside-payment', address: 'o@example.org', pause: 0, hasCustomer: true },
      ),
    );
    await deliverAll(service, events);
    clock.advance(MINUTE);
    expect(await explainPayments(service.context)).toBe(1);
    const [booked] = await query(
      'select id from payment_intents where booked_at is not null order by booked_at desc',
    );
    clock.advance(1);
    const object = { invoice: 'in_late', payment: { payment_intent: booked.id } };
    const envelope = { id: 'evt_late', type: 'invoice_payment.paid', createdAt: clock.now() };
    const apiVersion = service.context.stripe.getApiField('version');
    await applyObservations(service.context, [observe({ ...envelope, apiVersion, object })]);
    expect(
      await query(`select booked_at is null as open from payment_intents where invoice_id = 'in_late'`),
    ).toEqual([{ open: false }]);
    expect(differences(await verify())).toEqual({});
  });

  it('do not count what was kept and not applied', async () => {
    const [refund] = await query("select reading from inbox where type = 'charge.succeeded' limit 1");
    const reading = JSON.stringify({ ...JSON.parse(refund.reading), id: 'ch_unapplied' });
    for (const state of ['failed', 'set-aside', 'dismissed']) {
      await service.context.pool.query(
        `insert into inbox (id, type, created_at, received_at, state, reading)
         values ($1, 'charge.succeeded', now(), now(), $2, $3)`,
        [`evt_${state}`, state, reading],
      );
    }
    expect(differences(await verify())).toEqual({});
  });

  it('name a reading that can be applied no more', async () => {
    await query(`insert into inbox (id, type, created_at, received_at, applied_at, state, reading)
      values ('evt_strange', 'charge.succeeded', now(), now(), now(), 'applied', '{"kind":"charge"}')`);
    expect(await verify()).toMatchObject({ equal: false, unreadable: 1, unreadableIds: ['evt_strange'] });
    await query("delete from inbox where id = 'evt_strange'");
    expect(await verify()).toMatchObject({ equal: true });
  });

  it('are whole again once the last event is in', async () => {
    const events = await eventsDuring(service, () =>
      lead({ service, clock }, { kind: 'once', address: 'x@example.org', pause: 0, ending: 'paid' }),
    );
    for (const event of events) {
      await deliver(service, event);
      expect(differences(await verify())).toEqual({});
    }
  });
});

describe(`a seeded history of ${CONTRIBUTIONS} contributions`, () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
    await seedSome(service.context, CONTRIBUTIONS);
  }, 3_600_000);
  afterAll(() => service.stop());

  const query = async (text: string) => (await service.context.pool.query(text)).rows;
  const tables = books.map(({ table }) => table);

  it('is built again as it is, row by row', async () => {
    const verification = await verifyBooks(service.databaseUrl);
    expect(differences(verification)).toEqual({});
    expect(verification.equal).toBe(true);
    for (const { table, ours, rebuilt } of verification.tables) {
      expect([table, rebuilt]).toEqual([table, ours]);
      expect(ours).toBeGreaterThan(0);
    }
  }, 3_600_000);

  it('is built without a look at the books, which others change meanwhile', async () => {
    const build = (other: Client) =>
      withOwnConnection(service.databaseUrl, 'test', async (client) => {
        const scratch = await openScratch(client);
        await client.query(`set lock_timeout = '2s'`);
        await other.query(`begin; lock table ${tables.join(', ')} in access exclusive mode`);
        await openSnapshot(scratch);
        const { readings } = await buildBooks(scratch);
        await other.query('rollback');
        await seedSome(service.context, 3, 2);
        await query('delete from payments where id in (select id from payments limit 1)');
        const compared = await compareBooks(scratch);
        expect(differences({ tables: compared })).toEqual({});
        await closeSnapshot(scratch);
        expect(readings).toBeGreaterThan(0);
      });
    await withOwnConnection(service.databaseUrl, 'other', build);
    const [[table, rows] = []] = Object.entries(differences(await verifyBooks(service.databaseUrl)));
    expect([table, Object.values(rows ?? {})]).toEqual(['payments', ['missing-here']]);
  }, 3_600_000);

  it('stops when it is told to, and leaves nothing behind', async () => {
    const stop = new AbortController();
    const stopped = verifyBooks(service.databaseUrl, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow('aborted');
    const left = () => query("select relname from pg_class where relpersistence = 't' and relkind = 'r'");
    await expect.poll(left).toEqual([]);
    const connections = "select from pg_stat_activity where application_name = 'groundswell-rebuild'";
    expect(await query(`${connections} and datname = current_database()`)).toEqual([]);
  });
});

describe('books that were tampered with', { timeout: 120_000 }, () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
    await seedSome(service.context, 300);
  });
  afterAll(() => service.stop());

  const query = async (text: string) => (await service.context.pool.query(text)).rows;
  const cli = (...args: string[]) => startProgram('cli', args, environmentOf(service, 0)).finished;

  const A_CENT = 'amount + 1';
  const A_DAY = (column: string) => `${column} + interval '1 day'`;
  const SOMEBODY_ELSE = `'00000000-0000-4000-8000-000000000000'`;
  /** In each table a change to each kind of column that it has, each in a row of its own. */
  const CHANGES: Record<string, Record<string, string>> = {
    payments: { amount: A_CENT, member_id: SOMEBODY_ELSE, paid_at: A_DAY('paid_at'), outside_stripe: 'true' },
    payment_intents: { amount: A_CENT, member_id: SOMEBODY_ELSE, booked_at: 'now()', invoice_id: `'in_x'` },
    charges: { amount: A_CENT, created_at: A_DAY('created_at'), balance_transaction_id: 'null' },
    refunds: { amount: A_CENT, created_at: A_DAY('created_at'), status: `'pending'` },
    disputes: { amount: A_CENT, respond_by: A_DAY('respond_by'), contested: 'true' },
    fraud_warnings: { actionable: 'not actionable', created_at: A_DAY('created_at') },
    invoices: { amount_due: 'amount_due + 1', member_id: SOMEBODY_ELSE, version: `'x'` },
    payouts: { amount: A_CENT, arrives_at: A_DAY('arrives_at'), reconciled: 'not reconciled' },
    balance_transactions: {
      net: 'net + 1',
      available_at: A_DAY('available_at'),
      payout_id: `'po_x'`,
      exchange_rate: `'1.5'`,
    },
    memberships: {
      amount: A_CENT,
      member_id: SOMEBODY_ELSE,
      current_period_end: A_DAY('current_period_end'),
    },
    membership_schedules: { is_open: 'not is_open', next_at: 'now()', membership_id: `'sub_x'` },
  };

  it('are found out: rows that are gone, added, or changed, each by name, in each table', async () => {
    const expected: Record<string, Record<string, unknown>> = {};
    for (const { table } of books) {
      // Their own notes of when something was learnt or asked are no part of what was told.
      await query(`update ${table} set learnt_at = now()`);
      const [gone, ...rest] = (await query(`select id from ${table} order by id`)).map(({ id }) => id);
      await query(`delete from ${table} where id = '${gone}'`);
      await query(`insert into ${table}
        select (jsonb_populate_record(one, '{"id": "zz_added"}')).* from ${table} one limit 1`);
      const found: Record<string, unknown> = { [gone]: 'missing-here', zz_added: 'not-in-readings' };
      for (const [column, value] of Object.entries(CHANGES[table] ?? {})) {
        const id = rest.shift();
        await query(`update ${table} set ${column} = ${value} where id = '${id}'`);
        found[id] = [column];
      }
      expect(Object.keys(found)).toHaveLength(2 + Object.keys(CHANGES[table] ?? {}).length);
      expected[table] = found;
    }
    await query('update payouts set lines_read_at = null');

    const verification = await verifyBooks(service.databaseUrl);
    expect(differences(verification)).toEqual(expected);
    expect(verification.equal).toBe(false);
  });

  it('rebuild --verify says what is ours and what was built again, and ends with 1; it names no person', async () => {
    const [payment] = await query(
      'select id, amount::int from payments where member_id is not null order by id desc offset 1 limit 1',
    );
    await query(`update payments set amount = amount + 1 where id = '${payment.id}'`);
    const { status, stdout, stderr } = await cli('rebuild', '--verify');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain(
      `${payment.id}  amount is ${payment.amount + 1}, built again ${payment.amount}\n`,
    );
    expect(stdout).not.toMatch(/@|cus_/);
  });

  it('lists a hundred of what differs in a table, and counts the rest', async () => {
    await query('update charges set amount = amount + 1');
    const [charges] = await query('select count(*)::int as count from charges');
    const { tables } = await verifyBooks(service.databaseUrl);
    const found = tables.find(({ table }) => table === 'charges');
    expect(found?.differences).toHaveLength(100);
    expect(found?.unequal).toBeGreaterThanOrEqual(charges.count);
  });
});

describe('rebuild', { timeout: 120_000 }, () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ deliver: false });
  });
  afterAll(() => service.stop());
  const cli = (...args: string[]) => startProgram('cli', args, environmentOf(service, 0)).finished;

  it('without --verify is refused: it never replaces', async () => {
    const { status, stdout, stderr } = await cli('rebuild');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('rebuild only compares');
  });

  it('--verify of books that are equal: 0, and how many rows', async () => {
    await seedSome(service.context, 20);
    const { status, stdout } = await cli('rebuild', '--verify', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ equal: true, unreadable: 0 });
    expect((await cli('rebuild', '--verify')).stdout).toMatch(/^Equal: the books/m);
  });
});
