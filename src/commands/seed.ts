import { type Command, InvalidArgumentError } from 'commander';
import { startProgress } from './progress.ts';
import { json, say, toDay, withContext } from './tools.ts';

type Options = { contributions: number; seed: number; until?: Date; json?: boolean };

export function addSeed(program: Command): void {
  program
    .command('seed')
    .description(
      'fill the books of a database of its own with three years that are made up; never with live keys',
    )
    .requiredOption('--contributions <n>', 'how many set out to give', wholeNumber)
    .option('--seed <s>', 'another number, another history', wholeNumber, 1)
    .option('--until <day>', 'the day before which it ends, as 2026-11-23; today unless given', dayInUtc)
    .addOption(json())
    .action((options: Options, command: Command) =>
      withContext(async (context) => {
        if (context.account.live || context.settings.NODE_ENV === 'production') {
          command.error('error: not with live keys, and not in production: the books are for what happened');
        }
        const { contributions, seed } = options;
        const until = options.until ?? context.clock.now();
        // Only whoever asks for a history that is made up loads what makes it up.
        const { seedHistory } = await import('../webhooks/seed/seed-history.ts');
        const progress = startProgress('Seeding', contributions);
        const seeded = await seedHistory(context, { contributions, seed, until }, (done, events) =>
          progress.update(done, `contributions, ${events} events`),
        ).finally(() => progress.end());
        const { events, applied } = seeded;
        const text = `${seeded.contributions} contributions with ${events} events, of which ${applied} were new.`;
        say(options.json, seeded, text);
      }),
    );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return number;
}

function dayInUtc(text: string): Date {
  return new Date(toDay(text));
}
