import { DAY, HOUR, plus, SECOND } from '../../platform/time.ts';
import type { BalanceTransactionReading, DisputeReading, RefundReading } from '../../stripe/readings.ts';
import { move, settle } from './balance.ts';
import { later, newId, tell, type World } from './world.ts';

export type Paid = { charge: string; intent: string; amount: number; currency: string };

/** What follows on a payment, and how often. */
const WHAT_FOLLOWS = {
  nothing: 960,
  refund: 18,
  'part-refund': 6,
  'failed-refund': 3,
  'dispute-won': 3,
  'dispute-lost': 5,
  inquiry: 1,
  warning: 4,
};

type Happens = (world: World, at: Date, paid: Paid) => void;

const HOW: Record<keyof typeof WHAT_FOLLOWS, Happens> = {
  nothing: () => {},
  refund: (world, at, paid) => refund(world, at, paid, { amount: paid.amount, fails: false }),
  'part-refund': (world, at, paid) =>
    refund(world, at, paid, { amount: Math.ceil(paid.amount / 3), fails: false }),
  'failed-refund': (world, at, paid) => refund(world, at, paid, { amount: paid.amount, fails: true }),
  'dispute-won': (world, at, paid) => dispute(world, at, paid, true),
  'dispute-lost': (world, at, paid) => dispute(world, at, paid, false),
  inquiry: inquire,
  warning: warn,
};

const DISPUTE_FEE: Record<string, number> = { usd: 1_500, eur: 2_000 };

/** A few payments are given back, taken back, or suspected. */
export function regret(world: World, paidAt: Date, paid: Paid): void {
  const happens = HOW[world.chance.pick(WHAT_FOLLOWS)];
  const at = plus(paidAt, world.chance.whole(1, 40) * DAY + world.chance.whole(0, 20) * HOUR);
  if (happens !== HOW.nothing) later(world, at, () => happens(world, at, paid));
}

function refund(
  world: World,
  at: Date,
  paid: Paid,
  { amount, fails }: { amount: number; fails: boolean },
): void {
  const id = newId(world, 're');
  const settled = settle(amount, paid.currency, at);
  const money = { source: id, currency: settled.currency, rate: settled.rate, atOnce: true };
  const out = move(world, at, { type: 'refund', category: 'refund', amount: -settled.amount, ...money });
  const reading: RefundReading = {
    kind: 'refund',
    id,
    charge: paid.charge,
    paymentIntent: paid.intent,
    amount,
    currency: paid.currency,
    status: 'succeeded',
    reason: 'requested_by_customer',
    failureReason: null,
    balanceTransaction: out.id,
    failureBalanceTransaction: null,
    createdAt: at.toISOString(),
  };
  tell(world, 'refund.created', at, { reading });
  if (!fails) return;
  const failsAt = plus(at, 6 * DAY);
  later(world, failsAt, () => {
    const failure = { type: 'refund_failure', category: 'refund_failure', amount: settled.amount };
    const back = move(world, failsAt, { ...failure, ...money });
    tell(world, 'refund.failed', failsAt, {
      reading: {
        ...reading,
        status: 'failed',
        failureReason: 'lost_or_stolen_card',
        failureBalanceTransaction: back.id,
      },
    });
  });
}

function warn(world: World, at: Date, { charge, intent }: Paid): void {
  tell(world, 'radar.early_fraud_warning.created', at, {
    reading: {
      kind: 'fraud-warning',
      id: newId(world, 'issfr'),
      charge,
      paymentIntent: intent,
      fraudType: 'made_with_stolen_card',
      actionable: true,
      createdAt: at.toISOString(),
    },
  });
}

function disputeOf(world: World, at: Date, { charge, intent, amount, currency }: Paid): DisputeReading {
  return {
    kind: 'dispute',
    id: newId(world, 'du'),
    charge,
    paymentIntent: intent,
    amount,
    currency,
    status: 'needs_response',
    reason: 'fraudulent',
    respondBy: plus(at, 9 * DAY).toISOString(),
    balanceTransactions: [],
    createdAt: at.toISOString(),
  };
}

/** A bank asks first, and no money moves. */
function inquire(world: World, at: Date, paid: Paid): void {
  const reading = { ...disputeOf(world, at, paid), status: 'warning_needs_response' };
  tell(world, 'charge.dispute.created', at, { reading });
  const closesAt = plus(at, 20 * DAY);
  later(world, closesAt, () =>
    tell(world, 'charge.dispute.closed', closesAt, { reading: { ...reading, status: 'warning_closed' } }),
  );
}

function dispute(world: World, at: Date, paid: Paid, won: boolean): void {
  const opened = disputeOf(world, at, paid);
  const settled = settle(paid.amount, paid.currency, at);
  const fee = DISPUTE_FEE[settled.currency] ?? 0;
  const money = {
    type: 'adjustment',
    source: opened.id,
    currency: settled.currency,
    rate: settled.rate,
    atOnce: true,
  };
  const out = move(world, at, { category: 'dispute', amount: -settled.amount, fee, ...money });
  const withdrawn = { ...opened, balanceTransactions: [lineOf(out)] };
  tell(world, 'charge.dispute.created', at, { reading: opened });
  tell(world, 'charge.dispute.funds_withdrawn', plus(at, SECOND), { reading: withdrawn });
  const closesAt = plus(at, world.chance.whole(15, 45) * DAY);
  later(world, closesAt, () => {
    const closed = { ...withdrawn, status: won ? 'won' : 'lost' };
    tell(world, 'charge.dispute.closed', closesAt, { reading: closed });
    if (!won) return;
    const back = move(world, closesAt, { category: 'dispute_reversal', amount: settled.amount, ...money });
    const reinstated = { ...closed, balanceTransactions: [lineOf(out), lineOf(back)] };
    tell(world, 'charge.dispute.funds_reinstated', plus(closesAt, SECOND), { reading: reinstated });
  });
}

function lineOf({ kind: _kind, payout: _payout, ...line }: BalanceTransactionReading) {
  return line;
}
