import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, journalise, type Movement, type RefundFacts } from '../../src/ledger/journal/rules.ts';
import { type Minor, minor, money } from '../../src/platform/money.ts';

const GIFT: Movement['charge'] = {
  id: 'ch_1',
  paymentId: 'pi_1',
  presentment: money(1000, 'usd'),
  settled: money(937, 'eur'),
};

type Told = Partial<Omit<Movement, 'amount' | 'fee' | 'net'>> & {
  amount: number;
  fee?: number;
  net?: number;
};

function movement({ amount, fee = 0, net = amount - fee, ...told }: Told): Movement {
  return {
    id: 'txn_1',
    type: 'charge',
    category: told.type ?? 'charge',
    currency: 'eur',
    sourceId: 'ch_1',
    payoutId: null,
    charge: null,
    refund: null,
    dispute: null,
    isPayout: false,
    ...told,
    amount: minor(amount),
    fee: minor(fee),
    net: minor(net),
  };
}

/** `account amount`, line by line. */
function postingsOf(told: Told): string[] {
  return journalise(movement(told)).postings.map(({ account, amount }) => `${account} ${amount}`);
}

function refundFacts(id: string, amount: number, second: number, undone = false): RefundFacts {
  return { id, amount: minor(amount), createdAt: new Date(second * 1000), undone };
}

/** The movement of one refund among all of its charge, at the rate of its own day. */
function refundOf(id: string, all: RefundFacts[], amount: number, told: Partial<Told> = {}): Told {
  const own = all.find((one) => one.id === id);
  const refund = { id, presentment: money(own?.amount ?? 0, 'usd'), all };
  return { type: 'refund', sourceId: id, charge: GIFT, refund, amount, ...told };
}

describe('the whole life of a gift of 10.00 USD that settled for 9.37 EUR, cent by cent', () => {
  const all = [refundFacts('re_1', 333, 1), refundFacts('re_2', 333, 2), refundFacts('re_3', 334, 3)];

  it('comes in, less the fee', () => {
    expect(postingsOf({ amount: 937, fee: 43, charge: GIFT })).toEqual([
      'assets:stripe:balance 894',
      'expenses:processing-fees 43',
      'income:contributions -937',
    ]);
  });

  it('a third is given back at a worse rate: at its own rate in the books, the rest is what the exchange cost', () => {
    // 3.33 of 10.00 is 3.12021 of 9.37, so 3.12; Stripe took 3.20.
    expect(postingsOf(refundOf('re_1', all, -320))).toEqual([
      'assets:stripe:balance -320',
      'income:refunds 312',
      'expenses:exchange-differences 8',
    ]);
  });

  it('the next third is cut from the running total', () => {
    // 6.66 of 10.00 is 6.24042: 6.24 less the 3.12 of before. Stripe took 3.05, a better rate.
    expect(postingsOf(refundOf('re_2', all, -305))).toEqual([
      'assets:stripe:balance -305',
      'income:refunds 312',
      'expenses:exchange-differences -7',
    ]);
  });

  it('the last one leaves nothing', () => {
    // 9.37 less 6.24.
    expect(postingsOf(refundOf('re_3', all, -313))).toEqual([
      'assets:stripe:balance -313',
      'income:refunds 313',
    ]);
  });

  it('a refund that fails comes back exactly as it went', () => {
    const failed = [refundFacts('re_1', 333, 1, true)];
    expect(postingsOf(refundOf('re_1', failed, 320, { type: 'refund_failure' }))).toEqual([
      'assets:stripe:balance 320',
      'income:refunds -312',
      'expenses:exchange-differences -8',
    ]);
  });

  it('is disputed, with a fee, in part won, and the fee returned', () => {
    const disputed = { type: 'adjustment', charge: GIFT, dispute: { presentment: money(1000, 'usd') } };
    expect(postingsOf({ ...disputed, category: 'dispute', amount: -950, fee: 2000 })).toEqual([
      'assets:stripe:balance -2950',
      'expenses:dispute-fees 2000',
      'income:disputes 950',
    ]);
    expect(postingsOf({ ...disputed, category: 'dispute_reversal', amount: 400, fee: -2000 })).toEqual([
      'assets:stripe:balance 2400',
      'expenses:dispute-fees -2000',
      'income:disputes -400',
    ]);
  });

  it('a direct debit bounces: the whole charge, at its own rate', () => {
    const bounced = { type: 'payment_failure_refund', category: 'charge_failure', charge: GIFT };
    expect(postingsOf({ ...bounced, amount: -940, fee: -43 })).toEqual([
      'assets:stripe:balance -897',
      'expenses:processing-fees -43',
      'income:reversals 937',
      'expenses:exchange-differences 3',
    ]);
  });

  it('reaches the bank, and comes back from there', () => {
    const paidOut = { isPayout: true, sourceId: 'po_1' };
    expect(postingsOf({ ...paidOut, type: 'payout', amount: -894 })).toEqual([
      'assets:stripe:balance -894',
      'assets:bank 894',
    ]);
    expect(postingsOf({ ...paidOut, type: 'payout_failure', amount: 894 })).toEqual([
      'assets:stripe:balance 894',
      'assets:bank -894',
    ]);
  });
});

