import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AppContext } from '../context.ts';
import { dismissEvent } from '../webhooks/dismiss-event.ts';
import { listUnapplied, type Unapplied } from '../webhooks/list-unapplied.ts';
import { type Replayed, replayEvents } from '../webhooks/replay-events.ts';
import { json, say, withContext } from './tools.ts';

type Options = {
  list?: boolean;
  all?: boolean;
  failed?: boolean;
  event?: string[];
  dryRun?: boolean;
  dismiss?: string;
  reason?: string;
  json?: boolean;
};

const ACTIONS = ['list', 'failed', 'event', 'dismiss'] as const;

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('events that could not be applied: list them, try them again, or dismiss one')
    .option('--list', 'list what failed and what was set aside')
    .option('--all', 'with --list: what was dismissed, too')
    .option('--failed', 'try all of them again, now')
    .option('--event <id...>', 'try these again, now')
    .option('--dry-run', 'with --failed or --event: try, say what would happen, and take it back')
    .option('--dismiss <id>', 'decide that it will not be applied, and that the books no longer wait for it')
    .addOption(new Option('--reason <text>', 'with --dismiss: why; name no person').argParser(reason))
    .addOption(json());
  command.action(async (options: Options) => {
    const asked = ACTIONS.filter((action) => options[action] !== undefined);
    if (asked.length !== 1) command.error('error: one of --list, --failed, --event, --dismiss is needed');
    if (options.dismiss !== undefined && options.reason === undefined)
      command.error('error: --dismiss needs a --reason');
    await withContext((context) => act(context, options));
  });
}

async function act(context: AppContext, options: Options): Promise<void> {
  const { dismiss: id, reason = '' } = options;
  if (options.list) {
    const unapplied = await listUnapplied(context, { withDismissed: options.all === true });
    return say(options.json, unapplied, unapplied.map(lineOf).join('\n') || 'Everything is applied.');
  }
  if (id !== undefined) {
    const dismissed = await dismissEvent(context, { id, reason });
    say(
      options.json,
      { dismissed },
      dismissed ? `${id} is dismissed.` : `No event ${id} waits to be applied.`,
    );
    if (!dismissed) process.exitCode = 1;
    return;
  }
  const dryRun = options.dryRun === true;
  const replayed = await replayEvents(context, { ids: options.event ?? null, dryRun });
  const lines = replayed.map((one) => wordOf(one, dryRun));
  say(options.json, replayed, lines.join('\n') || 'Everything is applied.');
  if (replayed.some(({ outcome }) => outcome !== 'applied')) process.exitCode = 1;
}

function lineOf({ id, type, createdAt, state, attempts, errorCode, dismissal }: Unapplied): string {
  const why = state === 'dismissed' ? `"${dismissal}"` : `${attempts} tries, ${errorCode}`;
  return `${createdAt.toISOString().slice(0, 19)}Z  ${state.padEnd(9)}  ${id}  ${type}  ${why}`;
}

function wordOf({ id, type, outcome, code }: Replayed, dryRun: boolean): string {
  switch (outcome) {
    case 'applied':
      return `${id}  ${type}  ${dryRun ? 'would be applied' : 'applied'}`;
    case 'failed':
      return `${id}  ${type}  ${dryRun ? 'would fail' : 'failed'}: ${code}`;
    case 'missing':
      return `${id}  does not wait to be applied`;
  }
}

function reason(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 3 || trimmed.length > 200) throw new InvalidArgumentError('3 to 200 characters.');
  return trimmed;
}
