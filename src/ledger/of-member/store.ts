import {
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  lt,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Database } from '../../platform/database.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  failedRenewals,
  invoices,
  paymentIntents,
  payments,
  refunds,
} from '../tables.ts';

export type PaymentRow = typeof payments.$inferSelect;

export async function findPaymentOfMember(
  database: Database,
  { id, memberId }: { id: string; memberId: string },
): Promise<PaymentRow | undefined> {
  const [found] = await database
    .select()
    .from(payments)
    .where(isPaymentOf(database, memberId, id));
  return found;
}

/**
 * The newest first.
 * @param page.before only those that are older than this one; of two of one instant the id decides
 */
export async function findPaymentsOfMember(
  database: Database,
  memberId: string,
  { before, limit }: { before?: PaymentRow | undefined; limit?: number | undefined } = {},
): Promise<PaymentRow[]> {
  const older =
    before &&
    or(
      lt(payments.paidAt, before.paidAt),
      and(eq(payments.paidAt, before.paidAt), lt(payments.id, before.id)),
    );
  const found = database
    .select()
    .from(payments)
    .where(and(isPaymentOf(database, memberId), older))
    .orderBy(desc(payments.paidAt), desc(payments.id));
  return limit === undefined ? found : found.limit(limit);
}

/** An intent that an invoice claims is that invoice's payment, not another one, whichever was booked first. */
function isPaymentOf(database: Database, memberId: string, id?: string): SQL | undefined {
  const claimed = alias(paymentIntents, 'claimed');
  const isClaimed = database
    .select({ id: claimed.id })
    .from(claimed)
    .where(and(eq(claimed.id, payments.id), isNotNull(claimed.invoiceId)));
  return and(
    eq(payments.memberId, memberId),
    id === undefined ? undefined : eq(payments.id, id),
    notExists(isClaimed),
  );
}

/** All that was given or taken back of these payments, and what it moved on the balance at Stripe. */
export async function findTakenBack(database: Database, paymentIds: string[]) {
  if (paymentIds.length === 0) return { intents: [], charges: [], refunds: [], disputes: [], moved: [] };
  const intents = await database
    .select()
    .from(paymentIntents)
    .where(inArray(paymentIntents.invoiceId, paymentIds));
  const paying = [...paymentIds, ...intents.map(({ id }) => id)];
  const attempts = await database
    .select()
    .from(charges)
    .where(or(inArray(charges.id, paying), inArray(charges.paymentIntentId, paying)));
  const charged = attempts.map(({ id }) => id);
  const isTaken = (table: typeof refunds | typeof disputes) =>
    or(inArray(table.chargeId, charged), inArray(table.paymentIntentId, paying));
  const given = await database.select().from(refunds).where(isTaken(refunds));
  const disputed = await database.select().from(disputes).where(isTaken(disputes));
  const moved = await database
    .select()
    .from(balanceTransactions)
    .where(inArray(balanceTransactions.sourceId, [...charged, ...disputed.map(({ id }) => id)]));
  return { intents, charges: attempts, refunds: given, disputes: disputed, moved };
}

export type TakenBack = Awaited<ReturnType<typeof findTakenBack>>;

/**
 * The one that was refused first comes first. Of what was paid in the end the invoice may stand as it stood: that it was,
 * `payments` says.
 */
export async function findOwedInvoices(database: Database, membershipIds: string[]) {
  const paid = database.select({ id: payments.id }).from(payments).where(eq(payments.id, invoices.id));
  return database
    .select(getTableColumns(invoices))
    .from(invoices)
    .leftJoin(failedRenewals, eq(failedRenewals.id, invoices.id))
    .where(
      and(
        inArray(invoices.membershipId, membershipIds),
        eq(invoices.status, 'open'),
        gt(invoices.attempts, 0),
        notExists(paid),
      ),
    )
    .orderBy(sql`${failedRenewals.failedAt} nulls first`, invoices.id);
}
