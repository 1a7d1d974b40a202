import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { AppContext } from '../context.ts';
import { Problem } from '../platform/http/problem.ts';
import { exportJournal, JOURNAL_FORMATS, type JournalFormat } from '../reports/journal-export.ts';
import { type Range, rangeOf } from '../reports/parameters.ts';
import { completeThrough } from '../webhooks/complete-through.ts';
import { toDay, withContext } from './tools.ts';

type Options = {
  from: string | undefined;
  to: string | undefined;
  format: JournalFormat;
  output: string | undefined;
};

/** `export journal`: the journal of a range of days, to a file or to where the output goes. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('what other programs can read')
    .command('journal')
    .description('the double-entry journal, for spreadsheets or hledger')
    .option('--from <day>', 'the first day; without it, the year up to the last', toDay)
    .option('--to <day>', 'the last day; without it, today', toDay)
    .addOption(new Option('--format <format>', 'how').choices(JOURNAL_FORMATS).default('csv'))
    .option('--output <file>', 'where to; without it, to the standard output')
    .action((options: Options, command: Command) =>
      withContext((context) => writeJournal(context, options, command)),
    );
}

async function writeJournal(
  context: AppContext,
  { from, to, format, output }: Options,
  command: Command,
): Promise<void> {
  const range = readRange({ from, to }, context, command);
  const through = await completeThrough(context.readDatabase);
  const text = Readable.from(exportJournal(context, { ...range, format, completeThrough: through }));
  if (output === undefined) await pipeline(text, process.stdout, { end: false });
  else await pipeline(text, createWriteStream(output));
}

function readRange(
  days: Pick<Options, 'from' | 'to'>,
  { clock, settings }: AppContext,
  command: Command,
): Range {
  try {
    return rangeOf(days, clock.now(), settings.REPORT_TIME_ZONE);
  } catch (error) {
    if (error instanceof Problem)
      return command.error('error: the range is reversed, or longer than ten years.');
    throw error;
  }
}
