import type { Command } from 'commander';
import type { Comparison, Difference } from '../webhooks/rebuild/compare-books.ts';
import { type Verification, verifyBooks } from '../webhooks/rebuild/verify-books.ts';
import { startProgress } from './progress.ts';
import { json, say, withContext } from './tools.ts';

/** Built again, the books would only be what they are: so there is nothing to replace, and all to compare. */
const ONLY_VERIFICATION =
  'error: rebuild only compares: say "rebuild --verify". Books that differ are repaired by what they are made of: ' +
  'see what differs, then "replay" or "backfill" the events that are missing';

export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('build the books again from what Stripe told us, apart, and compare; changes nothing')
    .option('--verify', 'compare row by row: 1 if anything differs')
    .addOption(json())
    .action((options: { verify?: boolean; json?: boolean }, command: Command) => {
      if (!options.verify) command.error(ONLY_VERIFICATION, { exitCode: 2 });
      return withContext(async ({ settings }) => {
        let progress: ReturnType<typeof startProgress> | undefined;
        const verification = await verifyBooks(settings.DATABASE_URL ?? '', {
          onProgress: (done, total) => {
            progress ??= startProgress('Building', total);
            progress.update(done);
          },
        }).finally(() => progress?.end());
        say(options.json, verification, describe(verification));
        if (!verification.equal) process.exitCode = 1;
      });
    });
}

function describe({ readings, unreadable, unreadableIds, tables, equal }: Verification): string {
  const lines = tables.flatMap((table) => [
    describeTable(table),
    ...table.differences.map(describeDifference),
  ]);
  if (unreadable > 0) {
    lines.push(`FAULT  ${unreadable} readings can be applied no more, among them ${unreadableIds.join(' ')}`);
  }
  const summary = equal ? 'Equal' : 'NOT equal';
  return [...lines, `${summary}: the books, and what follows from ${readings} readings.`].join('\n');
}

function describeTable({ table, ours, rebuilt, unequal, differences }: Comparison): string {
  const name = table.padEnd(21);
  if (unequal === 0) return `ok     ${name} ${ours} rows`;
  const listed = unequal > differences.length ? `, of which the first ${differences.length}` : '';
  return `FAULT  ${name} ${ours} rows, built again ${rebuilt}; ${unequal} differ${listed}:`;
}

function describeDifference(difference: Difference): string {
  if (difference.what === 'missing-here') return `         ${difference.id}  missing here`;
  if (difference.what === 'not-in-readings') return `         ${difference.id}  not in the readings`;
  const columns = difference.columns.map(
    ({ column, ours, rebuilt }) => `${column} is ${ours ?? 'null'}, built again ${rebuilt ?? 'null'}`,
  );
  return `         ${difference.id}  ${columns.join('; ')}`;
}
