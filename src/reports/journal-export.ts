import { currenciesOf, readJournal } from '../ledger/journal/read-journal.ts';
import type { Context } from '../platform/context.ts';
import { journalAsCsv } from './journal-csv.ts';
import { journalAsLedger } from './journal-ledger.ts';
import type { Range } from './parameters.ts';

export const JOURNAL_FORMATS = ['csv', 'ledger'] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];

/** The journal of a range of days as text, a page at a time. */
export async function* exportJournal(
  { readDatabase, settings }: Pick<Context, 'readDatabase' | 'settings'>,
  { format, completeThrough, ...days }: Range & { format: JournalFormat; completeThrough: Date | null },
): AsyncGenerator<string> {
  const range = { ...days, timeZone: settings.REPORT_TIME_ZONE };
  const pages = readJournal(readDatabase, range);
  if (format === 'csv') yield* journalAsCsv(pages);
  else {
    const currencies = await currenciesOf(readDatabase, range);
    yield* journalAsLedger(pages, { ...range, completeThrough, currencies });
  }
}
