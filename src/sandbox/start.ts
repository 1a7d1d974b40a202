import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express from 'express';
import { listen, type Web } from '../platform/http/listen.ts';
import { RUNNING_FILE, type Settings } from '../platform/settings.ts';
import { type Clock, systemClock } from '../platform/time.ts';
import { freePort } from './free-port.ts';
import { keepSecret, type Secret } from './keep-secret.ts';
import { type MailCatcher, startMailCatcher } from './mail/start-mail-catcher.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/start-embedded-postgres.ts';
import { createStripeSandbox, SECRET_KEY, type StripeSandbox } from './stripe/sandbox.ts';

const HOST = '127.0.0.1';
const WEB_PORT = 3000;

export type Sandbox = {
  /** the time at the embedded Stripe, which can be moved; the service keeps it too, so that both agree */
  clock: Clock;
  /** settings that were missing, as the environment would give them */
  filledIn: Record<string, string>;
  /** where the pay page, Stripe's objects and the caught mail are looked at; undefined where all of it was given */
  page: string | undefined;
  /** where a secret of this installation is kept, made at the first start */
  keep(name: string, secret: Secret): Promise<string>;
  stop(): Promise<void>;
};

/**
 * The keyless start: whatever the settings do not name is embedded. Loaded by main alone.
 * @throws Error in production, where nothing is embedded
 */
export async function startSandbox(given: Settings, eventTypes: readonly string[]): Promise<Sandbox> {
  if (given.NODE_ENV === 'production') throw new Error('The sandbox does not run in production.');
  const directory = resolve(given.DATA_DIRECTORY);
  // The embedded Postgres of a start as root runs under another account, which has to pass through.
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const port = given.PORT ?? (await freePort(WEB_PORT, HOST));
  const publicUrl = given.PUBLIC_URL ?? `http://localhost:${port}`;
  const postgres = given.DATABASE_URL === undefined ? await startPostgres(directory) : undefined;
  try {
    const stripe = given.STRIPE_SECRET_KEY === undefined ? startStripe(directory, port) : undefined;
    const clock = stripe?.sandbox.clock ?? systemClock;
    const mail = given.SMTP_URL === undefined ? await startMail(directory, clock) : undefined;
    const web = await startPages(stripe, mail, port + 1);
    const webhookSecret = await keepSecret(directory, 'webhook-secret', {
      make: async () => `whsec_${randomBytes(24).toString('hex')}`,
    });
    stripe?.sandbox.addEndpoint({
      name: 'service',
      url: `${publicUrl}/webhooks/stripe`,
      secret: webhookSecret,
      enabledEvents: [...eventTypes],
    });
    if (web && stripe) stripe.publicUrl = `http://${HOST}:${web.port}`;
    const filledIn = {
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      ...(given.MAIL_FROM === undefined && { MAIL_FROM: 'Newsroom <newsroom@localhost>' }),
      ...(given.ENCRYPTION_KEYS === undefined && { ENCRYPTION_KEYS: await ownKeys(directory) }),
      ...(given.TOMBSTONES_FILE === undefined && { TOMBSTONES_FILE: join(directory, 'tombstones') }),
      ...(postgres && { DATABASE_URL: postgres.url }),
      ...(mail && { SMTP_URL: mail.smtpUrl }),
      ...(stripe && {
        STRIPE_SECRET_KEY: SECRET_KEY,
        STRIPE_API_URL: stripe.publicUrl,
        STRIPE_WEBHOOK_SECRETS: webhookSecret,
      }),
    };
    const running = join(directory, RUNNING_FILE);
    const lines = Object.entries(filledIn).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(running, lines.join(''), { mode: 0o600 });
    return {
      clock,
      filledIn,
      page: web && `http://${HOST}:${web.port}`,
      keep: (name, secret) => keepSecret(directory, name, secret),
      stop: async () => {
        await stripe?.sandbox.stop();
        await web?.stop();
        await mail?.stop();
        await postgres?.stop();
        rmSync(running, { force: true });
      },
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

function startPostgres(directory: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log: say });
}

function startMail(directory: string, clock: Clock): Promise<MailCatcher> {
  return startMailCatcher({ directory: join(directory, 'mail'), clock });
}

type OwnStripe = { sandbox: StripeSandbox; publicUrl: string };

function startStripe(directory: string, port: number): OwnStripe {
  const own = { publicUrl: `http://${HOST}:${port + 1}` };
  const sandbox = createStripeSandbox({
    clock: systemClock,
    publicUrl: () => own.publicUrl,
    stateFile: join(directory, 'stripe-sandbox.jsonl'),
    payouts: 'daily',
    renewals: 'automatic',
    log: say,
  });
  return Object.assign(own, { sandbox });
}

/** Stripe's API, its pay page, and the mailbox: one server on the loopback interface. */
async function startPages(
  stripe: OwnStripe | undefined,
  mail: MailCatcher | undefined,
  port: number,
): Promise<Web | undefined> {
  if (!stripe && !mail) return undefined;
  const app = express();
  app.disable('x-powered-by');
  if (mail) app.use('/mail', mail.app);
  if (stripe) app.use(stripe.sandbox.app);
  return listen(app, await freePort(port, HOST), HOST);
}

function ownKeys(directory: string): Promise<string> {
  return keepSecret(directory, 'encryption-keys', {
    make: async () => `local:${randomBytes(32).toString('base64')}`,
  });
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
