import type { Command } from 'commander';
import { edgeKeys } from '../ask/edge-keys.ts';
import { rotateKeys } from '../members/rotate-keys.ts';
import { readSettingsBesideRunning, SettingsError } from '../platform/settings.ts';
import { rotateInboxKeys } from '../webhooks/rotate-inbox-keys.ts';
import { startProgress } from './progress.ts';
import { json, say, withContext } from './tools.ts';

type Options = { json?: boolean };

export function addKeys(program: Command): void {
  const command = program.command('keys').description('the keys in ENCRYPTION_KEYS');
  command
    .command('rotate')
    .description('bring every sealed address under the first key; then the others can be destroyed')
    .addOption(json())
    .action((options: Options) => rotate(options));
  command
    .command('ask')
    .description(
      'what the site’s edge needs to verify gw_ask, which opens nothing else; the keys on the last line',
    )
    .addOption(json())
    .action((options: Options) => tellAskKeys(options));
}

async function rotate(options: Options): Promise<void> {
  await withContext(async (context) => {
    const progress = startProgress('Addresses moved');
    const contacts = await rotateKeys(context, progress.update);
    progress.end();
    const moved = contacts + (await rotateInboxKeys(context));
    say(options.json, { moved }, `${moved} addresses moved under key "${context.keyring.current.id}".`);
  });
}

function tellAskKeys(options: Options): void {
  const settings = readSettingsBesideRunning(undefined, ['ENCRYPTION_KEYS']);
  if (settings.ENCRYPTION_KEYS === undefined) throw new SettingsError(['ENCRYPTION_KEYS: missing']);
  const version = settings.ASK_COOKIE_VERSION;
  const keys = edgeKeys(settings.ENCRYPTION_KEYS);
  const line = keys.map(({ key }) => key).join(',');
  say(options.json, { version, keys }, `Version ${version}; keys, the current one first:\n${line}`);
}
