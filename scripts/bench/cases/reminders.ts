import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { createDatabase, type Database, migrateDatabase } from '../../../src/platform/database.ts';
import { createIds } from '../../../src/platform/ids.ts';
import { createLog } from '../../../src/platform/log.ts';
import { planMail } from '../../../src/platform/mail/plan-mail.ts';
import { claimDueMails, deleteMail } from '../../../src/platform/mail/store.ts';
import { together } from '../../../src/platform/statements.ts';
import { DAY, plus, SECOND, stopwatch, systemClock } from '../../../src/platform/time.ts';
import { type Comparison, compare, median } from '../compare.ts';
import type { Effort } from '../effort.ts';
import type { Measured } from '../load.ts';
import type { Stage } from '../stage.ts';

const KIND = 'reminder';
const FEW = 100;
/** What is due at once on a busy day. */
const DUE = 20_000;
/** Of those that wait: under what wakes autovacuum, so that they are all still in the way. */
const JUST_SENT = 0.15;
/** As many as the worker claims. */
const BATCH = 20;
/** It may cost 1.15 times as much as with next to nothing there. */
const LEAST_RATE = 1 / 1.15;
const WARM_UP_SECONDS = 1;
/** Seconds; it looks round once a minute. */
const VACUUMED_WITHIN = 300;

const MAIL = (dueAt: string, until: number) => `
  insert into mails (id, kind, subject, due_at, expires_at)
  select gen_random_uuid(), 'reminder', gen_random_uuid(), ${dueAt}, ${dueAt} + interval '3 days'
  from generate_series(1, ${until}) as number`;

/** Reminders that were sent, and their mails, which are gone; then as many that wait. */
const past = (many: number) => [
  `insert into reminders (id, created_at, state, locale, delay, remind_at, first_at, ended_at)
   select gen_random_uuid(), at - interval '1 month', 'done', 'en', 'P1M', at, at, at
   from generate_series(1, ${many}) as number, lateral (select now() - number * interval '30 seconds' as at) as past`,
  MAIL("now() - number * interval '30 seconds'", many),
  'delete from mails',
  MAIL("now() + interval '1 day' + number * interval '30 seconds'", many),
];

type Table = { database: Database; client: pg.Client; isFew: boolean; close(): Promise<void> };

/** Planning and claiming mail where many wait and as many were sent, beside the same with next to nothing there. */
export async function benchReminders(
  stage: Stage,
  { rounds, seconds }: Effort,
  waiting: number,
): Promise<Comparison[]> {
  const few = await openTable(stage, 'few');
  const many = await openTable(stage, 'many');
  const against = (name: string, run: (table: Table, seconds: number) => Promise<Measured>) =>
    compare(
      {
        name,
        floorIs: 'the same where next to nothing waits, and nothing was sent',
        bars: { rate: LEAST_RATE },
        runFloor: () => run(few, seconds),
        runGroundswell: () => run(many, seconds),
      },
      rounds,
    );
  try {
    for (const statement of past(waiting)) await many.client.query(statement);
    await vacuumed(many);
    for (const table of [few, many]) {
      await planFor(table, WARM_UP_SECONDS);
      await claimFor(table, WARM_UP_SECONDS);
    }
    return [
      await against(`planning a mail, ${waiting} waiting`, planFor),
      await against(`claiming ${BATCH} mails, ${waiting} waiting`, claimFor),
      await against(`the same behind ${JUST_SENT * waiting} just sent`, async (table, length) => {
        if (!table.isFew) await sendMany(table, JUST_SENT * waiting);
        return claimFor(table, length);
      }),
    ];
  } finally {
    await few.close();
    await many.close();
  }
}

async function openTable(stage: Stage, name: 'few' | 'many'): Promise<Table> {
  const url = await stage.makeDatabase(name, '');
  await migrateDatabase(url);
  const { database, close } = createDatabase(url, { connections: 1, log: createLog('silent') });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    database,
    client,
    isFew: name === 'few',
    close: async () => {
      await client.end();
      await close();
    },
  };
}

/** By Postgres itself, with its settings as they come. */
async function vacuumed({ client }: Table): Promise<void> {
  const since = systemClock.now();
  for (let waited = 0; waited < VACUUMED_WITHIN; waited += 1) {
    const { rows } = await client.query(
      `select from pg_stat_user_tables where relname = 'mails' and last_autovacuum > $1 and last_autoanalyze > $1`,
      [since],
    );
    if (rows.length > 0) return;
    await wait(SECOND);
  }
  throw new Error('autovacuum does not come');
}

async function sendMany({ client }: Table, many: number): Promise<void> {
  await client.query(MAIL("now() - interval '1 day' + number * interval '10 milliseconds'", many));
  await client.query('delete from mails where due_at < now()');
}

async function planFor(table: Table, seconds: number): Promise<Measured> {
  await startOver(table);
  const context = { clock: systemClock, ids: createIds(systemClock) };
  return measureFor(seconds, async (timed) => {
    const dueAt = plus(systemClock.now(), 30 * DAY);
    const plan = { kind: KIND, subject: context.ids.random(), dueAt, expiresAt: plus(dueAt, 3 * DAY) };
    await timed(() => table.database.transaction((transaction) => planMail(context, transaction, plan)));
  });
}

/** What is claimed is settled at once, and the time that takes does not count. */
async function claimFor(table: Table, seconds: number): Promise<Measured> {
  await startOver(table);
  return measureFor(seconds, async (timed) => {
    const now = systemClock.now();
    const claims = await timed(() => claimDueMails(table.database, { now, kinds: [KIND], limit: BATCH }));
    if (claims.length < BATCH)
      await table.client.query(MAIL("now() - interval '1 hour' + number * interval '10 milliseconds'", DUE));
    await table.database.transaction(async (transaction) => {
      await together(claims.map(({ id }) => deleteMail(transaction, id)));
    });
  });
}

async function startOver({ client, isFew }: Table): Promise<void> {
  if (isFew) {
    await client.query('truncate mails');
    await client.query(MAIL("now() + interval '1 day' + number * interval '30 seconds'", FEW));
    await client.query('analyze mails');
  } else await client.query('delete from mails where due_at < now()');
  await client.query(MAIL("now() - interval '1 hour' + number * interval '10 milliseconds'", DUE));
  await client.query('checkpoint');
}

type Timed = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Repeats something for so long; only what is timed counts. */
async function measureFor(seconds: number, repeat: (timed: Timed) => Promise<void>): Promise<Measured> {
  const times: number[] = [];
  const timed: Timed = async (work) => {
    const elapsed = stopwatch();
    const result = await work();
    times.push(elapsed());
    return result;
  };
  const elapsed = stopwatch();
  while (elapsed() < seconds * SECOND) await repeat(timed);
  const rising = times.toSorted((one, other) => one - other);
  return {
    perSecond: (times.length / times.reduce((sum, time) => sum + time, 0)) * SECOND,
    p50: median(times),
    p99: rising[Math.floor(times.length * 0.99)] ?? Number.NaN,
    answers: times.length,
    wrong: 0,
    distinct: 0,
    booked: 0,
    memory: 0,
    cpu: Number.NaN,
    databaseCpu: Number.NaN,
  };
}
