import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, readJournal } from '../../src/ledger/journal/read-journal.ts';
import { ACCOUNTS, type Account } from '../../src/ledger/journal/rules.ts';
import { findVariances } from '../../src/ledger/reconcile/find-variances.ts';
import { reconcile } from '../../src/ledger/reconcile/reconcile.ts';
import { DAY } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { HAPPENING_NAMES, happen, LEAPS } from '../support/happenings.ts';
import { leadSomeDays, pass } from '../support/history.ts';
import { howMany, testSeed } from '../support/length.ts';
import { lead } from '../support/lives.ts';
import { randomLife } from '../support/random-lives.ts';
import { type Service, startService } from '../support/service.ts';

const SEED = testSeed();
const LIVES = howMany({ short: 40, verify: 200, long: 2_000 });
const FIRST = '2026-01-02';
const CURRENCIES = ['eur', 'usd'];

/**
 * Days that are lived through as they come: what Stripe says of them is heard, the balance is swept. At the end the books
 * are held against Stripe's, which the sandbox keeps on its own account: a register of the balance, and its payouts.
 */
describe.each([
  ['some days in which everything happens once', leadSomeDays],
  [`${LIVES} lives at random (seed ${SEED})`, leadRandomLives],
])('after %s', (_what, live) => {
  let clock: TestClock;
  let service: Service;
  let entries: Entry[];
  beforeAll(async () => {
    clock = testClock(`${FIRST}T10:00:00Z`);
    service = await startService({ clock, settings: { TRUST_PROXY: '1' } });
    await live({ service, clock });
    // The last day's money is on its way still: some of it pending, none of it unheard of.
    await lead({ service, clock }, { kind: 'once', ending: 'paid', address: 'last@example.org', pause: 0 });
    await lead(
      { service, clock },
      { kind: 'outside-payment', hasCustomer: false, address: 'x@example.org', pause: 0 },
    );
    await pass({ service, clock }, 0);
    entries = await journal();
  }, 600_000);
  afterAll(() => service.stop());

  async function journal(): Promise<Entry[]> {
    const all: Entry[] = [];
    const range = { to: '2035-12-31', timeZone: 'UTC' };
    for await (const page of readJournal(service.context.database, range, 7)) all.push(...page);
    return all;
  }

  async function named(): Promise<string[]> {
    const days = { from: FIRST, to: clock.now().toISOString().slice(0, 10) };
    const { id } = await reconcile(service.context, { ...days, search: true });
    const found = await findVariances(service.context.database, { runId: id });
    return found.map((one) => `${one.kind} ${one.id}`);
  }

  it('two currencies have settled, and every page of the journal follows on the one before', () => {
    expect([...new Set(entries.map(({ currency }) => currency))].toSorted()).toEqual(CURRENCIES);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(entries.map(({ id }) => id).toSorted()).toEqual(
      service.stripe
        .list('balance_transaction')
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('postings sum to zero, each transaction and each currency', () => {
    for (const { id, postings } of entries) expect(sumOf(postings), id).toBe(0n);
  });

  it('the journal’s balance is what Stripe says, pending and available together', async () => {
    expect(standing(entries, ACCOUNTS.balance)).toEqual((await balances(service)).total);
  });

  it('and apart: what is not available yet is what Stripe says is pending', async () => {
    const { rows } = await service.context.pool.query<{ id: string }>(
      'select id from balance_transactions where available_at > $1',
      [clock.now()],
    );
    const waiting = new Set(rows.map(({ id }) => id));
    const parts = await balances(service);
    expect(waiting.size).toBeGreaterThan(0);
    expect(
      standing(
        entries.filter(({ id }) => waiting.has(id)),
        ACCOUNTS.balance,
      ),
    ).toEqual(parts.pending);
    expect(
      standing(
        entries.filter(({ id }) => !waiting.has(id)),
        ACCOUNTS.balance,
      ),
    ).toEqual(parts.available);
  });

  it('the lines of each payout come to the payout, and to what the bank account got', async () => {
    const payouts = service.stripe.list('payout').filter(({ automatic }) => automatic);
    const reconciled = payouts.filter(({ reconciliation_status: status }) => status === 'completed');
    expect(reconciled.length).toBeGreaterThan(CURRENCIES.length);
    for (const { id, amount, currency, balance_transaction: own } of reconciled) {
      const lines = entries.filter((one) => one.payoutId === id && one.id !== own);
      expect(new Set(lines.map((line) => line.currency)), id).toEqual(new Set([currency]));
      expect(sumOf(lines.flatMap(({ postings }) => only(postings, ACCOUNTS.balance))), id).toBe(
        BigInt(amount),
      );
      const out = entries.filter((one) => one.id === own);
      expect(sumOf(out.flatMap(({ postings }) => only(postings, ACCOUNTS.bank))), id).toBe(BigInt(amount));
    }
  });

  it('the bank has what was paid out and did not come back', () => {
    const bank = new Map<string, bigint>();
    for (const { amount, currency, status } of service.stripe.list('payout')) {
      const arrived = status === 'failed' || status === 'canceled' ? 0n : BigInt(amount);
      bank.set(currency, (bank.get(currency) ?? 0n) + arrived);
    }
    expect(standing(entries, ACCOUNTS.bank)).toEqual(
      Object.fromEntries([...bank].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    );
  });

  it('nothing stands in suspense', () => {
    const held = entries.filter(({ postings }) => only(postings, ACCOUNTS.suspense).length > 0);
    expect(held.map(({ id, type, sourceId }) => ({ id, type, sourceId }))).toEqual([]);
  });

  it('a comparison finds no difference', async () => {
    expect(await named()).toEqual([]);
  });

  it.each(CURRENCIES)('a cent that moves at Stripe without a word (%s) is named', async (currency) => {
    service.stripe.misbook(1, currency);
    try {
      expect(await named()).toEqual([`balance ${currency}`]);
      expect(standing(entries, ACCOUNTS.balance)).not.toEqual((await balances(service)).total);
    } finally {
      service.stripe.misbook(-1, currency);
    }
  });

  it.each(CURRENCIES)('a cent that is wrong in our books (%s) is named', async (currency) => {
    const id = entries.find((one) => one.currency === currency)?.id;
    const change = (cents: number) =>
      service.context.pool.query('update balance_transactions set net = net + $2 where id = $1', [id, cents]);
    await change(1);
    try {
      expect(await named()).toEqual([`balance-transaction ${id}`]);
    } finally {
      await change(-1);
    }
    expect(await named()).toEqual([]);
  });
});

async function leadRandomLives({ service, clock }: { service: Service; clock: TestClock }): Promise<void> {
  service.stripe.setPayouts('daily');
  // Here payouts go out each night. Those by hand, which leap over nights, are for others: in the sandbox both together
  // leave lines that do not sum.
  const happenings = HAPPENING_NAMES.filter((name) => !LEAPS.includes(name));
  const afterwards = fc.array(fc.constantFrom(...happenings), { maxLength: 3 });
  const lives = fc.sample(fc.tuple(randomLife, afterwards), { numRuns: LIVES, seed: SEED });
  for (const [index, [life, then]] of lives.entries()) {
    await lead({ service, clock }, { ...life, afterwards: [] });
    await pass({ service, clock }, 0);
    for (const happening of then) {
      // What was due before happens before.
      service.stripe.tick();
      await service.settled();
      await happen({ service, clock }, happening);
      await service.settled();
    }
    if (index % 4 === 3) await pass({ service, clock }, DAY);
  }
  service.stripe.setLateBalanceTransactions(false);
  service.stripe.settleBalances();
  for (let day = 0; day < 8; day += 1) await pass({ service, clock }, DAY);
}

type Postings = Entry['postings'];

function only(postings: Postings, account: Account): Postings {
  return postings.filter((posting) => posting.account === account);
}

function sumOf(postings: Postings): bigint {
  return postings.reduce((sum, { amount }) => sum + amount, 0n);
}

/** What stands on an account, by currency. */
function standing(entries: readonly Entry[], account: Account): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const currency of CURRENCIES) {
    const own = entries.filter((entry) => entry.currency === currency);
    sums[currency] = sumOf(own.flatMap(({ postings }) => only(postings, account)));
  }
  return sums;
}

async function balances({ context }: Service) {
  const { available, pending } = await context.stripe.balance.retrieve();
  const of = (parts: { amount: number; currency: string }[]) =>
    Object.fromEntries(
      CURRENCIES.map((currency) => [
        currency,
        parts
          .filter((part) => part.currency === currency)
          .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
      ]),
    );
  return { available: of(available), pending: of(pending), total: of([...available, ...pending]) };
}
