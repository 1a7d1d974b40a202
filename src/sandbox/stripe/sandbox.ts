import express from 'express';
import type { Clock } from '../../platform/time.ts';
import { openAccount } from './account.ts';
import { createApi } from './api.ts';
import type { ApiFaults } from './api-faults.ts';
import { type Controls, createControls } from './controls.ts';
import { createDelivery, type DeliveryEngine, RETRY_WAITS } from './delivery.ts';
import { forgetOldKeys } from './idempotency.ts';
import type { Kind, Kinds } from './kinds.ts';
import { loopbackOnly } from './loopback.ts';
import { type EndpointOrder, setEndpoint } from './objects/webhook-endpoint.ts';
import { createPages } from './pages/pages.ts';
import { openStore } from './store.ts';
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
  /** Whether payouts go out by themselves at each midnight (UTC); off where absent. */
  payouts?: 'daily' | 'off';
  /** Charges succeed without their balance transactions until `settleBalances` is called. */
  lateBalanceTransactions?: boolean;
  log?: (message: string) => void;
};

export const SECRET_KEY = 'sk_test_sandbox';

const TICK = 250;

export type StripeSandbox = Controls & {
  /** `/v1`, the pay page, and the page of objects and controls at `/`. */
  app: express.Express;
  /** Everything of one kind as it is now, oldest first. */
  list<K extends Kind>(kind: K): readonly Kinds[K][];
  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** Registers an endpoint, or changes the one that has this name or address. */
  addEndpoint(endpoint: EndpointOrder): Kinds['webhook_endpoint'];
  delivery: Omit<DeliveryEngine, 'stop' | 'wake'>;
  /** Lets every API request wait for this before it is answered; null for none. */
  holdRequests(until: Promise<void> | null): void;
  /** Replaces the faults that API requests meet; nothing for none. */
  setApiFaults(faults?: ApiFaults): void;
  /** Ends timers and deliveries. What was not delivered is delivered after the next start. */
  stop(): Promise<void>;
};

/** A Stripe of one's own, for development and tests: the real SDK talks to `app`, and hears from it. */
export function createStripeSandbox(options: SandboxOptions): StripeSandbox {
  const { clock, publicUrl, stateFile, secretKey = SECRET_KEY, settleDelayedAfterMs = 10_000 } = options;
  const { lateBalanceTransactions: lateBalances = false } = options;
  const log = options.log ?? (() => {});
  const store = openStore(stateFile);
  const world: World = {
    clock,
    store,
    publicUrl,
    settleDelayedAfterMs,
    cause: null,
    nextTimer: 0,
    lateBalances,
  };
  const delivery = createDelivery(world, options.retryWaitsMs ?? RETRY_WAITS, log);
  const controls = createControls(world, log);
  controls.setPayouts(options.payouts ?? 'off');
  const app = express();
  let gate: Promise<void> | null = null;
  let faults: ApiFaults = {};

  const tick = (): void => {
    controls.tick();
    delivery.wake();
  };
  store.transaction(() => forgetOldKeys(world));
  store.transaction(() => openAccount(world));
  store.onCommit(delivery.wake);
  const ticking = setInterval(tick, TICK);
  ticking.unref();
  tick();

  async function before(): Promise<void> {
    controls.tick();
    await gate;
  }
  app.disable('x-powered-by');
  app.use(loopbackOnly);
  app.use('/v1', createApi({ world, secretKey, log, before, faults: () => faults }));
  app.use(createPages(world, controls, log));

  return {
    ...controls,
    tick,
    app,
    list: (kind) => store.all(kind),
    get: (kind, id) => store.get(kind, id),
    addEndpoint: (endpoint) => store.transaction(() => setEndpoint(world, endpoint)),
    delivery,
    holdRequests: (until) => {
      gate = until;
    },
    setApiFaults: (next = {}) => {
      faults = next;
    },
    stop: async () => {
      clearInterval(ticking);
      await delivery.stop();
      store.close();
    },
  };
}
