import type { WithCatalog } from './catalog/catalog.ts';
import { loadCatalog } from './catalog/catalog.ts';
import type { Context } from './platform/context.ts';
import { createDatabase } from './platform/database.ts';
import { createIds } from './platform/ids.ts';
import { createLog, type LogSink } from './platform/log.ts';
import { createMailer, type Mailer, type WithMailer } from './platform/mail/mailer.ts';
import { createMetrics } from './platform/metrics.ts';
import { type Settings, SettingsError } from './platform/settings.ts';
import { type Clock, systemClock } from './platform/time.ts';
import { createStripeClient, isLive, type WithStripe } from './stripe/client.ts';
import type { WithForgetUnapplied } from './stripe/forget-unapplied.ts';
import type { WithHeed } from './stripe/heed.ts';
import { createForgetUnapplied } from './webhooks/forget-unapplied.ts';
import { createHeed } from './webhooks/heed.ts';

export type AppContext = Context & WithStripe & WithHeed & WithForgetUnapplied & WithCatalog & WithMailer;

/** What a process needs, whether it came from the environment or from the keyless start. */
const NEEDED = [
  'DATABASE_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRETS',
  'ENCRYPTION_KEYS',
  'PUBLIC_URL',
] as const;

export type OpenContext = { context: AppContext; close(): Promise<void> };

/**
 * Puts a context together from settings; nothing is connected to until it is used.
 * @throws SettingsError when something needed is missing
 */
export function openContext(
  settings: Settings,
  parts: { clock?: Clock; logSink?: LogSink } = {},
): OpenContext {
  const { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS, ENCRYPTION_KEYS, PUBLIC_URL } = settings;
  if (!DATABASE_URL || !STRIPE_SECRET_KEY || !STRIPE_WEBHOOK_SECRETS || !ENCRYPTION_KEYS || !PUBLIC_URL) {
    throw new SettingsError(
      NEEDED.filter((name) => settings[name] === undefined).map((name) => `${name}: missing`),
    );
  }
  const clock = parts.clock ?? systemClock;
  const log = createLog(settings.LOG_LEVEL, parts.logSink);
  const connect = (url: string) => createDatabase(url, { connections: settings.DATABASE_POOL, log });
  const { pool, database, close } = connect(DATABASE_URL);
  const replica = settings.DATABASE_READ_URL === undefined ? undefined : connect(settings.DATABASE_READ_URL);
  const base: Context = {
    settings,
    publicUrl: PUBLIC_URL,
    clock,
    ids: createIds(clock),
    keyring: ENCRYPTION_KEYS,
    log,
    metrics: createMetrics(),
    database,
    readDatabase: replica?.database ?? database,
    pool,
  };
  const context: AppContext = {
    ...base,
    heed: createHeed(base),
    forgetUnapplied: createForgetUnapplied(base),
    stripe: createStripeClient({ ...settings, STRIPE_SECRET_KEY }),
    account: { live: isLive(STRIPE_SECRET_KEY), webhookSecrets: STRIPE_WEBHOOK_SECRETS },
    catalog: loadCatalog(settings.CATALOG_FILE),
    mailer: openMailer(settings),
  };
  return {
    context,
    close: async () => {
      context.mailer?.close();
      await close();
      await replica?.close();
    },
  };
}

function openMailer({ SMTP_URL, MAIL_FROM }: Settings): Mailer | undefined {
  return SMTP_URL && MAIL_FROM ? createMailer({ smtpUrl: SMTP_URL, sender: MAIL_FROM }) : undefined;
}
