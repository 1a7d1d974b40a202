import { type Command, InvalidArgumentError } from 'commander';
import { HOUR } from '../platform/time.ts';
import { type BackfillReport, backfill, type Progress } from '../webhooks/backfill.ts';
import { sumOf } from '../webhooks/backfill-tally.ts';
import { type ProgressBar, startProgress } from './progress.ts';
import { stoppable } from './signals.ts';
import { json, say, toDay, withContext } from './tools.ts';

type Options = { since: Date; until?: Date; apply?: boolean; restart?: boolean; json?: boolean };

export function addBackfill(program: Command): void {
  program
    .command('backfill')
    .description('take in what Stripe knows and we do not, silently; says what it would be unless --apply')
    .requiredOption('--since <instant>', 'from when on, as 2026-11-19 or 2026-11-19T08:00:00Z', instant)
    .option('--until <instant>', 'up to when; now, unless said otherwise', instant)
    .option('--apply', 'do it; without this nothing is changed')
    .option('--restart', 'begin anew where an earlier run of the same --since was interrupted')
    .addOption(json())
    .action((options: Options, command: Command) => {
      if (options.until && options.until <= options.since)
        command.error('error: --until is not after --since');
      return withContext(async (context) => {
        let bar: ProgressBar | undefined;
        const onProgress = (progress: Progress) => {
          bar ??= startProgress('backfill', hours(progress.since, progress.until));
          bar.update(hours(progress.since, progress.reached), noteOf(progress));
        };
        try {
          const order = { ...options, apply: options.apply === true, onProgress };
          const report = await stoppable((signal) => backfill(context, { ...order, signal }));
          bar?.end();
          say(options.json, report, textOf(report, options));
          if (!report.finished) process.exitCode = 1;
        } catch (error) {
          bar?.end();
          if (options.apply)
            process.stderr.write('What was taken in stays. The same command goes on from there.\n');
          throw error;
        }
      });
    });
}

/** A day without a time is meant in UTC. */
function instant(text: string): Date {
  const at = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('A day such as 2026-11-19, or an instant such as 2026-11-19T08:00:00Z.');
  toDay(text.slice(0, 10));
  return at;
}

function hours(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / HOUR;
}

function noteOf({ reached, found, fresh }: Progress): string {
  return `hours, through ${minuteOf(reached)}, ${count(found)} found, ${count(fresh)} new`;
}

function textOf({ tally, finished, reached }: BackfillReport, { apply }: Options): string {
  const sum = sumOf(tally);
  const rows = Object.entries(tally).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const width = Math.max(4, ...rows.map(([type]) => type.length));
  const line = (type: string, found: string, fresh: string) =>
    `${type.padEnd(width)}  ${found.padStart(9)}  ${fresh.padStart(9)}`;
  return [
    line('type', 'at Stripe', 'new'),
    ...rows.map(([type, row]) => line(type, count(row.found), count(row.fresh))),
    line('all', count(sum.found), count(sum.fresh)),
    '',
    ...lastWords({ finished, reached, apply: apply === true }),
  ].join('\n');
}

function lastWords({
  finished,
  reached,
  apply,
}: {
  finished: boolean;
  reached: Date;
  apply: boolean;
}): string[] {
  if (!finished && apply)
    return [
      `Stopped; everything before ${minuteOf(reached)} is taken in. The same command goes on from there.`,
    ];
  if (!finished) return ['Stopped; nothing was changed.'];
  return [apply ? 'Taken in.' : 'Nothing was changed. With --apply it is taken in.'];
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
