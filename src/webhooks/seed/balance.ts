import { DAY, HOUR, MINUTE, plus } from '../../platform/time.ts';
import type { BalanceTransactionReading, PayoutReading } from '../../stripe/readings.ts';
import { answer, dayOf, later, newId, tell, type World } from './world.ts';

/** Whole percents of fees as Stripe publishes them, the fixed part in minor units of the settlement currency. */
type Settlement = { currency: string; rate: number | null; share: number; fixed: number };

const SETTLEMENTS: Record<string, Settlement> = {
  usd: { currency: 'usd', rate: null, share: 0.029, fixed: 30 },
  eur: { currency: 'eur', rate: null, share: 0.015, fixed: 25 },
  gbp: { currency: 'eur', rate: 1.17, share: 0.0425, fixed: 25 },
  // A yen has no cents: one is worth about two thirds of one.
  jpy: { currency: 'usd', rate: 0.67, share: 0.054, fixed: 30 },
};
const HELD = ['usd', 'eur'];
const SETTLES_AFTER = 2;
/** The sweep comes by every ten minutes. */
const SWEPT_AFTER = 6 * MINUTE;

export type Settled = { currency: string; amount: number; fee: number; rate: string | null };

/** What of a payment reaches the balance, at the rate of the day, and what Stripe keeps. */
export function settle(amount: number, presented: string, at: Date): Settled {
  const { currency, rate, share, fixed } = SETTLEMENTS[presented] ?? SETTLEMENTS.usd ?? never();
  const ofDay = rate === null ? null : (rate * (1 + 0.04 * Math.sin(dayOf(at) / 90))).toFixed(6);
  const settled = ofDay === null ? amount : Math.round(amount * Number(ofDay));
  return { currency, amount: settled, fee: Math.round(settled * share) + fixed, rate: ofDay };
}

function never(): never {
  throw new Error('a currency that is not settled');
}

type Movement = Pick<BalanceTransactionReading, 'type' | 'category' | 'source' | 'amount' | 'currency'> & {
  fee?: number;
  rate?: string | null;
  /** paid out with the next payout, instead of two days later */
  atOnce?: boolean;
};

/** Moves money on the balance; the sweep tells of it, and later the payout that carries it. */
export function move(world: World, at: Date, movement: Movement): BalanceTransactionReading {
  const moved = build(world, at, movement);
  const unpaid = world.unpaid.get(moved.currency);
  if (unpaid === undefined) world.unpaid.set(moved.currency, [moved]);
  else unpaid.push(moved);
  return moved;
}

function build(
  world: World,
  at: Date,
  { fee = 0, rate = null, atOnce = false, ...movement }: Movement,
): BalanceTransactionReading {
  const availableOn = atOnce ? at : new Date((dayOf(at) + SETTLES_AFTER) * DAY);
  const moved: BalanceTransactionReading = {
    kind: 'balance-transaction',
    id: newId(world, 'txn'),
    ...movement,
    fee,
    net: movement.amount - fee,
    exchangeRate: rate,
    availableAt: availableOn.toISOString(),
    createdAt: at.toISOString(),
    payout: null,
  };
  tellMovement(world, plus(at, SWEPT_AFTER), moved);
  return moved;
}

function tellMovement(world: World, readAt: Date, reading: BalanceTransactionReading): void {
  const id = ['read', reading.id, reading.payout ?? []].flat().join(':');
  const createdAt = new Date(reading.createdAt);
  answer(world, { type: 'read.balance-transaction', id, createdAt, readAt }, reading);
}

/** Stripe's bill for something else than payments, on the first day of each month. */
export function billFees(world: World, at: Date): void {
  for (const currency of HELD) {
    const amount = -world.chance.whole(500, 2_500);
    move(world, at, { type: 'stripe_fee', category: 'fee', source: null, amount, currency, atOnce: true });
  }
}

const FAILS = 1 / 90;

/** Pays out at midnight what is available; what a currency has in debt waits until more comes in. */
export function payOut(world: World, at: Date): void {
  for (const currency of HELD) {
    const unpaid = world.unpaid.get(currency) ?? [];
    const lines = unpaid.filter(({ availableAt }) => new Date(availableAt) <= at);
    const amount = lines.reduce((sum, { net }) => sum + net, 0);
    if (amount <= 0) continue;
    const carried = new Set(lines);
    world.unpaid.set(
      currency,
      unpaid.filter((line) => !carried.has(line)),
    );
    sendToBank(world, { at, amount, currency, lines });
  }
}

type Sent = { at: Date; amount: number; currency: string; lines: BalanceTransactionReading[] };

function sendToBank(world: World, { at, amount, currency, lines }: Sent): void {
  const id = newId(world, 'po');
  const own = build(world, at, {
    type: 'payout',
    category: 'payout',
    source: id,
    amount: -amount,
    currency,
    atOnce: true,
  });
  const arrivesAt = plus(at, 2 * DAY);
  const payout: PayoutReading = {
    kind: 'payout',
    id,
    amount,
    currency,
    status: 'pending',
    automatic: true,
    reconciled: false,
    failureCode: null,
    balanceTransaction: own.id,
    failureBalanceTransaction: null,
    arrivesAt: arrivesAt.toISOString(),
    createdAt: at.toISOString(),
  };
  tell(world, 'payout.created', at, { reading: payout });
  const onItsWay = { ...payout, status: 'in_transit', reconciled: true };
  later(world, plus(at, 2 * HOUR), () => {
    tell(world, 'payout.reconciliation_completed', plus(at, 2 * HOUR), { reading: onItsWay });
    const readAt = plus(at, 2 * HOUR + MINUTE);
    for (const line of [...lines, own]) tellMovement(world, readAt, { ...line, payout: id });
    world.today.payouts.push({ id, at: readAt });
  });
  const paid = { ...onItsWay, status: 'paid' };
  later(world, arrivesAt, () => tell(world, 'payout.paid', arrivesAt, { reading: paid }));
  if (world.chance.happens(FAILS)) fail(world, paid, plus(arrivesAt, DAY));
}

/** The bank sends it back, days after it was said to be paid; the next payout carries it once more. */
function fail(world: World, paid: PayoutReading, at: Date): void {
  const { id, amount, currency } = paid;
  later(world, at, () => {
    const back = move(world, at, {
      type: 'payout_failure',
      category: 'payout_reversal',
      source: id,
      amount,
      currency,
      atOnce: true,
    });
    const failure = { status: 'failed', failureCode: 'account_closed', failureBalanceTransaction: back.id };
    tell(world, 'payout.failed', at, { reading: { ...paid, ...failure } });
  });
}
