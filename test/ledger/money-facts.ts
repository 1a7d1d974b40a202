import type { BalanceTransaction, Charge, Dispute, Payment, Payout, Refund } from '../../src/ledger/facts.ts';
import { keepRegisters } from '../../src/ledger/keep-registers.ts';
import { recordIntents } from '../../src/ledger/record-intents.ts';
import { recordBalanceTransactions, recordCharges } from '../../src/ledger/record-money.ts';
import { recordPayments } from '../../src/ledger/record-payments.ts';
import type { Database } from '../../src/platform/database.ts';
import { minor } from '../../src/platform/money.ts';

/** Facts with defaults, of one gift: `pi_1` paid by `ch_1`. Amounts are plain numbers; instants are texts. */
export type Facts = {
  payments: Payment[];
  charges: Charge[];
  refunds: Refund[];
  disputes: Dispute[];
  payouts: Payout[];
  transactions: BalanceTransaction[];
  claims: { id: string; invoiceId: string; learntAt: Date }[];
};

/** The order in which a test hears of things is its own. */
export async function record(database: Database, facts: Partial<Facts>): Promise<void> {
  await recordPayments(database, facts.payments ?? []);
  await recordIntents(database, { intents: [], claims: facts.claims ?? [] });
  await recordCharges(database, facts.charges ?? []);
  await keepRegisters(database, {
    invoices: [],
    fraudWarnings: [],
    refunds: facts.refunds ?? [],
    disputes: facts.disputes ?? [],
    payouts: facts.payouts ?? [],
  });
  await recordBalanceTransactions(database, facts.transactions ?? []);
}

type Told<Fact, Amounts extends keyof Fact, Instants extends keyof Fact> = Partial<
  Omit<Fact, Amounts | Instants>
> &
  Partial<Record<Amounts, number>> &
  Partial<Record<Instants, string>>;

const NOON = '2026-03-01T12:00:00Z';

export function payment(told: Told<Payment, 'amount', 'paidAt' | 'learntAt'> = {}): Payment {
  const { amount = 1000, paidAt = NOON, learntAt = paidAt, ...rest } = told;
  return {
    id: 'pi_1',
    memberId: null,
    membershipId: null,
    contributionId: null,
    frequency: 'once',
    currency: 'eur',
    outsideStripe: null,
    ...rest,
    amount: minor(amount),
    paidAt: new Date(paidAt),
    learntAt: new Date(learntAt),
  };
}

export function charge(told: Told<Charge, 'amount', 'createdAt' | 'learntAt'> = {}): Charge {
  const { amount = 1000, createdAt = NOON, learntAt = createdAt, ...rest } = told;
  return {
    id: 'ch_1',
    paymentIntentId: 'pi_1',
    status: 'succeeded',
    currency: 'eur',
    ...rest,
    amount: minor(amount),
    createdAt: new Date(createdAt),
    learntAt: new Date(learntAt),
  };
}

export function refund(told: Told<Refund, 'amount', 'createdAt' | 'learntAt'> = {}): Refund {
  const { amount = 1000, createdAt = NOON, learntAt = createdAt, ...rest } = told;
  return {
    id: 're_1',
    chargeId: 'ch_1',
    status: 'succeeded',
    currency: 'eur',
    version: createdAt,
    ...rest,
    amount: minor(amount),
    createdAt: new Date(createdAt),
    learntAt: new Date(learntAt),
  };
}

export function dispute(told: Told<Dispute, 'amount', 'createdAt' | 'learntAt'> = {}): Dispute {
  const { amount = 1000, createdAt = NOON, learntAt = createdAt, ...rest } = told;
  return {
    id: 'du_1',
    chargeId: 'ch_1',
    status: 'needs_response',
    reason: 'fraudulent',
    currency: 'eur',
    version: createdAt,
    ...rest,
    amount: minor(amount),
    createdAt: new Date(createdAt),
    learntAt: new Date(learntAt),
  };
}

export function payout(told: Told<Payout, 'amount', 'createdAt' | 'learntAt' | 'arrivesAt'> = {}): Payout {
  const { amount = 1000, createdAt = NOON, learntAt = createdAt, arrivesAt = createdAt, ...rest } = told;
  return {
    id: 'po_1',
    status: 'paid',
    automatic: true,
    reconciled: true,
    currency: 'eur',
    version: createdAt,
    ...rest,
    amount: minor(amount),
    createdAt: new Date(createdAt),
    learntAt: new Date(learntAt),
    arrivesAt: new Date(arrivesAt),
  };
}

/** `net` is `amount` less `fee` where it is not said. */
export function transaction(
  told: Told<BalanceTransaction, 'amount' | 'fee' | 'net', 'createdAt' | 'learntAt' | 'availableAt'> = {},
): BalanceTransaction {
  const { amount = 1000, fee = 0, net = amount - fee, createdAt = NOON, ...rest } = told;
  const { learntAt = createdAt, availableAt = createdAt, ...words } = rest;
  const type = words.type ?? 'charge';
  return {
    id: 'txn_1',
    category: type,
    sourceId: 'ch_1',
    currency: 'eur',
    ...words,
    type,
    amount: minor(amount),
    fee: minor(fee),
    net: minor(net),
    createdAt: new Date(createdAt),
    learntAt: new Date(learntAt),
    availableAt: new Date(availableAt),
  };
}
