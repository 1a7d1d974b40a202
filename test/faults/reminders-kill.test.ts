import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AT_ONCE } from '../../src/platform/mail/mailer.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { environmentOf, type Program, startProgram, unusedPort } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';
import { createReminderDriver, query, type ReminderDriver } from './reminder-driver.ts';

const KILLS = howMany({ short: 5, verify: 50, long: 500 });
/** A kill falls among at least so many confirmations. */
const LEAST_LOAD = 10;
const SEED = testSeed();
const INSTANTS = fc.sample(fc.integer({ min: 0, max: 300 }), { seed: SEED, numRuns: KILLS });
/** In an order in which little has to be started anew. */
const VICTIMS = ['all', 'postgres', 'all', 'worker', 'web'] as const;
type Victim = (typeof VICTIMS)[number];

const PATIENTLY = { timeout: 20_000, interval: 100 };
const Counts = z.array(z.object({ name: z.string(), count: z.number() }));

describe(`kill -9 among reminders (seed ${SEED})`, () => {
  let beside: Service;
  let postgres: OwnPostgres;
  let port: number;
  let driver: ReminderDriver;
  let programs: Partial<Record<'all' | 'web' | 'worker', Program>> = {};
  let seen = 0;

  beforeAll(async () => {
    [beside, postgres, port] = await Promise.all([
      startService({ deliver: false }),
      startOwnPostgres('full'),
      unusedPort(),
    ]);
    driver = createReminderDriver({
      url: `http://127.0.0.1:${port}`,
      mail: beside.mail,
      databaseUrl: postgres.url,
    });
  }, 60_000);
  afterAll(async () => {
    await killAll();
    await postgres?.remove();
    await beside?.stop();
  });

  /** The built service, as in production. */
  async function start(role: keyof typeof programs): Promise<void> {
    const program = startProgram('main', [], {
      ...environmentOf(beside, port),
      ROLE: role,
      DATABASE_URL: postgres.url,
      SMTP_URL: beside.mail.smtpUrl,
      MAIL_FROM: 'Newsroom <post@newsroom.example>',
      ADDRESSES_PER_MINUTE: '100000',
      TRUST_PROXY: '1',
    });
    void program.finished.catch(() => {});
    programs[role] = program;
    await vi.waitUntil(() => program.stdout().includes('"msg":"started"'), PATIENTLY);
  }

  /** All of it in one process, or its two halves apart. */
  async function arrange(victim: Victim): Promise<void> {
    const roles = victim === 'web' || victim === 'worker' ? (['web', 'worker'] as const) : (['all'] as const);
    if (roles.every((role) => programs[role])) return;
    await killAll();
    await Promise.all(roles.map(start));
  }

  async function kill(role: keyof typeof programs): Promise<void> {
    programs[role]?.child.kill('SIGKILL');
    await programs[role]?.finished;
    delete programs[role];
  }

  async function killAll(): Promise<void> {
    for (const role of ['all', 'web', 'worker'] as const) await kill(role);
    programs = {};
  }

  async function strike(victim: Victim): Promise<void> {
    if (victim === 'postgres') {
      await postgres.killHard();
      await postgres.start();
    } else {
      await kill(victim);
      await start(victim);
    }
    // As if the five minutes had passed for which the dead had claimed them.
    await query(
      postgres.url,
      'update mails set claimed_until = null, due_at = least(due_at, now()) where claimed_until is not null',
    );
    await wake();
  }

  const wake = () =>
    query(
      postgres.url,
      "select graphile_worker.add_job('send-mails', job_key => 'send-mails', max_attempts => 1)",
    );

  async function count(names: Record<string, string>): Promise<Record<string, number>> {
    const parts = Object.entries(names).map(
      ([name, from]) => `select '${name}' as name, count(*)::int as count from ${from}`,
    );
    const rows = Counts.parse(await query(postgres.url, parts.join(' union all ')));
    return Object.fromEntries(rows.map((row) => [row.name, row.count]));
  }

  /** Of everything that was promised, everything happened, and once. */
  async function check(victim: Victim): Promise<void> {
    const exits = Object.values(programs).map(({ child }) => child.exitCode);
    expect(exits, 'nothing fell over but what was struck').toEqual(exits.map(() => null));
    await vi.waitFor(async () => {
      // As if the wait were over that follows a try that failed.
      await query(postgres.url, 'update mails set due_at = now() where due_at > now()');
      await wake();
      expect(await count({ mails: 'mails' })).toEqual({ mails: 0 });
    }, PATIENTLY);
    const reminders = driver.confirmed.filter(({ what }) => what === 'reminder');
    const arrived = new Map<string, string[]>();
    const all = beside.mail.messages();
    for (const { to, subject, headers } of all.slice(seen))
      arrived.set(`${to} ${subject}`, [
        ...(arrived.get(`${to} ${subject}`) ?? []),
        headers.get('message-id') ?? '',
      ]);
    seen = all.length;
    let doubled = 0;
    for (const { address } of reminders)
      for (const subject of ['Please confirm', 'A note you asked for']) {
        const ids = arrived.get(`${address} ${subject}`) ?? [];
        expect([new Set(ids).size, ids.length <= 2], `${subject}: ${ids}`).toEqual([1, true]);
        doubled += ids.length - 1;
      }
    // Only what was on its way when the kill fell.
    expect(doubled).toBeLessThanOrEqual(victim === 'web' ? 0 : AT_ONCE);
    expect(
      await count({
        done: "reminders where state = 'done' and addressee_id is null",
        others: "reminders where state <> 'done' or addressee_id is not null",
        subscribed: "newsletter_subscriptions where state = 'confirmed'",
        strangers: 'identity.addressees where id not in (select addressee_id from newsletter_subscriptions)',
        clockless: 'reminders where id not in (select subject from ask_clocks)',
      }),
    ).toEqual({
      done: reminders.length,
      others: 0,
      subscribed: driver.confirmed.length - reminders.length,
      strangers: 0,
      clockless: 0,
    });
    const counted = Counts.parse(
      await query(
        postgres.url,
        'select event as name, sum(count)::int as count from reminder_counts group by 1',
      ),
    );
    expect(Object.fromEntries(counted.map((row) => [row.name, row.count]))).toEqual({
      set: reminders.length,
      confirmed: reminders.length,
      sent: reminders.length,
    });
    await query(
      postgres.url,
      'truncate reminders, newsletter_subscriptions, identity.addressees, ask_clocks, reminder_counts',
    );
    driver.confirmed.length = 0;
  }

  it(`${KILLS} kills: each confirmed reminder comes, once or twice as one mail, and every address goes`, async () => {
    for (const [index, instant] of INSTANTS.entries()) {
      const victim = VICTIMS[index % VICTIMS.length] ?? 'all';
      await arrange(victim);
      const load = driver.run();
      await vi.waitUntil(() => driver.confirmed.length >= LEAST_LOAD, PATIENTLY);
      await wait(instant);
      await strike(victim);
      await load.stop();
      await check(victim);
    }
  }, 3_600_000);
});
