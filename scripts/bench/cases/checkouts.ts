import { z } from 'zod';
import { type Comparison, compare } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { makeSession } from '../lives.ts';
import { type Measured, measure } from '../load.ts';
import { type Server, startServer } from '../server.ts';
import { floorFile, STRIPE_KEY, type Stage } from '../stage.ts';
import { countStatements } from '../statements.ts';

const CONNECTIONS = 16;
const MOST_PER_SECOND = 4_000;
const WARM_UP_SECONDS = 3;
const COUNTED = 50;
const FLOOR_SCHEMA =
  'create table checkouts (id uuid primary key, frequency text not null, amount bigint not null, currency text not null, created_at timestamptz not null default now())';

export type CheckoutCost = { statements: number; roundTrips: number; callsToStripe: number };
export type CheckoutReport = { comparisons: Comparison[]; cost: CheckoutCost };

/** Stripe is replaced by a stub that answers at once, in a process of its own: its time is ours to wait, not to spend. */
export async function benchCheckouts(stage: Stage, effort: Effort): Promise<CheckoutReport> {
  const stub = await startServer(floorFile(stage, 'stripe-stub'), {
    SESSION_FILE: stage.writeFile('session.json', await makeSession()),
  });
  const stripe = { STRIPE_API_URL: `http://127.0.0.1:${stub.port}`, STRIPE_SECRET_KEY: STRIPE_KEY };
  const floor = await startServer(floorFile(stage, 'checkout-floor'), {
    ...stripe,
    DATABASE_URL: await stage.makeDatabase('checkout_floor', FLOOR_SCHEMA),
  });
  const groundswell = await stage.startGroundswell(stripe);
  let readers = 0;
  const run = (server: Server, path: string, seconds: number): Promise<Measured> => {
    const supply = seconds * MOST_PER_SECOND;
    readers += supply;
    const load = { kind: 'checkouts', path, first: readers, supply } as const;
    return measure(stage, server, { connections: CONNECTIONS, seconds, status: 201, load });
  };
  const contestWith = (name: string, floorIs: string, floorPath: string, bars: Comparison['bars']) => ({
    name,
    floorIs,
    bars,
    runFloor: () => run(floor, floorPath, effort.seconds),
    runGroundswell: () => run(groundswell, '/v1/checkouts', effort.seconds),
  });
  try {
    await run(floor, '/with-stripe/v1/checkouts', WARM_UP_SECONDS);
    await run(groundswell, '/v1/checkouts', WARM_UP_SECONDS);
    const like = contestWith(
      'POST /v1/checkouts, like for like',
      'Express 5, zod, one durable INSERT, and the same one call to the stub by the real SDK',
      '/with-stripe/v1/checkouts',
      { rate: 0.5 },
    );
    const bare = contestWith(
      'POST /v1/checkouts, floor spared the call',
      'Express 5, zod, one durable INSERT; no call to the stub, which Groundswell makes',
      '/v1/checkouts',
      { rate: 0 },
    );
    const comparisons = [await compare(like, effort.rounds), await compare(bare, effort.rounds)];
    return { comparisons, cost: await costOf(stage, stub, stripe) };
  } finally {
    await groundswell.stop();
    await floor.stop();
    await stub.stop();
  }
}

/** Counted on the wire: by a proxy before Postgres, and by the stub. */
async function costOf(stage: Stage, stub: Server, stripe: Record<string, string>): Promise<CheckoutCost> {
  const counter = await countStatements(stage.databaseUrl);
  const groundswell = await stage.startGroundswell({ ...stripe, DATABASE_URL: counter.url });
  try {
    const ask = async (number: number) => {
      const response = await fetch(`http://127.0.0.1:${groundswell.port}/v1/checkouts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `counted-${number}` },
        body: JSON.stringify({ frequency: 'monthly', amount: 500, currency: 'usd' }),
      });
      if (response.status !== 201) throw new Error(`void: a checkout was answered ${response.status}`);
    };
    await ask(0);
    const before = { ...counter.counts(), calls: await callsOf(stub) };
    for (let number = 1; number <= COUNTED; number += 1) await ask(number);
    const after = { ...counter.counts(), calls: await callsOf(stub) };
    return {
      statements: (after.statements - before.statements) / COUNTED,
      roundTrips: (after.roundTrips - before.roundTrips) / COUNTED,
      callsToStripe: (after.calls - before.calls) / COUNTED,
    };
  } finally {
    await groundswell.stop();
    await counter.stop();
  }
}

async function callsOf(stub: Server): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${stub.port}/count`);
  return z.object({ count: z.number() }).parse(await response.json()).count;
}
