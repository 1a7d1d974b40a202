import type { Entry } from '../ledger/journal/read-journal.ts';
import { type Cell, decimal, toCsv } from '../platform/csv.ts';

const COLUMNS = [
  'day',
  'transaction',
  'description',
  'account',
  'currency',
  'amount',
  'amountDecimal',
  'presentmentCurrency',
  'presentment',
  'presentmentDecimal',
  'type',
  'source',
  'payment',
  'payout',
] as const;

/** The journal as CSV: a line for each posting, page by page. Amounts that increase an asset or an expense are positive. */
export async function* journalAsCsv(pages: AsyncIterable<Entry[]>): AsyncGenerator<string> {
  yield toCsv(COLUMNS, []);
  for await (const entries of pages) yield toCsv(COLUMNS, entries.flatMap(toRows), { header: false });
}

function toRows(entry: Entry): Record<(typeof COLUMNS)[number], Cell>[] {
  const { presentment, currency } = entry;
  return entry.postings.map(({ account, amount }) => ({
    day: entry.day,
    transaction: entry.id,
    description: entry.description,
    account,
    currency,
    amount,
    amountDecimal: decimal({ amount, currency }),
    presentmentCurrency: presentment?.currency ?? null,
    presentment: presentment?.amount ?? null,
    presentmentDecimal: presentment && decimal(presentment),
    type: entry.type,
    source: entry.sourceId,
    payment: entry.paymentId,
    payout: entry.payoutId,
  }));
}
