import { reapplyTombstones } from './account/erasure/reapply-tombstones.ts';
import { createApp } from './app.ts';
import { type AppContext, openContext } from './context.ts';
import { migrateDatabase } from './platform/database.ts';
import { listen } from './platform/http/listen.ts';
import { noteKeys } from './platform/key-uses.ts';
import { errorCode } from './platform/log.ts';
import { readSettings, type Settings, SettingsError } from './platform/settings.ts';
import { SECOND } from './platform/time.ts';
import { createToken, isToken } from './staff/tokens.ts';
import { EVENT_TYPES } from './webhooks/table.ts';
import { startWorker } from './worker.ts';

const DEFAULT_PORT = 3000;
/** A supervisor kills after 25 seconds; what is not finished by then would be lost either way. */
const STOP_WITHIN = 24 * SECOND;

/** Settings → context → web and/or worker; and a way to stop all of it, in the opposite order. */
async function start(given: Settings): Promise<() => Promise<void>> {
  const sandbox = isWhole(given) ? undefined : await loadSandbox(given);
  const settings = sandbox ? readSettings(undefined, sandbox.filledIn) : given;
  const { context, close } = openContext(settings, sandbox && { clock: sandbox.clock });
  const stops = [close, async () => sandbox?.stop()];
  try {
    await migrateDatabase(settings.DATABASE_URL ?? '');
    await noteKeys(context);
    await reapplyTombstones(context);
    if (settings.ROLE !== 'web') {
      const worker = await startWorker(context);
      stops.unshift(worker.stop);
    }
    if (settings.ROLE !== 'worker') {
      const web = await listen(createApp(context), settings.PORT ?? DEFAULT_PORT, hostOf(settings));
      stops.unshift(web.stop);
    }
    context.log.info('started', { address: context.publicUrl });
    if (sandbox) await welcome(context, sandbox);
  } catch (error) {
    await inOrder(stops);
    throw error;
  }
  return () => inOrder(stops);
}

/** Whether there is nothing to embed. In production there never is. */
function isWhole(settings: Settings): boolean {
  const { NODE_ENV, DATABASE_URL, STRIPE_SECRET_KEY, ENCRYPTION_KEYS, SMTP_URL } = settings;
  return (
    NODE_ENV === 'production' || Boolean(DATABASE_URL && STRIPE_SECRET_KEY && ENCRYPTION_KEYS && SMTP_URL)
  );
}

type Sandbox = Awaited<ReturnType<typeof loadSandbox>>;

async function loadSandbox(settings: Settings) {
  const { startSandbox } = await import('./sandbox/start.ts');
  return startSandbox(settings, EVENT_TYPES);
}

/** Within reach of this machine alone, unless told otherwise; in production a balancer has to reach it. */
function hostOf({ HOST, NODE_ENV }: Settings): string {
  return HOST ?? (NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1');
}

async function inOrder(stops: (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops) await stop();
}

async function welcome(context: AppContext, { page, keep }: Sandbox): Promise<void> {
  const token = await keep('finance-token', {
    make: () => createToken(context, { name: 'keyless start', role: 'finance' }),
    serves: (kept) => isToken(context, kept),
  });
  const { publicUrl } = context;
  process.stdout.write(`
  Groundswell is running. Nothing here is real money.

  The appeal         ${publicUrl}/
  Stripe sandbox     ${page ?? '(your own Stripe account)'}
  Mailbox            ${page === undefined ? '(your own mail server)' : `${page}/mail`}
  All mails          ${publicUrl}/mails
  HTTP interface     ${publicUrl}/docs
  Finance token      ${token}

  Next: open the appeal, give 5 dollars a month, then ask what came in:
  curl -H "Authorization: Bearer ${token}" ${publicUrl}/v1/reports/revenue

  Or press "Remind me later" on the appeal and choose the e-mail: it asks you to confirm, in the
  mailbox. Then "Advance a month" on the sandbox's page, and within a minute the reminder is there.

  Or sign in at ${publicUrl}/account with the address that you gave with: the link comes to the
  mailbox. Change, pause or cancel there, and move the sandbox's time on to see what becomes of it.

  Ctrl-C stops everything; the data stays in ${context.settings.DATA_DIRECTORY}.

`);
}

function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      setTimeout(() => process.exit(1), STOP_WITHIN).unref();
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** A fault of the settings or the machine is said in plain words; anything else by its code, since it may hold values. */
function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof Error && error.name === 'EmbeddedPostgresError') return error.message;
  const code = errorCode(error);
  if (code === 'EADDRINUSE') return 'The port is taken: stop what listens there, or set PORT.';
  if (code === 'ECONNREFUSED')
    return 'The database does not answer: is DATABASE_URL right, and is it running?';
  return `Groundswell could not start (${code}).`;
}

/** Node would print the error itself, values and all. What is committed is safe; a supervisor starts us again. */
function dieQuietly(): void {
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error) => {
      process.stderr.write(`Groundswell fell over (${errorCode(error)}).\n`);
      process.exit(1);
    });
  }
}

try {
  dieQuietly();
  stopOnSignals(await start(readSettings()));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
