import express from 'express';
import type { Clock } from '../../platform/time.ts';
import { expireCheckout } from './actions/expire-checkout.ts';
import { openSession, type Payment, payCheckout } from './actions/pay-checkout.ts';
import type { Outcome } from './actions/pay-intent.ts';
import { renew } from './actions/renew.ts';
import { settleDelayed } from './actions/settle.ts';
import { createApi } from './api.ts';
import { createDelivery, type DeliveryEngine, RETRY_WAITS } from './delivery.ts';
import type { Kind, Kinds, Timer } from './kinds.ts';
import { createWebhookEndpoint } from './objects/webhook-endpoint.ts';
import { createPages } from './pages/pages.ts';
import { openStore } from './store.ts';
import { runDue } from './timers.ts';
import type { World } from './world.ts';

export type SandboxOptions = {
  clock: Clock;
  /** Where the sandbox is reached, e.g. `http://127.0.0.1:3001`: for the addresses of pay pages. */
  publicUrl: () => string;
  /** Append-only JSONL, so that a restart keeps everything. Without it the sandbox remembers nothing. */
  stateFile?: string;
  /** The one key that the API takes. */
  secretKey?: string;
  /** How long a bank takes over a delayed payment, in milliseconds. */
  settleDelayedAfterMs?: number;
  /** Waits between attempts to deliver an event, in milliseconds; the last one repeats. */
  retryWaitsMs?: readonly number[];
  log?: (message: string) => void;
};

export const SECRET_KEY = 'sk_test_sandbox';

const TICK = 250;

export type StripeSandbox = {
  /** `/v1`, the pay page, and the page of objects and controls at `/`. */
  app: express.Express;
  /** Everything of one kind as it is now, oldest first. */
  list<K extends Kind>(kind: K): readonly Kinds[K][];
  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** Registers an endpoint, or changes the one that has this address. */
  addEndpoint(endpoint: { url: string; secret: string; enabledEvents?: string[] }): Kinds['webhook_endpoint'];
  delivery: DeliveryEngine;
  /** Lets every API request wait for this before it is answered; null for none. */
  holdRequests(until: Promise<void> | null): void;
  /** Presses Pay. */
  pay(session: string, payment: Payment): Kinds['checkout.session'];
  expire(session: string): Kinds['checkout.session'];
  settle(paymentIntent: string, outcome: 'succeed' | 'fail'): Kinds['payment_intent'];
  /** One renewal cycle, however far the period has come. */
  renew(subscription: string, outcome?: Outcome): Kinds['subscription'];
  /** Does what is due by the clock, for a clock that was moved. */
  tick(): void;
  /** Ends timers and deliveries; what was not delivered is delivered after the next start. */
  stop(): Promise<void>;
};

export function createStripeSandbox(options: SandboxOptions): StripeSandbox {
  const { clock, publicUrl, stateFile, secretKey = SECRET_KEY, settleDelayedAfterMs = 10_000 } = options;
  const log = options.log ?? (() => {});
  const store = openStore(stateFile);
  const world: World = { clock, store, publicUrl, settleDelayedAfterMs, cause: null, nextTimer: 0 };
  const delivery = createDelivery(world, options.retryWaitsMs ?? RETRY_WAITS);
  store.onCommit(delivery.wake);
  let gate: Promise<void> | null = null;

  const act = (timer: Timer): void => {
    if (timer.what === 'settle') settleDelayed(world, timer.paymentIntent, timer.outcome);
    else expireCheckout(world, openSession(world, timer.session));
  };
  const tick = (): void => {
    runDue(world, act, (error) => log(`a timer failed: ${error}`));
    delivery.wake();
  };
  const ticking = setInterval(tick, TICK);
  ticking.unref();
  tick();

  const sandbox: StripeSandbox = {
    app: express(),
    list: (kind) => store.all(kind),
    get: (kind, id) => store.get(kind, id),
    addEndpoint: ({ url, secret, enabledEvents = ['*'] }) =>
      store.transaction(() => {
        const known = store.all('webhook_endpoint').find((endpoint) => endpoint.url === url);
        if (!known) return createWebhookEndpoint(world, { url, enabled_events: enabledEvents }, secret);
        store.put('endpoint_secret', { id: known.id, secret });
        return store.put('webhook_endpoint', { ...known, enabled_events: enabledEvents, status: 'enabled' });
      }),
    delivery,
    holdRequests: (until) => {
      gate = until;
    },
    pay: (session, payment) => store.transaction(() => payCheckout(world, session, payment)),
    expire: (session) => store.transaction(() => expireCheckout(world, openSession(world, session))),
    settle: (intent, outcome) => store.transaction(() => settleDelayed(world, intent, outcome)),
    renew: (subscription, outcome) => store.transaction(() => renew(world, subscription, outcome)),
    tick,
    stop: async () => {
      clearInterval(ticking);
      await delivery.stop();
      store.close();
    },
  };

  sandbox.app.disable('x-powered-by');
  const before = async () => {
    tick();
    await gate;
  };
  sandbox.app.use('/v1', createApi({ world, secretKey, log, before }));
  sandbox.app.use(createPages(world, sandbox, log));
  return sandbox;
}
