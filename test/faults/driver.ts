import { send, signatureOf } from '../support/events.ts';
import { type Service, WEBHOOK_SECRET } from '../support/service.ts';
import type { LoadEvent } from './load.ts';

export type Driver = {
  /** every event that was ever sent, by id */
  sent: Map<string, LoadEvent>;
  /** ids of those that were answered with 200 */
  acknowledged: Set<string>;
  /** Sends without pause until `stop` is called; resolves once all that was under way is answered, or has failed. */
  run(url: () => string): { stop(): Promise<void> };
  /** Sends what was not acknowledged yet. */
  finish(url: string): Promise<void>;
};

const AT_ONCE = 24;
/** Stripe waits about as long. */
const PATIENCE_MS = 10_000;

/**
 * What Stripe is to a server that is killed: it sends events, remembers which were acknowledged, and sends the others
 * again. `next` gives new ones.
 */
export function createDriver(signer: Pick<Service, 'context'>, next: () => LoadEvent[]): Driver {
  const sent = new Map<string, LoadEvent>();
  const acknowledged = new Set<string>();
  let waiting: LoadEvent[] = [];

  async function sendOne(url: string, event: LoadEvent): Promise<void> {
    sent.set(event.id, event);
    const headers = { 'stripe-signature': signatureOf(signer, event.payload, { secret: WEBHOOK_SECRET }) };
    try {
      const answer = await send({ url }, event.payload, headers, AbortSignal.timeout(PATIENCE_MS));
      await answer.arrayBuffer();
      if (answer.status === 200) acknowledged.add(event.id);
      else waiting.push(event);
    } catch {
      waiting.push(event);
    }
  }

  function take(): LoadEvent | undefined {
    if (waiting.length === 0) waiting = next();
    return waiting.shift();
  }

  return {
    sent,
    acknowledged,
    run: (url) => {
      let isRunning = true;
      const workers = Array.from({ length: AT_ONCE }, async () => {
        while (isRunning) {
          const event = take();
          if (event) await sendOne(url(), event);
        }
      });
      return {
        stop: async () => {
          isRunning = false;
          await Promise.all(workers);
        },
      };
    },
    finish: async (url) => {
      while (waiting.length > 0)
        await Promise.all(waiting.splice(0, AT_ONCE).map((one) => sendOne(url, one)));
    },
  };
}
