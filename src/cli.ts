import { Command, CommanderError, Option } from 'commander';
import { addBackfill } from './commands/backfill.ts';
import { addErase } from './commands/erase.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export-journal.ts';
import { addKeys } from './commands/keys.ts';
import { addNewsletter } from './commands/newsletter.ts';
import { addRebuild } from './commands/rebuild.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addReplay } from './commands/replay.ts';
import { addSeed } from './commands/seed.ts';
import { json, say, withContext } from './commands/tools.ts';
import { addWebhook } from './commands/webhook.ts';
import { migrateDatabase } from './platform/database.ts';
import { errorCode } from './platform/log.ts';
import { readSettingsBesideRunning, type Settings, SettingsError } from './platform/settings.ts';
import { ROLES } from './staff/roles.ts';
import { createToken } from './staff/tokens.ts';
import { examine } from './webhooks/examine.ts';

/** The operator's commands. Exit status: 0, 1 (failed) or 2 (usage). */
const program = new Command('groundswell')
  .description(
    'Commands for whoever runs Groundswell. Beside a keyless start they use what that one runs on.',
  )
  .exitOverride()
  .showHelpAfterError();

program
  .command('migrate')
  .description('bring the database schema up to date; safe on a live database, and safe to repeat')
  .addOption(json())
  .action(async (options: { json?: boolean }) => {
    await migrateDatabase(databaseOf(readSettingsBesideRunning()));
    say(options.json, { migrated: true }, 'The schema is up to date.');
  });

program
  .command('token')
  .description('tokens for programs')
  .command('create')
  .description('make a token; it is shown once, alone on the last line')
  .requiredOption('--name <name>', 'what it is for')
  .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
  .addOption(json())
  .action((options: { name: string; role: (typeof ROLES)[number]; json?: boolean }) =>
    withContext(async (context) => {
      const token = await createToken(context, options);
      say(options.json, { token }, token);
    }),
  );

program
  .command('doctor')
  .description('check database, migrations, Stripe, webhook endpoint, clock and mail; changes nothing')
  .addOption(json())
  .action((options: { json?: boolean }) =>
    withContext(async (context) => {
      const findings = await examine(context);
      const lines = findings.map(
        ({ check, ok, note }) => `${ok ? 'ok    ' : 'FAULT '} ${check.padEnd(18)} ${note}`,
      );
      say(options.json, findings, lines.join('\n'));
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    }),
  );

addBackfill(program);
addErase(program);
addExplain(program);
addExport(program);
addKeys(program);
addNewsletter(program);
addRebuild(program);
addReconcile(program);
addReplay(program);
addSeed(program);
addWebhook(program);

function databaseOf({ DATABASE_URL }: Settings): string {
  if (DATABASE_URL === undefined)
    throw new SettingsError(['DATABASE_URL: missing (and no keyless start is running here)']);
  return DATABASE_URL;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitStatusOf(error);
}

function exitStatusOf(error: unknown): number {
  // commander has said what is wrong; asking for help is no fault.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(
    `${error instanceof SettingsError ? error.message : `Failed (${errorCode(error)}).`}\n`,
  );
  return 1;
}
