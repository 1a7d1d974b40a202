import type { Database } from '../../platform/database.ts';
import { type JournalTransaction, journalise, type Movement, type RefundFacts } from './rules.ts';
import {
  findCurrencies,
  findMovements,
  findRefundsOfCharges,
  type JournalRange,
  type MovementRow,
  type Place,
} from './store.ts';

/** A journal transaction on the day, in the reports' time zone, on which Stripe moved the money. */
export type Entry = JournalTransaction & { day: string };

const PAGE = 500;

/**
 * The journal of a range of days, page by page, so that it never stands in memory as a whole. Ordered by the second in
 * which Stripe made each balance transaction, then by its id.
 */
export async function* readJournal(
  database: Database,
  range: JournalRange,
  page = PAGE,
): AsyncGenerator<Entry[]> {
  let after: Place | null = null;
  for (;;) {
    const rows: MovementRow[] = await findMovements(database, { range, after, limit: page });
    if (rows.length > 0) yield await toEntries(database, rows);
    const last = rows.at(-1)?.transaction;
    if (last === undefined || rows.length < page) return;
    after = { createdAt: last.createdAt, id: last.id };
  }
}

/** The currencies in which a range's journal is kept. */
export function currenciesOf(database: Database, range: JournalRange): Promise<string[]> {
  return findCurrencies(database, range);
}

async function toEntries(database: Database, rows: MovementRow[]): Promise<Entry[]> {
  const refunded = rows.flatMap(({ refund, charge }) => (refund && charge ? [charge.id] : []));
  const refunds = await findRefunds(database, refunded);
  return rows.map((row) => ({ ...journalise(toMovement(row, refunds)), day: row.day }));
}

/** A refund with these states came to nothing, or was taken back: https://docs.stripe.com/api/refunds/object */
const UNDONE = new Set(['failed', 'canceled']);

async function findRefunds(database: Database, chargeIds: string[]): Promise<Map<string, RefundFacts[]>> {
  const byCharge = new Map<string, RefundFacts[]>();
  if (chargeIds.length === 0) return byCharge;
  for (const { chargeId, status, ...refund } of await findRefundsOfCharges(database, [
    ...new Set(chargeIds),
  ])) {
    const known = byCharge.get(chargeId) ?? [];
    byCharge.set(chargeId, [...known, { ...refund, undone: UNDONE.has(status) }]);
  }
  return byCharge;
}

function toMovement(row: MovementRow, refunds: Map<string, RefundFacts[]>): Movement {
  const { transaction, charge, settled, refund, dispute } = row;
  return {
    ...transaction,
    charge: charge && {
      id: charge.id,
      paymentId: row.paymentId,
      presentment: { amount: charge.amount, currency: charge.currency },
      settled,
    },
    refund: refund && {
      id: refund.id,
      presentment: { amount: refund.amount, currency: refund.currency },
      all: (charge && refunds.get(charge.id)) ?? [],
    },
    dispute: dispute && { presentment: dispute },
    isPayout: row.payoutId !== null,
  };
}
