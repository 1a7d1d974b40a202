import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type Erased, erasePerson } from '../account/erasure/erase-person.ts';
import { finishErasures } from '../account/erasure/finish-erasures.ts';
import { reapplyTombstones } from '../account/erasure/reapply-tombstones.ts';
import type { AppContext } from '../context.ts';
import { EmailAddress } from '../platform/email-address.ts';
import { json, say, withContext } from './tools.ts';

type Options = { emailStdin?: true; tombstones?: true; dryRun?: true; json?: boolean };

/** `erase`: the address comes by the standard input alone, since arguments are seen by everybody on the machine. */
export function addErase(program: Command): void {
  const command = program
    .command('erase')
    .description('erase a person for good, as their own link would; or again, after a backup was restored')
    .option('--email-stdin', 'the address is one line on the standard input')
    .option('--tombstones', 'erase again whoever the file of tombstones names and this database still holds')
    .option('--dry-run', 'with --email-stdin: say how much of what would go, and leave it')
    .addOption(json());
  command.action(async (options: Options) => {
    if ((options.emailStdin === undefined) === (options.tombstones === undefined))
      command.error('error: one of --email-stdin and --tombstones is needed');
    if (options.tombstones !== undefined) return withContext((context) => again(context, options));
    const address = EmailAddress.safeParse((await text(process.stdin)).replace(/\r?\n$/, ''));
    if (!address.success) return command.error('error: that is not one plain address');
    await withContext((context) => erase(context, address.data, options));
  });
}

async function erase(context: AppContext, address: string, options: Options): Promise<void> {
  const dryRun = options.dryRun === true;
  const { erased, told } = await erasePerson(context, { addresses: [address] }, { dryRun });
  await told;
  // The service does it as well, each minute; here it is known at once whether Stripe answers.
  if (!dryRun) await finishErasures(context);
  say(options.json, { dryRun, erased }, linesOf(erased, dryRun));
}

async function again(context: AppContext, options: Options): Promise<void> {
  const reapplied = await reapplyTombstones(context);
  const { unknown, erased } = reapplied;
  say(
    options.json,
    reapplied,
    `${unknown} tombstones were new to this database; ${erased} were erased again.`,
  );
}

function linesOf(erased: Erased, dryRun: boolean): string {
  const lines = Object.entries(erased).map(([what, count]) => `${String(count).padStart(6)}  ${what}`);
  return [dryRun ? 'Would be erased:' : 'Erased:', ...lines].join('\n');
}
