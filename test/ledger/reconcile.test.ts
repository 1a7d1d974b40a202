import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findVariances } from '../../src/ledger/reconcile/find-variances.ts';
import { reconcile } from '../../src/ledger/reconcile/reconcile.ts';
import { DAY, MINUTE } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { keepUp, leadSomeDays } from '../support/history.ts';
import { howMany, testSeed } from '../support/length.ts';
import { lead } from '../support/lives.ts';
import { type Service, startService } from '../support/service.ts';

const FIRST = '2026-11-02';
const SEED = testSeed();
const RUNS = howMany({ short: 25, verify: 150, long: 2_000 });
const KINDS = ['balance-transaction', 'charge', 'dispute', 'payout', 'refund'];
const KIND_OF: Record<string, string> = {
  payments: 'payment',
  charges: 'charge',
  refunds: 'refund',
  disputes: 'dispute',
  payouts: 'payout',
  balance_transactions: 'balance-transaction',
};

let clock: TestClock;
let service: Service;
beforeAll(async () => {
  clock = testClock(`${FIRST}T10:00:00Z`);
  service = await startService({ clock, settings: { TRUST_PROXY: '1' } });
  await leadSomeDays({ service, clock });
}, 60_000);
afterAll(() => service.stop());

const today = () => clock.now().toISOString().slice(0, 10);
const whole = () => ({ from: FIRST, to: today() });

/** One comparison of the whole history. @returns what it names, pending or not */
async function named(days: { from: string; to: string } = whole()) {
  const { id } = await reconcile(service.context, { ...days, search: true });
  return (await findVariances(service.context.database, { runId: id })).map((one) => ({
    thing: `${one.kind} ${one.id}`,
    ...one,
  }));
}
const names = async (days?: { from: string; to: string }) => (await named(days)).map(({ thing }) => thing);

async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await service.context.pool.query(text, values)).rows;
}

const Kept = z.array(z.object({ row: z.record(z.string(), z.unknown()) }));

/** Something is wrong with one row while `look` runs. */
async function whileWrong<T>(table: string, id: string, fault: string, look: () => Promise<T>): Promise<T> {
  const [kept] = Kept.parse(await sql(`select to_jsonb(t) as row from ${table} t where id = $1`, [id]));
  await sql(
    fault === 'delete' ? `delete from ${table} where id = $1` : `update ${table} set ${fault} where id = $1`,
    [id],
  );
  try {
    return await look();
  } finally {
    await sql(`delete from ${table} where id = $1`, [id]);
    await sql(`insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`, [
      JSON.stringify(kept?.row),
    ]);
  }
}

/** Stripe has something else in one object while `look` runs. */
async function whileOther<T>(
  object: object,
  change: Record<string, unknown>,
  look: () => Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(change).map((name) => [name, Reflect.get(object, name)]));
  Object.assign(object, change);
  try {
    return await look();
  } finally {
    Object.assign(object, before);
  }
}