describe('what Stripe takes or holds back', () => {
  it.each([
    ['stripe_fee', 'fee', 'expenses:other-stripe-fees'],
    ['stripe_fx_fee', 'fee', 'expenses:other-stripe-fees'],
    ['tax_fee', 'tax', 'expenses:other-stripe-fees'],
    ['adjustment', 'fee', 'expenses:other-stripe-fees'],
    ['reserve_transaction', 'risk_reserved_funds', 'assets:stripe:reserves'],
    ['reserved_funds', 'risk_reserved_funds', 'assets:stripe:reserves'],
    ['reserve_hold', 'reserve_hold', 'assets:stripe:reserves'],
    ['payment_network_reserve_hold', 'payment_network_reserve_hold', 'assets:stripe:reserves'],
    ['payout_minimum_balance_hold', 'payout_minimum_balance_hold', 'assets:stripe:reserves'],
    ['topup_reversal', 'topup_reversal', 'assets:bank'],
  ])('%s, %s: %s', (type, category, account) => {
    expect(postingsOf({ type, category, sourceId: null, amount: -200 })).toEqual([
      'assets:stripe:balance -200',
      `${account} 200`,
    ]);
  });
});

describe('what is not explained waits in suspense', () => {
  const unpaid = { ...GIFT, paymentId: null } as const;
  it.each<[string, Told]>([
    ['a charge that is not in our books', { amount: 937 }],
    [
      'a charge whose payment is not',
      { amount: 937, charge: { ...unpaid, id: 'ch_1', presentment: money(1000, 'usd'), settled: null } },
    ],
    ['a refund that is not', { type: 'refund', amount: 937, charge: GIFT }],
    ['a dispute that is not', { type: 'adjustment', category: 'dispute', amount: 937, charge: GIFT }],
    ['a payout that is not', { type: 'payout', amount: 937 }],
    [
      'an adjustment of another kind',
      { type: 'adjustment', category: 'other_adjustment', amount: 937, charge: GIFT },
    ],
    // A gift of ours to the climate, not one of a giver to us.
    ['a Stripe Climate contribution', { type: 'contribution', amount: 937 }],
    ['a type that is newer than this line', { type: 'moon_fee', amount: 937, charge: GIFT }],
    ['a type with the name of a method', { type: 'toString', category: 'constructor', amount: 937 }],
  ])('%s', (_what, told) => {
    expect(postingsOf(told)).toEqual(['assets:stripe:balance 937', 'equity:suspense -937']);
  });

  it('with its fee where fees belong', () => {
    expect(postingsOf({ amount: 937, fee: 43 })).toEqual([
      'assets:stripe:balance 894',
      'expenses:processing-fees 43',
      'equity:suspense -937',
    ]);
  });

  it('what takes such a charge back stands there, too, so that suspense empties again', () => {
    const charge = {
      id: 'ch_1',
      paymentId: null,
      presentment: money(937, 'eur'),
      settled: money(937, 'eur'),
    };
    const all = [refundFacts('re_1', 937, 1)];
    expect(postingsOf({ ...refundOf('re_1', all, -937), charge })).toEqual([
      'assets:stripe:balance -937',
      'equity:suspense 937',
    ]);
  });

  it('a refund at a rate, where what the charge brought is not known', () => {
    const all = [refundFacts('re_1', 1000, 1)];
    const charge = { id: 'ch_1', paymentId: 'pi_1', presentment: money(1000, 'usd'), settled: null };
    expect(postingsOf({ ...refundOf('re_1', all, -950), charge })).toEqual([
      'assets:stripe:balance -950',
      'equity:suspense 950',
    ]);
  });

  it('a net that is not amount less fee', () => {
    expect(postingsOf({ amount: 937, fee: 43, net: 893, charge: GIFT })).toEqual([
      'assets:stripe:balance 893',
      'expenses:processing-fees 43',
      'income:contributions -937',
      'equity:suspense 1',
    ]);
  });
});

