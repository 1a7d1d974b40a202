import pg from 'pg';
import { type Comparison, compare } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { makeLives } from '../lives.ts';
import { type Measured, measure } from '../load.ts';
import type { EventLoad, Result } from '../plan.ts';
import { type Server, startServer } from '../server.ts';
import { floorFile, type Stage, WEBHOOK_SECRET } from '../stage.ts';

const CONNECTIONS = [1, 16, 64];
/** More than any server here takes, so that time ends a run and not the supply. */
const MOST_PER_SECOND = 8_000;
const WARM_UP_SECONDS = 3;
const FLOOR_SCHEMA = 'create table events (id text primary key, body text not null)';

/** What was acknowledged since the databases were made, and so has to be in them. */
type Owed = { distinct: number; booked: number };

export async function benchWebhooks(stage: Stage, effort: Effort): Promise<Comparison[]> {
  const livesFile = stage.writeFile('lives.json', JSON.stringify(await makeLives()));
  const floorUrl = await stage.makeDatabase('webhook_floor', FLOOR_SCHEMA);
  const floorPool = new pg.Pool({ connectionString: floorUrl, max: 1 });
  const floor = await startServer(floorFile(stage, 'webhook-floor'), {
    DATABASE_URL: floorUrl,
    STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
  });
  const groundswell = await stage.startGroundswell();
  const owed = { floor: { distinct: 0, booked: 0 }, groundswell: { distinct: 0, booked: 0 } };
  let clones = 0;

  /** The same numbers go to both: each has a database of its own. */
  async function run(server: Server, debts: Owed, connections: number, seconds: number): Promise<Measured> {
    const supply = Math.ceil(seconds * MOST_PER_SECOND);
    const load: EventLoad = {
      kind: 'events',
      livesFile,
      secret: WEBHOOK_SECRET,
      path: '/webhooks/stripe',
      firstClone: clones,
      supply,
      duplicates: 0.1,
    };
    const measured = await measure(stage, server, { connections, seconds, status: 200, load });
    add(debts, measured);
    return measured;
  }
  const runFloor = async (connections: number, seconds: number) => {
    const measured = await run(floor, owed.floor, connections, seconds);
    const { rows } = await floorPool.query('select count(*)::int as distinct from events');
    expectSame('the floor', rows[0], { distinct: owed.floor.distinct });
    return measured;
  };
  const runGroundswell = async (connections: number, seconds: number) => {
    const measured = await run(groundswell, owed.groundswell, connections, seconds);
    clones += Math.ceil(seconds * MOST_PER_SECOND);
    await checkBooks(stage, owed.groundswell);
    return measured;
  };

  try {
    await runFloor(16, WARM_UP_SECONDS);
    await runGroundswell(16, WARM_UP_SECONDS);
    const comparisons: Comparison[] = [];
    for (const connections of CONNECTIONS) {
      const contest = {
        name: `webhook intake, ${connections} connection${connections === 1 ? '' : 's'}`,
        floorIs: 'node:http, signature check, one durable INSERT of the body (pg pool of 16)',
        // One connection is told for information; the bars are about surges.
        bars: connections === 1 ? { rate: 0, memory: 180 } : { rate: 0.4, p99: 2.5, memory: 180 },
        runFloor: () => runFloor(connections, effort.seconds),
        runGroundswell: () => runGroundswell(connections, effort.seconds),
      };
      comparisons.push(await compare(contest, effort.rounds));
    }
    return comparisons;
  } finally {
    await floorPool.end();
    await floor.stop();
    await groundswell.stop();
  }
}

function add(debts: Owed, { distinct, booked }: Result): void {
  debts.distinct += distinct;
  debts.booked += booked;
}

/** Whatever was acknowledged is in the inbox and applied, and its payments are booked; and nothing else is. */
async function checkBooks({ pool }: Stage, { distinct, booked }: Owed): Promise<void> {
  const { rows } = await pool.query(
    `select count(*)::int as distinct, count(*) filter (where state = 'applied')::int as applied,
       (select count(*)::int from payments) as booked from inbox`,
  );
  expectSame('Groundswell', rows[0], { distinct, applied: distinct, booked });
}

function expectSame(who: string, found: unknown, expected: Record<string, number>): void {
  const [has, owes] = [JSON.stringify(found), JSON.stringify(expected)];
  if (has !== owes) throw new Error(`void: ${who} acknowledged ${owes} and holds ${has}`);
}
