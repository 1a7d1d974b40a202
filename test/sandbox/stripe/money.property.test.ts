import fc from 'fast-check';
import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../../src/platform/time.ts';
import { StripeFault } from '../../../src/sandbox/stripe/errors.ts';
import { NEXT } from '../../../src/sandbox/stripe/objects/dispute.ts';
import { howMany, testSeed } from '../../support/length.ts';
import { type Running, start } from './harness.ts';
import { allTransactions, expectBalanced, payCard } from './money.ts';

const RUNS = howMany({ short: 25, verify: 150, long: 3_000 });
const SEED = testSeed();

const METHODS = [
  'pm_card_visa',
  'pm_card_createDispute',
  'pm_card_createDisputeInquiry',
  'pm_card_createIssuerFraudRecord',
  'pm_card_pendingRefund',
  'pm_card_refundFail',
  'pm_usBankAccount_success',
] as const;

/** `which` chooses among what there is, `share` how much of it. */
type Step = { act: keyof typeof ACTS; which: number; share: number };

function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % Math.max(from.length, 1)];
}

function part(amount: number, share: number): number {
  return Math.max(1, Math.round(amount * share));
}

const CURRENCIES = ['usd', 'eur', 'gbp', 'jpy', 'kwd'] as const;

const ACTS = {
  pay: async (running: Running, { which, share }: Step) => {
    const method = pick(METHODS, which) ?? 'pm_card_visa';
    const currency = method === 'pm_usBankAccount_success' ? 'usd' : (pick(CURRENCIES, which) ?? 'usd');
    await payCard(running, { amount: 5_000 + 10 * part(2_000, share), currency, method });
  },
  refund: async ({ stripe, sandbox }: Running, { which, share }: Step) => {
    const charge = pick(sandbox.list('charge'), which);
    if (charge) await stripe.refunds.create({ charge: charge.id, amount: part(charge.amount, share) });
  },
  refundFails: ({ sandbox }: Running, { which }: Step) => {
    const refund = pick(sandbox.list('refund'), which);
    if (refund) sandbox.failRefund(refund.id);
  },
  dispute: ({ sandbox }: Running, { which, share }: Step) => {
    const charge = pick(sandbox.list('charge'), which);
    if (charge) sandbox.dispute(charge.id, { amount: part(charge.amount, share), inquiry: which % 2 === 0 });
  },
  disputeGoesOn: ({ sandbox }: Running, { which, share }: Step) => {
    const open = sandbox.list('dispute').filter(({ status }) => Object.hasOwn(NEXT, status));
    const dispute = pick(open, which);
    const to = pick(NEXT[dispute?.status ?? ''] ?? [], which);
    if (!dispute || !to) return;
    const partly = which % 3 === 0 ? { reinstated: part(dispute.amount, share) } : {};
    sandbox.advanceDispute(dispute.id, to, partly);
  },
  rateMoves: ({ sandbox }: Running, { which, share }: Step) => {
    sandbox.setExchangeRate(which % 2 === 0 ? 'jpy' : 'kwd', 0.3 + share);
  },
  timePasses: ({ clock, sandbox }: Running, { which }: Step) => {
    clock.advance(pick([1_000, 10_000, HOUR, 5 * HOUR, DAY, DAY, 2 * DAY, 10 * DAY], which) ?? 0);
    sandbox.tick();
  },
  payOut: async ({ stripe, sandbox }: Running, { which, share }: Step) => {
    if (which % 3 > 0) return void sandbox.payOut();
    const held = (await stripe.balance.retrieve()).available.filter(({ amount }) => amount > 0);
    const { amount, currency } = pick(held, which) ?? { amount: 1_000, currency: 'usd' };
    await stripe.payouts.create({ amount: part(amount, share), currency });
  },
  payoutFails: ({ sandbox }: Running, { which }: Step) => {
    const payout = pick(sandbox.list('payout'), which);
    if (payout) sandbox.failPayout(payout.id);
  },
  payoutIsCanceled: async ({ stripe, sandbox }: Running, { which }: Step) => {
    const payout = pick(sandbox.list('payout'), which);
    if (payout) await stripe.payouts.cancel(payout.id);
  },
  otherwise: ({ sandbox }: Running, { which, share }: Step) => {
    const currency = pick(['usd', 'eur', 'gbp'], which) ?? 'usd';
    if (which % 3 === 0) sandbox.chargeStripeFee(part(500, share), currency);
    else if (which % 3 === 1) sandbox.holdReserve(part(1_000, share) - 500, currency);
    else sandbox.adjust(part(1_000, share) - 500, currency, 'unheard_of');
  },
  balancesComeLate: ({ sandbox }: Running, { which }: Step) => {
    sandbox.setLateBalanceTransactions(which % 2 === 0);
    if (which % 2 === 1) sandbox.settleBalances();
  },
};

