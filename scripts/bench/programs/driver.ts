/**
 * Sends requests over kept-alive connections, one at a time on each, and measures. A process of its own; it speaks HTTP
 * over bare sockets, because whatever the driver costs is taken from the servers on the same cores.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Life, Plan, type Result } from '../plan.ts';
import { checkoutRequests } from './checkout-requests.ts';
import { openConnection } from './connection.ts';
import { eventRequests } from './event-requests.ts';
import type { Sendable } from './sendable.ts';

function prepare({ load }: Plan): Iterator<Sendable> {
  switch (load.kind) {
    case 'repeat':
      return repeat(load.requests);
    case 'events': {
      const lives = z.array(Life).parse(JSON.parse(readFileSync(load.livesFile, 'utf8')));
      return eventRequests(lives, load)[Symbol.iterator]();
    }
    case 'checkouts':
      return checkoutRequests(load)[Symbol.iterator]();
  }
}

function* repeat(requests: string[]): Generator<Sendable> {
  const ready = requests.map((request) => ({ bytes: Buffer.from(request), isFirst: false, books: false }));
  for (;;) yield* ready;
}

async function drive(plan: Plan): Promise<Result> {
  const supply = prepare(plan);
  const latencies: number[] = [];
  const tally = { wrong: 0, distinct: 0, booked: 0 };
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => openConnection(plan.port)),
  );
  const started = performance.now();
  const deadline = started + plan.seconds * 1_000;

  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < deadline) {
        const next = supply.next();
        if (next.done) break;
        const sent = performance.now();
        const status = await connection.ask(next.value.bytes);
        latencies.push(performance.now() - sent);
        if (status !== plan.status) tally.wrong += 1;
        if (next.value.isFirst) tally.distinct += 1;
        if (next.value.books) tally.booked += 1;
      }
    }),
  );
  const elapsed = (performance.now() - started) / 1_000;
  for (const connection of connections) connection.close();
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    perSecond: sorted.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    answers: sorted.length,
    ...tally,
  };
}

process.once('message', (message) => {
  drive(Plan.parse(message)).then(
    (result) => process.send?.(result, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    },
  );
});
