import type { Database } from '../platform/database.ts';
import { together } from '../platform/statements.ts';
import type { Dispute, FraudWarning, Invoice, Payout, Refund } from './facts.ts';
import {
  upsertDisputes,
  upsertFraudWarnings,
  upsertInvoices,
  upsertPayouts,
  upsertRefunds,
} from './store.ts';

/** What of money changes its state at Stripe: of each the newest snapshot is kept, whatever came first. */
export type MoneySnapshots = {
  invoices: Invoice[];
  refunds: Refund[];
  disputes: Dispute[];
  fraudWarnings: FraudWarning[];
  payouts: Payout[];
};

export async function keepRegisters(database: Database, snapshots: MoneySnapshots): Promise<void> {
  await together<unknown>([
    upsertInvoices(database, snapshots.invoices),
    upsertRefunds(database, snapshots.refunds),
    upsertDisputes(database, snapshots.disputes),
    upsertFraudWarnings(database, snapshots.fraudWarnings),
    upsertPayouts(database, snapshots.payouts),
  ]);
}