const acts: (keyof typeof ACTS)[] = [
  ...(['pay', 'pay', 'pay', 'pay', 'timePasses', 'timePasses', 'payOut', 'refund', 'refund'] as const),
  ...(['refundFails', 'dispute', 'disputeGoesOn', 'disputeGoesOn', 'rateMoves', 'payoutFails'] as const),
  ...(['payoutIsCanceled', 'otherwise', 'balancesComeLate'] as const),
];
const step = fc.record({
  act: fc.constantFrom(...acts),
  which: fc.nat({ max: 40 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** What Stripe refuses changes nothing, and is no failure of this test. */
async function take(running: Running, one: Step): Promise<void> {
  try {
    await ACTS[one.act](running, one);
  } catch (error) {
    const refused =
      error instanceof StripeFault
        ? error.status < 500
        : error instanceof Stripe.errors.StripeInvalidRequestError;
    if (!refused) throw error;
  }
}

async function expectPayoutsSum(running: Running): Promise<void> {
  for (const { id, amount, automatic, currency } of running.sandbox.list('payout')) {
    if (!automatic) continue;
    const lines = await allTransactions(running, { payout: id });
    const paid = lines.filter(({ source, type }) => !(source === id && type === 'payout'));
    expect([id, paid.reduce((sum, { net }) => sum + net, 0)]).toEqual([id, amount]);
    expect(new Set(lines.map((line) => line.currency))).toEqual(new Set([currency]));
    expect(lines).toHaveLength(paid.length + 1);
  }
}

/** What charges say of themselves follows from their refunds and disputes. */
function expectChargesFollow({ sandbox }: Running): void {
  for (const charge of sandbox.list('charge')) {
    const given = sandbox
      .list('refund')
      .filter((one) => one.charge === charge.id && one.status !== 'failed' && one.status !== 'canceled')
      .reduce((sum, { amount }) => sum + amount, 0);
    const disputed = sandbox.list('dispute').some((one) => one.charge === charge.id);
    expect([charge.id, charge.amount_refunded, charge.refunded, charge.disputed]).toEqual([
      charge.id,
      given,
      given === charge.amount,
      disputed,
    ]);
  }
}

describe(`whatever happens to money (seed ${SEED})`, () => {
  const moved = new Set<string>();

  it('leaves the balance equal to its transactions at every step, and payouts to their lines', async () => {
    const lives = fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const running = await start();
        try {
          for (const one of steps) {
            await take(running, one);
            await expectBalanced(running);
          }
          await expectPayoutsSum(running);
          expectChargesFollow(running);
          for (const { type } of running.sandbox.list('balance_transaction')) moved.add(type);
        } finally {
          await running.stop();
        }
      },
    );
    await fc.assert(lives, { seed: SEED, numRuns: RUNS, endOnFailure: true });
  }, 3_600_000);

  afterAll(() => {
    const expected = 'charge payment refund refund_failure adjustment payout payout_failure stripe_fee';
    for (const type of expected.split(' ')) expect(moved).toContain(type);
  });
});
