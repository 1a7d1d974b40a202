import { moveQuiet, type QuietWord } from '../ask/keep-quiet.ts';
import type { CheckoutSession } from '../contributions/checkout-session.ts';
import { keepSessions } from '../contributions/keep-sessions.ts';
import { bookOutsideIntents, markPaidOutsideStripe } from '../ledger/book-outside.ts';
import type {
  BalanceTransaction,
  Charge,
  FailedRenewal,
  Intent,
  IntentClaim,
  OutsideIntent,
  OutsideInvoice,
  Payment,
} from '../ledger/facts.ts';
import { keepRegisters, type MoneySnapshots } from '../ledger/keep-registers.ts';
import { recordFailedRenewals } from '../ledger/record-failed-renewals.ts';
import { recordIntents } from '../ledger/record-intents.ts';
import { recordBalanceTransactions, recordCharges } from '../ledger/record-money.ts';
import { recordPayments } from '../ledger/record-payments.ts';
import { type CustomerEnd, endCustomers } from '../members/end-customers.ts';
import { keepMemberships } from '../members/keep-memberships.ts';
import { keepPaymentMethods, type PaymentMethod } from '../members/keep-payment-methods.ts';
import { keepSchedules, type Schedule } from '../members/keep-schedules.ts';
import type { Membership } from '../members/membership.ts';
import type { Database } from '../platform/database.ts';
import { together } from '../platform/statements.ts';

/**
 * What events amount to, gathered from many and written together. Each kind goes to the one verb that records it, in
 * this order for everybody, so that two batches never wait for each other in a circle; none waits for the answer to another.
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
  failedRenewals: FailedRenewal[];
  memberships: Membership[];
  schedules: Schedule[];
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
    failedRenewals: [],
    invoices: [],
    refunds: [],
    disputes: [],
    fraudWarnings: [],
    payouts: [],
    memberships: [],
    schedules: [],
    paymentMethods: [],
    customerEnds: [],
    quiet: [],
  };
}

export async function applyEffects(database: Database, effects: Effects): Promise<void> {
  const others = [
    keepSessions(database, effects.sessions),
    keepPaymentMethods(database, effects.paymentMethods),
    endCustomers(database, effects.customerEnds),
  ];
  const moved = applyMoney(database, effects);
  await together<unknown>([...others, moved]);
  await moveQuiet(database, [...effects.quiet, ...(await moved)]);
}

/** @returns until when members are not asked, as their memberships now say */
export async function applyMoney(database: Database, effects: MoneyEffects): Promise<QuietWord[]> {
  // Intents before payments, as whoever books one from outside or brings two members together takes them.
  const paid = [recordIntents(database, effects), recordPayments(database, effects.payments)];
  if (effects.outsideIntents.length > 0 || effects.outsideInvoices.length > 0) {
    // Which payments follow from these is known only from the answer.
    await together(paid);
    await bookOutsideIntents(database, effects.outsideIntents);
    await markPaidOutsideStripe(database, effects.outsideInvoices);
  }
  const rest = [
    recordCharges(database, effects.charges),
    recordBalanceTransactions(database, effects.balanceTransactions),
    keepRegisters(database, effects),
    recordFailedRenewals(database, effects.failedRenewals),
  ];
  const moved = keepMemberships(database, effects.memberships);
  const scheduled = keepSchedules(database, effects.schedules);
  await together<unknown>([...paid, ...rest, moved, scheduled]);
  return moved;
}
