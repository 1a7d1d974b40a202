import express from 'express';
import type { Clock } from '../../platform/time.ts';
import { openAccount } from './account.ts';
import { armAll } from './actions/live-on.ts';
import { createApi } from './api.ts';
import type { ApiFaults } from './api-faults.ts';
import { type Controls, createControls } from './controls.ts';
import { createDelivery, type DeliveryEngine, RETRY_WAITS } from './delivery.ts';
import { forgetOldKeys } from './idempotency.ts';
import type { Kind, Kinds } from './kinds.ts';
import { loopbackOnly } from './loopback.ts';
import { createMovableClock } from './movable-clock.ts';
import { type EndpointOrder, setEndpoint } from './objects/webhook-endpoint.ts';
import { createPages } from './pages/pages.ts';
import { openStore } from './store.ts';
import type { Switches } from './switches.ts';
import { API_VERSION, type Dunning, type World } from './world.ts';

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
  /** Whether the clock renews subscriptions; by hand where nothing is said, so that a test may move its clock at ease. */
  renewals?: World['renewals'];
  dunning?: Dunning;
  /** Waits between attempts to deliver an event, in milliseconds; the last one repeats. */
  retryWaitsMs?: readonly number[];
  /** Whether payouts go out by themselves at each midnight (UTC); off where absent. */
  payouts?: 'daily' | 'off';
  /** Charges succeed without their balance transactions until `settleBalances` is called. */
  lateBalanceTransactions?: boolean;
  log?: (message: string) => void;
};

export const SECRET_KEY = 'sk_test_sandbox';

/** Like Stripe's smart retries, made simple. */
const DUNNING: Dunning = { retryAfterDays: [3, 5, 7], atLast: 'cancel' };

const TICK = 250;

export type StripeSandbox = Controls & {
  /** `/v1`, the pay page, and the page of objects and controls at `/`. */
  app: express.Express;
  /** Stripe's time: the clock that was handed in, moved as far as `advance` has moved it. */
  clock: Clock;
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
  const {
    clock: wire,
    publicUrl,
    stateFile,
    secretKey = SECRET_KEY,
    settleDelayedAfterMs = 10_000,
  } = options;
  const { renewals = 'by-hand', dunning = DUNNING } = options;
  const { lateBalanceTransactions: lateBalances = false } = options;
  const log = options.log ?? (() => {});
  const store = openStore(stateFile);
  const clock = createMovableClock(wire, store.get('clock', 'clock')?.offset);
  const world: World = {
    clock,
    wire,
    store,
    publicUrl,
    settleDelayedAfterMs,
    renewals,
    dunning,
    accountVersion: API_VERSION,
    lateBalances,
    cause: null,
    nextTimer: 0,
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
  store.transaction(() => {
    forgetOldKeys(world);
    openAccount(world);
    armAll(world);
  });
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
  const switches: Switches = {
    api: () => faults,
    setApi: (next) => {
      faults = next;
    },
    delivery: delivery.faults,
    setDelivery: delivery.setFaults,
    lateBalances: () => world.lateBalances,
    setLateBalances: controls.setLateBalanceTransactions,
  };
  app.use(createPages(world, controls, switches, log));

  return {
    ...controls,
    tick,
    app,
    clock,
    list: (kind) => store.all(kind),
    get: (kind, id) => store.get(kind, id),
    addEndpoint: (endpoint) => store.transaction(() => setEndpoint(world, endpoint)),
    delivery,
    holdRequests: (until) => {
      gate = until;
    },
    setApiFaults: (next = {}) => switches.setApi(next),
    stop: async () => {
      clearInterval(ticking);
      await delivery.stop();
      store.close();
    },
  };
}
