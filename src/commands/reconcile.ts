import type { Command } from 'commander';
import { findVariances } from '../ledger/reconcile/find-variances.ts';
import { type Reconciled, reconcile } from '../ledger/reconcile/reconcile.ts';
import { dayOf, inWords, type Total, type Variance } from '../ledger/reconcile/rules.ts';
import { minor } from '../platform/money.ts';
import { DAY, plus } from '../platform/time.ts';
import { toVarianceRow } from '../reports/variance-rows.ts';
import { startProgress } from './progress.ts';
import { json, say, toDay, withContext } from './tools.ts';

type Options = { day?: string; from?: string; to?: string; json?: boolean };

/** More than somebody reads; the rest is in the variance report, and with --json. */
const MOST_SHOWN = 200;

export function addReconcile(program: Command): void {
  program
    .command('reconcile')
    .description(
      'compare the books with Stripe, to the cent; names what differs, and changes neither (exit status 1: something differs)',
    )
    .option(
      '--day <day>',
      'one day, in UTC, as 2026-11-23; yesterday and today, unless said otherwise',
      toDay,
    )
    .option('--from <day>', 'the first of several days', toDay)
    .option('--to <day>', 'the last of them; today, unless said otherwise', toDay)
    .addOption(json())
    .action((options: Options, command: Command) =>
      withContext(async (context) => {
        const days = daysOf(options, context.clock.now());
        if (days === null) command.error('error: either --day, or --from and --to in this order');
        else {
          const bar = startProgress('reconcile', 100);
          const run = await reconcile(context, { ...days, search: true }, (what, share) =>
            bar.update(Math.floor(share * 100), what),
          ).finally(() => bar.end());
          await report(context.database, run, options);
          if (run.variances > 0) process.exitCode = 1;
        }
      }),
    );
}

async function report(
  database: Parameters<typeof findVariances>[0],
  run: Reconciled,
  options: Options,
): Promise<void> {
  const limit = options.json ? undefined : MOST_SHOWN;
  const items = await findVariances(database, { runId: run.id }, limit);
  say(options.json, { ...run, items: items.map(toVarianceRow) }, textOf(run, items));
}

function daysOf({ day, from, to }: Options, now: Date): { from: string; to: string } | null {
  const today = dayOf(now);
  if (day !== undefined) return from === undefined && to === undefined ? { from: day, to: day } : null;
  if (from === undefined) return to === undefined ? { from: dayOf(plus(now, -DAY)), to: today } : null;
  const days = { from, to: to ?? today };
  return days.from <= days.to ? days : null;
}

function textOf(run: Reconciled, items: Variance[]): string {
  const { from, to, compared, variances, pending, totals } = run;
  const found =
    variances === 0 ? 'No difference.' : `${variances} ${variances === 1 ? 'difference' : 'differences'}.`;
  const more = variances + pending - items.length;
  return [
    ...table(['day', 'what', 'ours', "Stripe's", 'difference'], totals.map(totalCells)),
    '',
    ...items.flatMap(itemLines),
    ...(more > 0 ? [`… and ${more} more: --json, or the variance report`] : []),
    `${from === to ? from : `${from} to ${to}`} (UTC), ${compared} objects at Stripe compared. ${found}${
      pending > 0 ? ` ${pending} on their way, not counted.` : ''
    }`,
  ].join('\n');
}

function totalCells({ day, kind, currency, ours, theirs, difference }: Total): string[] {
  const amounts = [ours, theirs, difference].map((amount) => inWords(minor(BigInt(amount)), currency));
  return [day, `${kind}s`, ...amounts];
}

function itemLines({ kind, id, day, ours, theirs, difference, currency, pending, note }: Variance): string[] {
  const words = (amount: typeof ours) => (amount === null ? 'nothing' : inWords(amount, currency));
  const amounts = `ours ${words(ours)}, Stripe's ${words(theirs)}, difference ${words(difference)}`;
  return [
    `${pending ? 'ON ITS WAY' : 'DIFFERENT '} ${day ?? 'as of now '}  ${kind} ${id}: ${amounts}`,
    `  ${note}`,
  ];
}

/** Columns as wide as what is in them; amounts to the right. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
