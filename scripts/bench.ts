/**
 * `npm run bench`: Groundswell beside floors that are taken in the same run, as ratios, because machines are shared and
 * drift. Server, Postgres and driver share the cores; each is a process of its own.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { benchBurst } from './bench/cases/burst.ts';
import { benchCheckouts } from './bench/cases/checkouts.ts';
import { benchGrown } from './bench/cases/grown.ts';
import { benchReaders, READER_PATHS } from './bench/cases/readers.ts';
import { benchReminders } from './bench/cases/reminders.ts';
import { benchSignIn } from './bench/cases/sign-in.ts';
import { benchStart } from './bench/cases/start.ts';
import { benchWebhooks } from './bench/cases/webhooks.ts';
import type { Effort } from './bench/effort.ts';
import { printReport, type Report } from './bench/report.ts';
import { setStage } from './bench/stage.ts';

/** Run only where they are asked for by name, because they take long. */
const LONG_CASES = ['grown', 'burst', 'reminders', 'sign-in'] as const;
const CASES = ['webhooks', 'checkouts', ...READER_PATHS, 'start', ...LONG_CASES] as const;
type Case = (typeof CASES)[number];

const Options = z.object({
  rounds: z.number(),
  seconds: z.number(),
  stored: z.number(),
  waiting: z.number(),
  samples: z.number(),
  only: z.enum(CASES).optional(),
  json: z.string().optional(),
});

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return number;
}

const command = new Command('npm run bench --')
  .description('Measures Groundswell beside floors taken in the same run.')
  .option('--rounds <number>', 'rounds, of which the median counts', positive, 3)
  .option('--seconds <number>', 'length of each measurement', positive, 5)
  .option('--stored <number>', 'events that are stored before `--only grown`', positive, 200_000)
  .option('--waiting <number>', 'mails that wait in `--only reminders`', positive, 1_000_000)
  .option('--samples <number>', 'of known and of unknown addresses in `--only sign-in`', positive, 10_000)
  .addOption(new Option('--only <case>', 'one of them').choices(CASES))
  .option('--json <file>', 'write the figures there, too')
  .parse();
const options = Options.parse(command.opts());
const effort: Effort = options;
const wanted = (one: Case) => options.only === undefined || options.only === one;

async function run(): Promise<Report> {
  const report: Report = {
    machine: {
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      postgres: 'no Postgres',
    },
    rounds: effort.rounds,
    seconds: effort.seconds,
    comparisons: [],
  };
  if (wanted('start')) report.start = await benchStart(effort.rounds);
  if (options.only === 'start') return report;
  const stage = await setStage();
  try {
    const version = await stage.pool.query<{ server_version: string }>('show server_version');
    report.machine.postgres = `Postgres ${version.rows[0]?.server_version} (fsync and synchronous_commit on)`;
    if (options.only === 'grown')
      report.comparisons.push(...(await benchGrown(stage, effort, options.stored)));
    if (options.only === 'reminders')
      report.comparisons.push(...(await benchReminders(stage, effort, options.waiting)));
    if (options.only === 'sign-in') report.signIn = await benchSignIn(stage, options.samples);
    if (options.only === 'burst') report.burst = await benchBurst(stage);
    const paths = READER_PATHS.filter(wanted);
    if (wanted('webhooks')) report.comparisons.push(...(await benchWebhooks(stage, effort)));
    if (paths.length > 0) report.comparisons.push(...(await benchReaders(stage, effort, paths)));
    if (wanted('checkouts')) {
      const { comparisons, cost } = await benchCheckouts(stage, effort);
      report.comparisons.push(...comparisons);
      report.checkoutCost = cost;
    }
    return report;
  } finally {
    await stage.stop();
  }
}

const report = await run();
printReport(report, (text) => process.stdout.write(text));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
