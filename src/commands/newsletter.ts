import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { exportSubscribers } from '../desk/export-subscribers.ts';
import { Reason } from '../staff/reason.ts';
import { withContext } from './tools.ts';

type Options = { reason: string; output: string | undefined };

/** `newsletter export`: who gets it, to a file that its owner alone can read, or to where the output goes. */
export function addNewsletter(program: Command): void {
  program
    .command('newsletter')
    .description('the newsletter')
    .command('export')
    .description('who gets it, as CSV for the tool that sends it; it is written down first')
    .requiredOption('--reason <reason>', 'why, in 10 to 200 characters, without anybody’s address', toReason)
    .option('--output <file>', 'where to, a file that is not there yet; without it, to the standard output')
    .action(({ reason, output }: Options) =>
      withContext(async (context) => {
        const text = Readable.from(exportSubscribers(context, { actor: 'cli', reason }));
        if (output === undefined) await pipeline(text, process.stdout, { end: false });
        else await pipeline(text, createWriteStream(output, { mode: 0o600, flags: 'wx' }));
      }),
    );
}

function toReason(text: string): string {
  if (!Reason.safeParse(text).success)
    throw new InvalidArgumentError('10 to 200 characters, and no address.');
  return text;
}
