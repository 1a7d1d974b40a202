import { DAY, HOUR, MINUTE, SECOND } from '../../platform/time.ts';
import { copiesOf, type DeliveryFaults, inOrder } from './delivery-faults.ts';
import type { Delivery } from './kinds.ts';
import { inVersion } from './older-shapes.ts';
import { sign } from './signature.ts';
import type { World } from './world.ts';

/** Growing waits; the last one repeats until an event is three days old, as at Stripe. */
export const RETRY_WAITS = [SECOND, 5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR];
const GIVEN_UP_AFTER = 3 * DAY;
const AT_ONCE = 16;
const TIMEOUT = 10 * SECOND;

export type DeliveryEngine = {
  /** Replaces the faults that were set before. */
  setFaults(faults: DeliveryFaults): void;
  faults(): DeliveryFaults;
  /** Resolves once nothing is under way and nothing is due: what waits for its retry or is held is not due. */
  idle(): Promise<void>;
  /** Sends everything now, held, delayed and failed deliveries too, and resolves once each had one attempt. */
  flush(): Promise<void>;
  /** Looks whether something is due. */
  wake(): void;
  stop(): Promise<void>;
};

/** Carries events to endpoints: at least once, a few at a time, until each has answered 2xx. */
export function createDelivery(
  world: World,
  retryWaits: readonly number[],
  log: (message: string) => void,
): DeliveryEngine {
  const { store, clock, wire } = world;
  const underWay = new Set<string>();
  let faults: DeliveryFaults = {};
  const stopping = new AbortController();
  let scheduled = false;
  let waiters: (() => void)[] = [];
  /** Ids that `flush` lets through whatever their time. */
  const released = new Set<string>();

  function isDue({ id, at }: Delivery): boolean {
    if (released.has(id)) return true;
    return !faults.hold && at + (faults.delayMs ?? 0) <= wire.now().getTime();
  }

  /** Without shuffling only as many as can start are looked for: thousands may be waiting behind them. */
  function startable(): Delivery[] {
    const free = AT_ONCE - underWay.size;
    const due: Delivery[] = [];
    if (stopping.signal.aborted || free <= 0) return due;
    for (const delivery of store.each('delivery')) {
      if (!underWay.has(delivery.id) && isDue(delivery)) due.push(delivery);
      if (!faults.shuffle && due.length >= free) break;
    }
    return inOrder(due, faults).slice(0, free);
  }

  function run(): void {
    scheduled = false;
    for (const delivery of startable()) {
      underWay.add(delivery.id);
      void deliver(delivery)
        .catch((error: unknown) => log(`a delivery failed: ${error}`))
        .finally(() => {
          underWay.delete(delivery.id);
          released.delete(delivery.id);
          wake();
        });
    }
    if (underWay.size > 0) return;
    const done = waiters;
    waiters = [];
    for (const resolve of done) resolve();
  }

  function wake(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(run);
  }

  async function deliver(delivery: Delivery): Promise<void> {
    if (faults.drop) return drop(delivery);
    const event = store.get('event', delivery.event);
    const endpoint = store.get('webhook_endpoint', delivery.endpoint);
    const secret = store.get('endpoint_secret', delivery.endpoint)?.secret;
    if (!event || !secret || endpoint?.status !== 'enabled') return settle(delivery, false);
    const body = JSON.stringify(inVersion(world, event, endpoint.api_version), null, 2);
    const copies = Array.from({ length: copiesOf(faults) }, () => post(endpoint.url, body, secret));
    const answers = await Promise.all(copies);
    settle(delivery, answers.includes(true));
  }

  function drop({ at: _, since: __, ...delivery }: Delivery): void {
    store.transaction(() => {
      store.remove('delivery', delivery.id);
      store.put('delivered', { ...delivery, outcome: 'dropped' });
    });
  }

  async function post(url: string, body: string, secret: string): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT)]),
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Stripe-Signature': sign(body, secret, clock.now()),
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body,
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  function settle(delivery: Delivery, ok: boolean): void {
    if ((stopping.signal.aborted && !ok) || !store.get('delivery', delivery.id)) return;
    const { at: _, since, ...done } = { ...delivery, attempts: delivery.attempts + 1 };
    const instant = wire.now().getTime();
    const over = instant - since >= GIVEN_UP_AFTER;
    store.transaction(() => {
      if (!ok && !over) {
        const wait = retryWaits[Math.min(delivery.attempts, retryWaits.length - 1)] ?? SECOND;
        store.put('delivery', { ...done, since, at: instant + wait });
        return;
      }
      store.remove('delivery', delivery.id);
      store.put('delivered', { ...done, outcome: ok ? 'delivered' : 'given up' });
    });
  }

  function idle(): Promise<void> {
    return new Promise((resolve) => {
      waiters.push(resolve);
      wake();
    });
  }

  return {
    setFaults: (next) => {
      faults = next;
      wake();
    },
    faults: () => faults,
    idle,
    flush: () => {
      for (const { id } of store.each('delivery')) if (!underWay.has(id)) released.add(id);
      return idle();
    },
    wake,
    stop: async () => {
      stopping.abort();
      await idle();
    },
  };
}
