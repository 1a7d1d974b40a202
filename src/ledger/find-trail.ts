import { eq, inArray, or } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import {
  balanceTransactions,
  charges,
  disputes,
  fraudWarnings,
  invoices,
  paymentIntents,
  payments,
  payouts,
  refunds,
} from './tables.ts';

/** Everything that belongs to one payment, from the first attempt to the payout that carried it. */
export type Trail = Awaited<ReturnType<typeof findTrail>>;

/** @param id of a payment, or of whatever belongs to one: payment intent, invoice, charge, refund, dispute, fraud warning */
export async function findTrail(database: Database, id: string) {
  const root = await findRoot(database, id);
  const [payment] = await database.select().from(payments).where(eq(payments.id, root));
  const [invoice] = await database.select().from(invoices).where(eq(invoices.id, root));
  const intents = await database
    .select()
    .from(paymentIntents)
    .where(or(eq(paymentIntents.id, root), eq(paymentIntents.invoiceId, root)))
    .orderBy(paymentIntents.id);
  const paying = [root, ...intents.map((intent) => intent.id)];
  const attempts = await database
    .select()
    .from(charges)
    .where(or(inArray(charges.id, paying), inArray(charges.paymentIntentId, paying)))
    .orderBy(charges.createdAt, charges.id);
  const charged = attempts.map((charge) => charge.id);
  const given = await database
    .select()
    .from(refunds)
    .where(or(inArray(refunds.chargeId, charged), inArray(refunds.paymentIntentId, paying)))
    .orderBy(refunds.createdAt, refunds.id);
  const disputed = await database
    .select()
    .from(disputes)
    .where(or(inArray(disputes.chargeId, charged), inArray(disputes.paymentIntentId, paying)))
    .orderBy(disputes.createdAt, disputes.id);
  const warnings = await database
    .select()
    .from(fraudWarnings)
    .where(or(inArray(fraudWarnings.chargeId, charged), inArray(fraudWarnings.paymentIntentId, paying)));
  const sources = [...charged, ...given.map((refund) => refund.id), ...disputed.map((dispute) => dispute.id)];
  const moved = await database
    .select()
    .from(balanceTransactions)
    .where(inArray(balanceTransactions.sourceId, sources))
    .orderBy(balanceTransactions.createdAt, balanceTransactions.id);
  const carriers = moved.flatMap(({ payoutId }) => payoutId ?? []);
  const paidOut = await database
    .select()
    .from(payouts)
    .where(inArray(payouts.id, carriers))
    .orderBy(payouts.createdAt);
  return {
    root,
    payment,
    invoice,
    intents,
    charges: attempts,
    refunds: given,
    disputes: disputed,
    warnings,
    moved,
    payouts: paidOut,
  };
}

/** The id under which it counts: the invoice, the payment intent, or the charge without one. */
async function findRoot(database: Database, id: string): Promise<string> {
  const about = await findAbout(database, id);
  const chargeId = about?.chargeId ?? id;
  const [charge] = await database.select().from(charges).where(eq(charges.id, chargeId));
  const intentId = about?.paymentIntentId ?? charge?.paymentIntentId ?? chargeId;
  const [intent] = await database.select().from(paymentIntents).where(eq(paymentIntents.id, intentId));
  return intent?.invoiceId ?? intentId;
}

async function findAbout(database: Database, id: string) {
  for (const table of [refunds, disputes, fraudWarnings]) {
    const [row] = await database
      .select({ chargeId: table.chargeId, paymentIntentId: table.paymentIntentId })
      .from(table)
      .where(eq(table.id, id));
    if (row !== undefined) return row;
  }
  return undefined;
}