async function idsOf(table: string, where = 'true'): Promise<string[]> {
  const rows = await sql(`select id from ${table} where ${where} order by id`);
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

async function first(table: string, where?: string): Promise<string> {
  const [id] = await idsOf(table, where);
  if (id === undefined) throw new Error(`nothing in ${table}`);
  return id;
}

describe('a history that is all here', () => {
  it('has something of every kind', async () => {
    for (const table of ['payments', 'charges', 'refunds', 'disputes', 'payouts', 'balance_transactions']) {
      expect((await idsOf(table)).length, table).toBeGreaterThan(1);
    }
    expect(await idsOf('payouts', `status = 'failed'`)).not.toEqual([]);
    expect(await idsOf('payments', `id like 'in\\_%'`)).not.toEqual([]);
    expect(await idsOf('refunds', `status = 'failed'`)).not.toEqual([]);
  });

  it('differs nowhere, and its totals are equal', async () => {
    const { totals, variances, pending, compared } = await reconcile(service.context, {
      ...whole(),
      search: true,
    });
    expect(await named()).toEqual([]);
    expect({ variances, pending }).toEqual({ variances: 0, pending: 0 });
    expect(compared).toBeGreaterThan(30);
    expect([...new Set(totals.map(({ kind }) => kind))].toSorted()).toEqual(KINDS);
    for (const { ours, theirs, difference } of totals) expect([ours, difference]).toEqual([theirs, '0']);
  });
});

describe('one thing wrong here is found by one comparison, and nothing else is named:', () => {
  it.each([
    ['a payment of a cent more', 'payments', 'amount = amount + 1', 'payment'],
    ['a payment of a cent less', 'payments', 'amount = amount - 1', 'payment'],
    ['a payment in another currency', 'payments', `currency = 'gbp'`, 'payment'],
    ['a payment that is not here', 'payments', 'delete', 'payment'],
    ['a charge of a cent more', 'charges', 'amount = amount + 1', 'charge'],
    ['a charge that is not here', 'charges', 'delete', 'charge'],
    ['a fee that is a cent more', 'balance_transactions', 'fee = fee + 1', 'balance-transaction'],
    ['a net that is a cent less', 'balance_transactions', 'net = net - 1', 'balance-transaction'],
    ['a movement of something else', 'balance_transactions', `source_id = 'ch_other'`, 'balance-transaction'],
    ['a movement in another currency', 'balance_transactions', `currency = 'gbp'`, 'balance-transaction'],
    ['a movement that is not here', 'balance_transactions', 'delete', 'balance-transaction'],
    ['a refund of a cent more', 'refunds', 'amount = amount + 1', 'refund'],
    ['a refund that went otherwise', 'refunds', `status = 'canceled'`, 'refund'],
    ['a refund that is not here', 'refunds', 'delete', 'refund'],
    ['a dispute of a cent more', 'disputes', 'amount = amount + 1', 'dispute'],
    ['a dispute that ended otherwise', 'disputes', `status = 'needs_response'`, 'dispute'],
    ['a dispute that is not here', 'disputes', 'delete', 'dispute'],
    ['a payout of a cent more', 'payouts', 'amount = amount + 1', 'payout'],
    ['a payout that went otherwise', 'payouts', `status = 'pending'`, 'payout'],
    ['a payout that is not here', 'payouts', 'delete', 'payout'],
  ])('%s', async (_what, table, fault, kind) => {
    const where = table === 'charges' ? `status = 'succeeded'` : 'true';
    const [one = '', other = ''] = await idsOf(table, where);
    for (const id of [one, other]) {
      const found = await whileWrong(table, id, fault, named);
      expect(found).toMatchObject([{ thing: `${kind} ${id}`, pending: false }]);
      expect(found[0]?.note).toContain(id);
      expect(found[0]?.note).toMatch(/(?:Mend|Look): /);
    }
    expect(await names()).toEqual([]);
  });

  it('a line that is tied to no payout, and one that is tied to another', async () => {
    const [payout, other] = await idsOf('payouts', 'lines_read_at is not null');
    const line = await first('balance_transactions', `payout_id = '${payout}' and type <> 'payout'`);
    expect(await whileWrong('balance_transactions', line, 'payout_id = null', names)).toEqual([
      `payout-line ${line}`,
    ]);
    expect(await whileWrong('balance_transactions', line, `payout_id = '${other}'`, names)).toEqual([
      `payout-line ${line}`,
    ]);
  });

  it.each(['payments', 'charges', 'refunds', 'disputes', 'payouts', 'balance_transactions'])(
    'a row of %s that Stripe does not know',
    async (table) => {
      const real = await first(table, table === 'charges' ? `status = 'succeeded'` : 'true');
      const id = `${real.split('_')[0]}_invented`;
      const change = JSON.stringify({
        id,
        ...(table === 'charges' && { payment_intent_id: null }),
        ...(table === 'balance_transactions' && { payout_id: null }),
      });
      await sql(
        `insert into ${table} select (jsonb_populate_record(t, $2)).* from ${table} t where id = $1`,
        [real, change],
      );
      const found = await named();
      await sql(`delete from ${table} where id = $1`, [id]);
      expect(found.filter(({ thing }) => thing.endsWith(id))).toMatchObject([
        { finding: 'unknown-at-stripe', theirs: null, pending: false },
      ]);
      expect(found.map((one) => one.id)).toEqual(found.map(() => id));
    },
  );

  it('names cents and the day: ours, Stripe’s, difference', async () => {
    const id = await first('payments', `currency = 'usd'`);
    const [found] = await whileWrong('payments', id, 'amount = amount + 1', named);
    expect(found).toMatchObject({ finding: 'different', difference: 1n, currency: 'usd' });
    expect((found?.ours ?? 0n) - (found?.theirs ?? 0n)).toBe(1n);
    expect(found?.day).toBe(FIRST);
  });
});

describe('one thing wrong at Stripe is found by one comparison:', () => {
  it('a balance transaction of a cent more, though the balance has not moved', async () => {
    const object = one(service.stripe.list('balance_transaction').filter(({ type }) => type === 'charge'));
    const change = { amount: object.amount + 1, net: object.net + 1 };
    expect(await whileOther(object, change, names)).toEqual([`balance-transaction ${object.id}`]);
  });

  it('a charge that brought a cent more than is booked', async () => {
    const object = one(service.stripe.list('charge').filter(({ status }) => status === 'succeeded'));
    const { payment_intent: payment } = object;
    expect(await whileOther(object, { amount_captured: object.amount + 1 }, names)).toEqual([
      `charge ${object.id}`,
      `payment ${payment}`,
    ]);
  });

  it('a refund, a dispute and a payout', async () => {
    const refund = one(service.stripe.list('refund'));
    expect(await whileOther(refund, { amount: refund.amount + 1 }, names)).toEqual([`refund ${refund.id}`]);
    const dispute = one(service.stripe.list('dispute'));
    expect(await whileOther(dispute, { status: 'under_review' }, names)).toEqual([`dispute ${dispute.id}`]);
    const payout = one(service.stripe.list('payout'));
    expect(await whileOther(payout, { amount: payout.amount - 1 }, names)).toEqual([`payout ${payout.id}`]);
  });

  it('a payout whose lines do not come to what it brought, on either side', async () => {
    const payout = one(service.stripe.list('payout'));
    const change = { amount: payout.amount + 1 };
    const found = await whileOther(payout, change, () =>
      whileWrong('payouts', payout.id, 'amount = amount + 1', named),
    );
    expect(found).toMatchObject([{ thing: `payout ${payout.id}`, difference: 1n }]);
    expect(found[0]?.note).toContain('its lines there come to');
  });

  it('a cent that left the balance without a word', async () => {
    service.stripe.misbook(-1, 'usd');
    const found = await named();
    service.stripe.misbook(1, 'usd');
    expect(found).toMatchObject([{ thing: 'balance usd', day: null, difference: 1n, pending: false }]);
    expect(await names()).toEqual([]);
  });
});

describe('the balance finds a cent that is wrong on another day', () => {
  const lastDay = () => ({ from: today(), to: today() });

  it.each(['net = net + 1', 'delete'])('%s: that day is searched for, and named', async (fault) => {
    const id = await first('balance_transactions', `created_at < '2026-11-05'`);
    const found = await whileWrong('balance_transactions', id, fault, () => named(lastDay()));
    expect(found).toMatchObject([{ thing: `balance-transaction ${id}`, pending: false }]);
    expect(found[0]?.day).not.toBe(today());
  });

  it('after the days that were compared, too', async () => {
    const [id = ''] = (await idsOf('balance_transactions', `created_at > '2026-11-07'`)).slice(-1);
    const found = await whileWrong('balance_transactions', id, 'net = net + 1', () =>
      named({ from: FIRST, to: FIRST }),
    );
    expect(found).toMatchObject([{ thing: `balance-transaction ${id}` }]);
  });

  it('without a search it says that the balance differs', async () => {
    const id = await first('balance_transactions', `created_at < '2026-11-05'`);
    const run = await whileWrong('balance_transactions', id, 'net = net + 1', () =>
      reconcile(service.context, { ...lastDay(), search: false }),
    );
    const found = await findVariances(service.context.database, { runId: run.id });
    expect(found).toMatchObject([{ kind: 'balance', id: 'usd', difference: 1n }]);
  });
});

describe('what stands', () => {
  it('a comparison takes the place of what was found of its days before, and of no others', async () => {
    const id = await first('refunds');
    const found = await whileWrong('refunds', id, 'delete', named);
    const day = found[0]?.day ?? '';
    const other = day === FIRST ? today() : FIRST;
    const open = () => findVariances(service.context.database, whole());
    expect(await open()).toMatchObject([{ id }]);
    await reconcile(service.context, { from: other, to: other, search: false });
    expect(await open()).toMatchObject([{ id }]);
    await reconcile(service.context, { from: day, to: day, search: false });
    expect(await open()).toEqual([]);
  });
});

describe('what is on its way', () => {
  it('is marked, does not count, and counts once it is late; its charge and payment are one gap', async () => {
    service.stripe.delivery.setFaults({ hold: true });
    await lead(
      { service, clock },
      { kind: 'outside-payment', hasCustomer: false, address: 'x@example.org', pause: 0 },
    );
    const charge = service.stripe.list('charge').at(-1);
    const expected = [
      `balance-transaction ${charge?.balance_transaction}`,
      `payment ${charge?.payment_intent}`,
    ];
    const young = await named();
    expect(young.map(({ thing }) => thing)).toEqual(expected);
    expect(young.map(({ pending }) => pending)).toEqual([true, true]);

    clock.advance(20 * MINUTE);
    const late = await named();
    expect(late.map(({ thing }) => thing)).toEqual(expected);
    expect(late).toMatchObject([
      { finding: 'missing-here', pending: false },
      { finding: 'missing-here', pending: false, theirs: 700n, ours: null, currency: 'eur' },
    ]);
    expect(late[1]?.note).toContain(`backfill --since ${today()}`);

    service.stripe.delivery.setFaults({});
    await service.stripe.delivery.flush();
    await service.settled();
    await keepUp({ service, clock });
    expect(await names()).toEqual([]);
  });
});

describe(`any cent, anywhere (seed ${SEED})`, () => {
  const fault = fc.record({
    table: fc.constantFrom('payments', 'charges', 'refunds', 'disputes', 'payouts', 'balance_transactions'),
    row: fc.nat(),
    how: fc.constantFrom('delete', 'amount = amount + 1', 'amount = amount - 1'),
  });

  it('is found and named, and nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(fault, async ({ table, row, how }) => {
        const ids = await idsOf(table, table === 'charges' ? `status = 'succeeded'` : 'true');
        const id = ids[row % ids.length] ?? '';
        expect(await whileWrong(table, id, how, names)).toEqual([`${KIND_OF[table]} ${id}`]);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(await names()).toEqual([]);
  }, 600_000);
});

describe('an invoice that was paid by cash', () => {
  it('is no difference, though nobody asked in time how it was paid', async () => {
    const steps = ['declined-renewal', 'paid-outside'] as const;
    await lead(
      { service, clock },
      { kind: 'outside-subscription', address: 'cash@example.org', pause: 0, steps: [...steps] },
    );
    await service.settled();
    clock.advance(4 * DAY);
    service.stripe.tick();
    await service.settled();
    await keepUp({ service, clock });
    expect(await idsOf('payments', `id like 'in\\_%' and outside_stripe is null`)).not.toEqual([]);
    expect(await names()).toEqual([]);
  });
});

function one<T>([found]: readonly T[]): T {
  if (found === undefined) throw new Error('nothing of this kind');
  return found;
}
