import {
  and,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  min,
  not,
  notExists,
  sql,
} from 'drizzle-orm';
import { bulkInsert } from '../platform/bulk.ts';
import type { Database } from '../platform/database.ts';
import { CONTESTED_AT_A_TIME, isContested, keeperOf } from '../platform/register.ts';
import { CHARGE_STATUSES } from './rules.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  failedRenewals,
  fraudWarnings,
  invoices,
  paymentIntents,
  payments,
  payouts,
  refunds,
  sweeps,
} from './tables.ts';

/** A payment is a fact; only whose it is, which checkout's, and which way it came may be learnt later. */
export const insertPayments = bulkInsert(payments, {
  onConflict: `(id) do update set
    member_id = coalesce(payments.member_id, excluded.member_id),
    contribution_id = coalesce(payments.contribution_id, excluded.contribution_id),
    outside_stripe = coalesce(payments.outside_stripe, excluded.outside_stripe)
    where (payments.member_id is null and excluded.member_id is not null)
      or (payments.contribution_id is null and excluded.contribution_id is not null)
      or (payments.outside_stripe is null and excluded.outside_stripe is not null)`,
});

export type IntentRow = typeof paymentIntents.$inferInsert;

const INTENT_IS_NEWER = `(excluded.version is not null
  and (payment_intents.version is null or excluded.version collate "C" > payment_intents.version collate "C"))`;

/** Adds what was not known of each intent; of its attempts the one furthest along stays, with what it came to. */
export const upsertIntents = bulkInsert(paymentIntents, {
  onConflict: `(id) do update set
    ${['status', 'version', 'decline_code', 'amount', 'currency'].map((name) => `${name} = case when ${INTENT_IS_NEWER} then excluded.${name} else payment_intents.${name} end`).join(', ')},
    ${['invoice_id', 'member_id', 'succeeded_at'].map((name) => `${name} = coalesce(payment_intents.${name}, excluded.${name})`).join(', ')}
    where ${INTENT_IS_NEWER}
      or (payment_intents.invoice_id is null and excluded.invoice_id is not null)
      or (payment_intents.succeeded_at is null and excluded.succeeded_at is not null)`,
});

const furtherAlong = (list: readonly string[], one: string, other: string) => {
  const places = `array[${list.map((word) => `'${word}'`).join(',')}]`;
  return `array_position(${places}, ${one}) > array_position(${places}, ${other})`;
};
const CHARGE_IS_FURTHER = furtherAlong(CHARGE_STATUSES, 'excluded.status', 'charges.status');

export const upsertCharges = bulkInsert(charges, {
  onConflict: `(id) do update set
    ${['status', 'amount', 'currency'].map((name) => `${name} = case when ${CHARGE_IS_FURTHER} then excluded.${name} else charges.${name} end`).join(', ')},
    failure_code = coalesce(charges.failure_code, excluded.failure_code),
    payment_intent_id = coalesce(charges.payment_intent_id, excluded.payment_intent_id),
    balance_transaction_id = coalesce(charges.balance_transaction_id, excluded.balance_transaction_id)
    where ${CHARGE_IS_FURTHER}
      or (charges.failure_code is null and excluded.failure_code is not null)
      or (charges.payment_intent_id is null and excluded.payment_intent_id is not null)
      or (charges.balance_transaction_id is null and excluded.balance_transaction_id is not null)`,
});

const FAILED_EARLIER =
  '(excluded.failed_at, excluded.amount) < (failed_renewals.failed_at, failed_renewals.amount)';

/** Inserted once; only the payout that carries it is learnt later, and once. */
export const insertBalanceTransactions = bulkInsert(balanceTransactions, {
  onConflict: `(id) do update set payout_id = excluded.payout_id
    where balance_transactions.payout_id is null and excluded.payout_id is not null`,
});

/** A fact, of which only the first time matters, and whose it is may be learnt later. */
export const upsertFailedRenewals = bulkInsert(failedRenewals, {
  onConflict: `(id) do update set
    ${['amount', 'currency', 'failed_at'].map((name) => `${name} = case when ${FAILED_EARLIER} then excluded.${name} else failed_renewals.${name} end`).join(', ')},
    member_id = coalesce(failed_renewals.member_id, excluded.member_id)
    where ${FAILED_EARLIER} or (failed_renewals.member_id is null and excluded.member_id is not null)`,
});

export const upsertRefunds = keeperOf(refunds);
export const upsertDisputes = keeperOf(disputes);
export const upsertFraudWarnings = keeperOf(fraudWarnings);
export const upsertInvoices = keeperOf(invoices);
export const upsertPayouts = keeperOf(payouts, ['lines_read_at']);

