import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { createApp } from '../../src/app.ts';
import { type AppContext, openContext } from '../../src/context.ts';
import { listen } from '../../src/platform/http/listen.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { type Clock, systemClock } from '../../src/platform/time.ts';
import { type MailCatcher, startMailCatcher } from '../../src/sandbox/mail/start-mail-catcher.ts';
import { createStripeSandbox, SECRET_KEY, type StripeSandbox } from '../../src/sandbox/stripe/sandbox.ts';
import type { Dunning } from '../../src/sandbox/stripe/world.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const WEBHOOK_SECRET = 'whsec_test_0123456789abcdef';

export type Service = {
  url: string;
  context: AppContext;
  stripe: StripeSandbox;
  /** all that it sends ends here: see `sendDueMails` in src/worker.ts */
  mail: MailCatcher;
  databaseUrl: string;
  /** every line that was logged */
  logs: string[];
  financeToken: string;
  /** all events that are due have been delivered and answered */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

export type ServiceOptions = {
  settings?: Record<string, string>;
  clock?: Clock;
  /** by the sandbox's clock, once it is moved and ticks; otherwise memberships move by the controls alone */
  renewals?: 'automatic';
  /** false: events are made, but not delivered */
  deliver?: boolean;
  /** migrated; dropped at the end like one's own */
  database?: TestDatabase;
  /** the name under which readers reach it, this machine's by number unless given */
  host?: string;
  /** how the account at Stripe goes about refused renewals: three more attempts, then the end, unless given */
  dunning?: Dunning;
  /** puts something between the service and the sandbox */
  stripeThrough?(stripeUrl: string): string;
};

/** The real service on a port of its own, its own database, and a Stripe sandbox that the real SDK talks to. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const clock = options.clock ?? systemClock;
  const testDatabase = options.database ?? (await createTestDatabase());
  const service = lateBound();
  const pages = lateBound();
  const web = await listen(service.listener, 0, '127.0.0.1');
  const stripeWeb = await listen(pages.listener, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${web.port}`;
  const stripeUrl = `http://127.0.0.1:${stripeWeb.port}`;
  const stripe = createStripeSandbox({
    clock,
    publicUrl: () => stripeUrl,
    settleDelayedAfterMs: 2 ** 40,
    ...(options.dunning && { dunning: options.dunning }),
    renewals: options.renewals ?? 'by-hand',
  });
  pages.bind(stripe.app);
  if (options.deliver !== false) {
    stripe.addEndpoint({
      url: `${url}/webhooks/stripe`,
      secret: WEBHOOK_SECRET,
      enabledEvents: [...EVENT_TYPES],
    });
  }
  const mail = await startMailCatcher({ clock });
  const logs: string[] = [];
  const settings = readSettings({
    NODE_ENV: 'test',
    PUBLIC_URL: `http://${options.host ?? '127.0.0.1'}:${web.port}`,
    DATABASE_URL: testDatabase.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_URL: options.stripeThrough?.(stripeUrl) ?? stripeUrl,
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    SMTP_URL: mail.smtpUrl,
    MAIL_FROM: 'Newsroom <post@newsroom.example>',
    LOG_LEVEL: 'debug',
    CHECKOUTS_PER_MINUTE: '100000',
    ADDRESSES_PER_MINUTE: '100000',
    ...options.settings,
  });
  const { context, close } = openContext(settings, { clock, logSink: { write: (line) => logs.push(line) } });
  service.bind(createApp(context));
  return {
    url,
    context,
    stripe,
    mail,
    databaseUrl: testDatabase.url,
    logs,
    financeToken: await createToken(context, { name: 'test', role: 'finance' }),
    settled: () => stripe.delivery.idle(),
    stop: async () => {
      await stripe.stop();
      await Promise.all([service.hangUpAfter(web.stop()), pages.hangUpAfter(stripeWeb.stop())]);
      await close();
      await mail.stop();
      await testDatabase.drop();
    },
  };
}

type LateBound = {
  listener: RequestListener;
  bind(app: RequestListener): void;
  hangUpAfter(stopped: Promise<void>): Promise<void>;
};

/**
 * A server has to listen before its own address can be known to what answers on it. Once it stops it gives clients a
 * moment to send what may be under way; after a test none is, so what is open between two requests is hung up at once.
 */
function lateBound(): LateBound {
  let bound: RequestListener = (_request, response) => response.writeHead(503).end();
  const waiting = new Set<Socket>();
  return {
    listener: (request, response) => {
      const { socket } = request;
      waiting.delete(socket);
      response.once('close', () => {
        if (!socket.destroyed) waiting.add(socket);
      });
      bound(request, response);
    },
    bind: (app) => {
      bound = app;
    },
    hangUpAfter: (stopped) => {
      for (const socket of waiting) socket.destroy();
      return stopped;
    },
  };
}

/** Another process of the same service, as far as its database can tell: a pool and a port of its own. */
export async function startPeer({ context }: Service): Promise<Pick<Service, 'url' | 'context' | 'stop'>> {
  const peer = openContext(context.settings, { clock: context.clock, logSink: { write: () => {} } });
  const app = lateBound();
  app.bind(createApp(peer.context));
  const web = await listen(app.listener, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${web.port}`,
    context: peer.context,
    stop: async () => {
      await app.hangUpAfter(web.stop());
      await peer.close();
    },
  };
}
