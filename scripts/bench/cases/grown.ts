import pg from 'pg';
import { migrateDatabase } from '../../../src/platform/database.ts';
import { type Comparison, compare } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { makeLives } from '../lives.ts';
import { measure } from '../load.ts';
import type { Server } from '../server.ts';
import { type Stage, WEBHOOK_SECRET } from '../stage.ts';

const CONNECTIONS = 16;
const MOST_PER_SECOND = 8_000;
const WARM_UP_SECONDS = 3;
/** An event may cost 1.15 times as much as with nothing stored. */
const LEAST_RATE = 1 / 1.15;

/** Stored events stand between these and those that are sent: ids grow with time, as Stripe's do. */
const OLD = (prefix: string) => `'${prefix}' || lpad(to_hex(number), 14, '0')`;
const MEMBER = `('00000000-0000-4000-8000-' || lpad(to_hex(number / 6), 12, '0'))::uuid`;
const AT = `timestamptz '2020-01-01' + number * interval '10 seconds'`;

/** Of six events that are stored, a payment by somebody who gave once or again; addresses are not made up. */
const FILL = [
  `insert into inbox (id, type, created_at, received_at, applied_at, state, reading, member_id)
   select ${OLD('evt_0')}, 'invoice.paid', ${AT}, ${AT}, ${AT}, 'applied',
     jsonb_build_object('kind', 'invoice', 'filler', repeat(md5(number::text), 12))::text, ${MEMBER}
   from generate_series(1, $1::bigint) as number`,
  `insert into payments (id, member_id, frequency, amount, currency, paid_at, learnt_at)
   select ${OLD('in_0')}, ${MEMBER}, 'monthly', 500, 'usd', ${AT}, ${AT} from generate_series(1, $1::bigint, 6) as number`,
  `insert into payment_intents (id, invoice_id, member_id, status, version, amount, currency, succeeded_at, learnt_at)
   select ${OLD('pi_0')}, ${OLD('in_0')}, ${MEMBER}, 'succeeded', '3', 500, 'usd', ${AT}, ${AT}
   from generate_series(1, $1::bigint, 6) as number`,
  `insert into charges (id, payment_intent_id, status, amount, currency, created_at, learnt_at)
   select ${OLD('ch_0')}, ${OLD('pi_0')}, 'succeeded', 500, 'usd', ${AT}, ${AT}
   from generate_series(1, $1::bigint, 6) as number`,
  `insert into members (id, created_at) select ${MEMBER}, ${AT} from generate_series(1, $1::bigint, 6) as number`,
  `insert into identity.customers (id, member_id) select ${OLD('cus_0')}, ${MEMBER}
   from generate_series(1, $1::bigint, 6) as number`,
  'analyze',
];

/** The cost of an event where many are stored already, beside its cost where none is. */
export async function benchGrown(stage: Stage, effort: Effort, stored: number): Promise<Comparison[]> {
  const livesFile = stage.writeFile('lives.json', JSON.stringify(await makeLives()));
  const [empty, grown] = [await startOn(stage, 'empty', 0), await startOn(stage, 'grown', stored)];
  let clones = 0;
  const run = async (server: Server, seconds: number) => {
    const supply = Math.ceil(seconds * MOST_PER_SECOND);
    const load = { kind: 'events', livesFile, secret: WEBHOOK_SECRET, path: '/webhooks/stripe' } as const;
    const measured = await measure(stage, server, {
      connections: CONNECTIONS,
      seconds,
      status: 200,
      load: { ...load, firstClone: clones, supply, duplicates: 0.1 },
    });
    clones += supply;
    return measured;
  };
  try {
    await run(empty, WARM_UP_SECONDS);
    await run(grown, WARM_UP_SECONDS);
    const contest = {
      name: `webhook intake with ${stored} events stored`,
      floorIs: 'Groundswell with nothing stored',
      bars: { rate: LEAST_RATE },
      runFloor: () => run(empty, effort.seconds),
      runGroundswell: () => run(grown, effort.seconds),
    };
    return [await compare(contest, effort.rounds)];
  } finally {
    await empty.stop();
    await grown.stop();
  }
}

async function startOn(stage: Stage, name: string, stored: number): Promise<Server> {
  const url = await stage.makeDatabase(name, '');
  await migrateDatabase(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of stored === 0 ? [] : FILL)
    await client.query(statement, statement.includes('$1') ? [stored] : []);
  await client.end();
  return stage.startGroundswell({ DATABASE_URL: url });
}