/** Whatever Stripe will not explain must not stand before all others for good. */
const ANY_ORDER = sql`random()`;

/** Payment intents that succeeded, are no known invoice's, and were learnt of before `before`; in any order. */
export async function findUnclaimedIntents(
  database: Database,
  { before, limit }: { before: Date; limit: number },
): Promise<{ id: string; createdAt: Date }[]> {
  const rows = await database
    .select({ id: paymentIntents.id, createdAt: paymentIntents.succeededAt })
    .from(paymentIntents)
    .where(and(UNCLAIMED, lt(paymentIntents.learntAt, before)))
    .orderBy(ANY_ORDER)
    .limit(limit);
  return rows.flatMap(({ id, createdAt }) => (createdAt === null ? [] : [{ id, createdAt }]));
}

const UNCLAIMED = and(
  isNotNull(paymentIntents.succeededAt),
  isNull(paymentIntents.invoiceId),
  isNull(paymentIntents.bookedAt),
);

export async function findOldestUnclaimed(database: Database): Promise<Date | null> {
  const [oldest] = await database
    .select({ at: min(paymentIntents.succeededAt) })
    .from(paymentIntents)
    .where(UNCLAIMED);
  return oldest?.at ?? null;
}

/**
 * Marks as nobody's invoice those that no invoice has claimed meanwhile.
 * @returns what they brought, and whose they are by now
 */
export async function markIntentsBooked(
  database: Database,
  ids: string[],
  bookedAt: Date,
): Promise<IntentRow[]> {
  return database
    .update(paymentIntents)
    .set({ bookedAt })
    .where(and(UNCLAIMED, inArray(paymentIntents.id, ids)))
    .returning();
}

/** Invoices' payments of which no payment intent is known, learnt of in a span of time; in any order. */
export async function findUnlinkedInvoices(
  database: Database,
  { after, before, limit }: { after: Date; before: Date; limit: number },
): Promise<{ id: string; createdAt: Date }[]> {
  // With an offset it stays a look into the index for each; otherwise Postgres reads all links there are, each minute.
  // An attempt that failed is no answer to how it was paid.
  const isLinked = sql`exists (select from ${paymentIntents} where ${paymentIntents.invoiceId} = ${payments.id}
    and coalesce(${paymentIntents.status}, '') not in ('failed', 'canceled') offset 0)`;
  return database
    .select({ id: payments.id, createdAt: payments.paidAt })
    .from(payments)
    .where(
      and(
        like(payments.id, 'in\\_%'),
        isNull(payments.outsideStripe),
        gt(payments.learntAt, after),
        lt(payments.learntAt, before),
        not(isLinked),
      ),
    )
    .orderBy(ANY_ORDER)
    .limit(limit);
}

export async function markOutsideStripe(database: Database, ids: string[]): Promise<void> {
  await database.update(payments).set({ outsideStripe: true }).where(inArray(payments.id, ids));
}

export async function changeMemberOfPayments(database: Database, from: string, to: string): Promise<void> {
  await database.update(payments).set({ memberId: to }).where(eq(payments.memberId, from));
}

export async function changeMemberOfIntents(database: Database, from: string, to: string): Promise<void> {
  await database.update(paymentIntents).set({ memberId: to }).where(eq(paymentIntents.memberId, from));
}

export async function changeMemberOfInvoices(database: Database, from: string, to: string): Promise<void> {
  await database.update(invoices).set({ memberId: to }).where(eq(invoices.memberId, from));
}

export async function changeMemberOfFailedRenewals(
  database: Database,
  from: string,
  to: string,
): Promise<void> {
  await database.update(failedRenewals).set({ memberId: to }).where(eq(failedRenewals.memberId, from));
}

/**
 * Renewals that were refused and are still asked for, of which no attempt is known: which attempts were an invoice's no
 * event tells until one succeeds. In any order.
 */
export async function findFailuresWithoutAttempt(
  database: Database,
  { after, limit }: { after: Date; limit: number },
): Promise<{ id: string; failedAt: Date }[]> {
  const isPaid = sql`exists (select from ${payments} where ${payments.id} = ${failedRenewals.id} offset 0)`;
  const isLinked = sql`exists (select from ${paymentIntents} where ${paymentIntents.invoiceId} = ${failedRenewals.id} offset 0)`;
  return database
    .select({ id: failedRenewals.id, failedAt: failedRenewals.failedAt })
    .from(failedRenewals)
    .where(and(gt(failedRenewals.failedAt, after), not(isPaid), not(isLinked)))
    .orderBy(ANY_ORDER)
    .limit(limit);
}

