import { moveQuiet, type QuietWord } from '../ask/keep-quiet.ts';
import type { CheckoutSession } from '../contributions/checkout-session.ts';
import { keepSessions } from '../contributions/keep-sessions.ts';
import { bookOutsideIntents, markPaidOutsideStripe } from '../ledger/book-outside.ts';
import type {
  BalanceTransaction,
  Charge,
  Intent,
  IntentClaim,
  OutsideIntent,
  OutsideInvoice,
  Payment,
} from '../ledger/facts.ts';
import { keepRegisters, type MoneySnapshots } from '../ledger/keep-registers.ts';
import { recordIntents } from '../ledger/record-intents.ts';
import { recordBalanceTransactions, recordCharges } from '../ledger/record-money.ts';
import { recordPayments } from '../ledger/record-payments.ts';
import { type CustomerEnd, endCustomers } from '../members/end-customers.ts';
import { keepMemberships } from '../members/keep-memberships.ts';
import { keepPaymentMethods, type PaymentMethod } from '../members/keep-payment-methods.ts';
import type { Membership } from '../members/membership.ts';
import type { Database } from '../platform/database.ts';

/**
 * What events amount to, gathered from many and written together. Each kind goes to the one verb that records it, in
 * this order for everybody, so that two batches never wait for each other in a circle.
 */
export type Effects = MoneyEffects & {
  sessions: CheckoutSession[];
  paymentMethods: PaymentMethod[];
  customerEnds: CustomerEnd[];
  /** until when whoever gave once is not asked; memberships say it themselves */
  quiet: QuietWord[];
};

/** The books: these can be built again from what the inbox keeps. */
export type MoneyEffects = MoneySnapshots & {
  payments: Payment[];
  intents: Intent[];
  claims: IntentClaim[];
  outsideIntents: OutsideIntent[];
  outsideInvoices: OutsideInvoice[];
  charges: Charge[];
  balanceTransactions: BalanceTransaction[];
  memberships: Membership[];
};

export function noEffects(): Effects {
  return {
    sessions: [],
    payments: [],
    intents: [],
    claims: [],
    outsideIntents: [],
    outsideInvoices: [],
    charges: [],
    balanceTransactions: [],
    invoices: [],
    refunds: [],
    disputes: [],
    fraudWarnings: [],
    payouts: [],
    memberships: [],
    paymentMethods: [],
    customerEnds: [],
    quiet: [],
  };
}

export async function applyEffects(database: Database, effects: Effects): Promise<void> {
  await keepSessions(database, effects.sessions);
  const moved = await applyMoney(database, effects);
  await keepPaymentMethods(database, effects.paymentMethods);
  await endCustomers(database, effects.customerEnds);
  await moveQuiet(database, [...effects.quiet, ...moved]);
}

/** @returns until when members are not asked, as their memberships now say */
export async function applyMoney(database: Database, effects: MoneyEffects): Promise<QuietWord[]> {
  await recordPayments(database, effects.payments);
  await recordIntents(database, effects);
  await bookOutsideIntents(database, effects.outsideIntents);
  await markPaidOutsideStripe(database, effects.outsideInvoices);
  await recordCharges(database, effects.charges);
  await recordBalanceTransactions(database, effects.balanceTransactions);
  await keepRegisters(database, effects);
  return keepMemberships(database, effects.memberships);
}