it('the memo is what the giver saw', () => {
  expect(journalise(movement({ amount: 937, charge: GIFT })).presentment).toEqual(money(1000, 'usd'));
  const all = [refundFacts('re_1', 333, 1)];
  expect(journalise(movement(refundOf('re_1', all, -320))).presentment).toEqual(money(333, 'usd'));
});

const total = (amounts: Minor[]) => amounts.reduce<bigint>((sum, amount) => sum + amount, 0n);

describe('whatever Stripe tells', () => {
  const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const type = fc.oneof(
    fc.constantFrom(
      ...['charge', 'payment', 'refund', 'payment_refund', 'refund_failure', 'payment_failure_refund'],
      ...[
        'payment_reversal',
        'adjustment',
        'payout',
        'payout_failure',
        'topup',
        'stripe_fee',
        'reserve_hold',
      ],
    ),
    fc.string(),
  );
  const anything = fc.record({
    type,
    category: fc.constantFrom('dispute', 'dispute_reversal', 'fee', 'refund_failure', 'else'),
    amount,
    fee: amount,
    net: amount,
    charge: fc.option(
      fc.record({
        id: fc.constant('ch_1'),
        paymentId: fc.option(fc.constant('pi_1')),
        presentment: fc.tuple(fc.nat(), fc.constantFrom('usd', 'eur', 'jpy')).map((told) => money(...told)),
        settled: fc.option(fc.tuple(fc.nat(), fc.constantFrom('eur', 'usd')).map((told) => money(...told))),
      }),
    ),
    refund: fc.option(
      fc.nat({ max: 1000 }).map((part) => ({
        id: 're_1',
        presentment: money(part, 'usd'),
        all: [refundFacts('re_1', part, 1), refundFacts('re_0', 7, 0)],
      })),
    ),
    dispute: fc.option(fc.constant({ presentment: money(1000, 'usd') })),
    isPayout: fc.boolean(),
  });

  it('postings sum to zero, and the Stripe balance gets the net', () => {
    fc.assert(
      fc.property(anything, (told) => {
        const { postings } = journalise(movement(told));
        expect(total(postings.map((posting) => posting.amount))).toBe(0n);
        const balance = postings.filter(({ account }) => account === ACCOUNTS.balance);
        expect(total(balance.map((posting) => posting.amount))).toBe(BigInt(told.net));
      }),
    );
  });
});

describe('the refunds of a charge', () => {
  const history = fc
    .record({
      presentment: fc.integer({ min: 1, max: 1_000_000 }),
      settled: fc.integer({ min: 0, max: 5_000_000 }),
      parts: fc.array(
        fc.record({
          share: fc.integer({ min: 1, max: 1000 }),
          second: fc.integer({ min: 0, max: 3 }),
          failed: fc.boolean(),
          rate: fc.integer({ min: 1, max: 3_000_000 }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
    })
    .map(({ presentment, settled, parts }) => {
      // Those that stand take the whole charge, whatever else failed on the way.
      let left = presentment;
      const facts = parts.map(({ share, second, failed, rate }, index) => {
        const size = failed ? Math.min(share, presentment) : Math.min(share, left);
        if (!failed) left -= size;
        return { ...refundFacts(`re_${index}`, size, second, failed), rate };
      });
      return { settled, presentment, facts: [...facts, { ...refundFacts('re_last', left, 9), rate: 1 }] };
    });
  const shuffled = history.chain((one) =>
    fc.shuffledSubarray(one.facts, { minLength: one.facts.length }).map((order) => ({ ...one, order })),
  );

  it('take back exactly what the whole charge brought, in whatever order they are told', () => {
    fc.assert(
      fc.property(shuffled, ({ settled, presentment, facts, order }) => {
        const charge = {
          id: 'ch_1',
          paymentId: 'pi_1',
          presentment: money(presentment, 'usd'),
          settled: money(settled, 'eur'),
        };
        const booked = (all: RefundFacts[], one: (typeof facts)[number], type: string) => {
          const refund = { id: one.id, presentment: { amount: one.amount, currency: 'usd' }, all };
          const amount = type === 'refund' ? -one.rate : one.rate;
          return journalise(movement({ type, amount, charge, refund })).postings;
        };
        const ofRefunds = order.flatMap((one) =>
          one.undone
            ? [...booked(order, one, 'refund'), ...booked(order, one, 'refund_failure')]
            : booked(order, one, 'refund'),
        );
        const refunds = ofRefunds.filter(({ account }) => account === ACCOUNTS.refunds);
        expect(total(refunds.map(({ amount }) => amount))).toBe(BigInt(settled));
        for (const one of facts) expect(booked(order, one, 'refund')).toEqual(booked(facts, one, 'refund'));
      }),
    );
  });
});