const REGISTERS = {
  invoice: invoices,
  refund: refunds,
  dispute: disputes,
  'fraud-warning': fraudWarnings,
  payout: payouts,
};

export async function findContested(
  database: Database,
  kind: keyof typeof REGISTERS,
  before: Date,
): Promise<string[]> {
  const table = REGISTERS[kind];
  // Of an invoice that was paid meanwhile, no attempt to collect it matters any more.
  const paid = database.select({ id: payments.id }).from(payments).where(eq(payments.id, table.id));
  const rows = await database
    .select({ id: table.id })
    .from(table)
    .where(and(isContested(table, before), notExists(paid)))
    .orderBy(ANY_ORDER)
    .limit(CONTESTED_AT_A_TIME);
  return rows.map(({ id }) => id);
}

/** Payouts whose lines Stripe has settled and that were not read yet; in any order. */
export async function findUnreadPayouts(database: Database, limit: number): Promise<string[]> {
  const rows = await database
    .select({ id: payouts.id })
    .from(payouts)
    .where(and(eq(payouts.automatic, true), eq(payouts.reconciled, true), isNull(payouts.linesReadAt)))
    .orderBy(ANY_ORDER)
    .limit(limit);
  return rows.map(({ id }) => id);
}

export async function markLinesRead(database: Database, id: string, linesReadAt: Date): Promise<void> {
  await database.update(payouts).set({ linesReadAt }).where(eq(payouts.id, id));
}

export async function findSweep(database: Database, name: string): Promise<Date | null> {
  const [sweep] = await database.select().from(sweeps).where(eq(sweeps.name, name));
  return sweep?.completeThrough ?? null;
}

/** Only ever moves forward. */
export async function upsertSweep(database: Database, name: string, completeThrough: Date): Promise<void> {
  await database
    .insert(sweeps)
    .values({ name, completeThrough })
    .onConflictDoUpdate({
      target: sweeps.name,
      set: { completeThrough },
      setWhere: lt(sweeps.completeThrough, completeThrough),
    });
}

export async function deleteSweep(database: Database, name: string): Promise<void> {
  await database.delete(sweeps).where(eq(sweeps.name, name));
}

export async function findOldestSweep(database: Database, beginning: string): Promise<Date | null> {
  const [oldest] = await database
    .select({ at: min(sweeps.completeThrough) })
    .from(sweeps)
    .where(like(sweeps.name, `${beginning}%`));
  return oldest?.at ?? null;
}

export async function deleteSweepsFrom(
  database: Database,
  { beginning, from }: { beginning: string; from: string },
): Promise<void> {
  await database
    .delete(sweeps)
    .where(and(like(sweeps.name, `${beginning}%`), sql`${sweeps.name} collate "C" >= ${from}`));
}

const MONEY = {
  payment: payments,
  intent: paymentIntents,
  charge: charges,
  refund: refunds,
  dispute: disputes,
  'fraud-warning': fraudWarnings,
  invoice: invoices,
  payout: payouts,
  'balance-transaction': balanceTransactions,
};
export type MoneyKind = keyof typeof MONEY;

export async function findIds(database: Database, kind: MoneyKind, ids: string[]): Promise<string[]> {
  const table = MONEY[kind];
  const rows = await database.select({ id: table.id }).from(table).where(inArray(table.id, ids));
  return rows.map(({ id }) => id);
}

/** Payment intents, and charges without one, of which it is known which invoice they paid. */
export async function findClaimed(database: Database, ids: string[]): Promise<string[]> {
  const rows = await database
    .select({ id: paymentIntents.id })
    .from(paymentIntents)
    .where(and(inArray(paymentIntents.id, ids), isNotNull(paymentIntents.invoiceId)));
  return rows.map(({ id }) => id);
}

export async function findPaymentSince(
  database: Database,
  memberIds: string[],
  since: Date,
): Promise<boolean> {
  const [found] = await database
    .select({ id: payments.id })
    .from(payments)
    .where(and(inArray(payments.memberId, memberIds), gte(payments.paidAt, since)))
    .limit(1);
  return found !== undefined;
}

/** Whose gifts we have learnt of since then. By the index on it: what was learnt before is not looked at. */
export async function findPayersSince(database: Database, learntSince: Date): Promise<string[]> {
  const rows = await database
    .select({ memberId: payments.memberId })
    .from(payments)
    .where(and(gte(payments.learntAt, learntSince), isNotNull(payments.memberId)))
    .groupBy(payments.memberId);
  return rows.flatMap(({ memberId }) => memberId ?? []);
}
