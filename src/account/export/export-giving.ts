import { findGiving } from '../../ledger/find-giving.ts';
import type { Database } from '../../platform/database.ts';
import { money, toJson } from '../../platform/money.ts';
import { instantOrNull } from './instant.ts';
import type { PersonExport } from './schema.ts';

type Part = Pick<
  PersonExport,
  'payments' | 'paymentAttempts' | 'paymentOrders' | 'invoices' | 'failedRenewals' | 'refunds' | 'disputes'
>;

/** What the books know. */
export async function exportGiving(database: Database, memberIds: string[]): Promise<Part> {
  const giving = await findGiving(database, memberIds);
  return {
    payments: giving.payments.map(({ id, paidAt, amount, currency, frequency, ...of }) => ({
      id,
      paidAt: paidAt.toISOString(),
      money: toJson(money(amount, currency)),
      frequency,
      membership: of.membershipId,
      contribution: of.contributionId,
    })),
    paymentAttempts: giving.charges.map(({ status, failureCode, ...charge }) => ({
      ...moved(charge),
      status,
      failureCode,
    })),
    paymentOrders: giving.intents.map(({ id, invoiceId, status, declineCode, succeededAt }) => ({
      id,
      invoice: invoiceId,
      status,
      declineCode,
      succeededAt: instantOrNull(succeededAt),
    })),
    invoices: giving.invoices.map(({ id, status, amountDue, currency, attempts, ...invoice }) => ({
      id,
      membership: invoice.membershipId,
      status,
      money: toJson(money(amountDue, currency)),
      attempts,
      nextAttemptAt: instantOrNull(invoice.nextAttemptAt),
    })),
    failedRenewals: giving.failedRenewals.map(({ id, membershipId, amount, currency, failedAt }) => ({
      invoice: id,
      membership: membershipId,
      money: toJson(money(amount, currency)),
      failedAt: failedAt.toISOString(),
    })),
    refunds: giving.refunds.map(({ status, reason, ...refund }) => ({
      ...moved(refund),
      status,
      reason,
    })),
    disputes: giving.disputes.map(({ status, reason, ...dispute }) => ({
      ...moved(dispute),
      status,
      reason,
    })),
  };
}

type Moved = { id: string; createdAt: Date; amount: bigint; currency: string };

function moved({ id, createdAt, amount, currency }: Moved) {
  return { id, createdAt: createdAt.toISOString(), money: toJson(money(amount, currency)) };
}
