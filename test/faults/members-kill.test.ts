import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AT_ONCE } from '../../src/platform/mail/mailer.ts';
import { readMembership } from '../../src/stripe/read-membership.ts';
import { EVENT_TYPES } from '../../src/webhooks/table.ts';
import { howMany, testSeed } from '../support/length.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { environmentOf, type Program, startProgram, unusedPort } from '../support/process.ts';
import { type Service, startService, WEBHOOK_SECRET } from '../support/service.ts';
import { createMemberDriver, type LivedMember, type MemberDriver } from './member-driver.ts';
import { query } from './reminder-driver.ts';

const STRIKES = howMany({ short: 3, verify: 50, long: 500 });
/** A strike falls once so many more have lived to the end; others are in the midst of it. */
const LEAST_LOAD = 2;
const SEED = testSeed();
const INSTANTS = fc.sample(fc.integer({ min: 0, max: 400 }), { seed: SEED, numRuns: STRIKES });
const STRIKE_AT = ['server', 'postgres', 'stop'] as const;

const PATIENTLY = { timeout: 40_000, interval: 100 };
/** A supervisor kills after this. */
const STOPS_WITHIN = 25_000;
const Counts = z.array(z.object({ name: z.string(), count: z.number() }));
const Books = z.array(
  z.object({ id: z.string(), amount: z.string(), ends: z.boolean(), sessions: z.number() }),
);

describe(`kill -9 among members (seed ${SEED})`, () => {
  let beside: Service;
  let postgres: OwnPostgres;
  let port: number;
  let driver: MemberDriver;
  let program: Program;

  beforeAll(async () => {
    [beside, postgres, port] = await Promise.all([
      startService({ deliver: false }),
      startOwnPostgres('full'),
      unusedPort(),
    ]);
    const url = `http://127.0.0.1:${port}`;
    beside.stripe.addEndpoint({
      url: `${url}/webhooks/stripe`,
      secret: WEBHOOK_SECRET,
      enabledEvents: [...EVENT_TYPES],
    });
    driver = createMemberDriver({ url, databaseUrl: postgres.url, beside });
    await start();
  }, 60_000);
  afterAll(async () => {
    program?.child.kill('SIGKILL');
    await program?.finished;
    await beside?.stop();
    await postgres?.remove();
  });

  /** The built service, as in production. */
  async function start(): Promise<void> {
    program = startProgram('main', [], {
      ...environmentOf(beside, port),
      DATABASE_URL: postgres.url,
      SMTP_URL: beside.mail.smtpUrl,
      MAIL_FROM: 'Newsroom <post@newsroom.example>',
      ADDRESSES_PER_MINUTE: '100000',
      TRUST_PROXY: '1',
    });
    void program.finished.catch(() => {});
    await vi.waitUntil(() => program.stdout().includes('"msg":"started"'), PATIENTLY);
  }

  const STRIKES_BY = {
    server: async () => {
      program.child.kill('SIGKILL');
      await program.finished;
      await start();
    },
    postgres: async () => {
      await postgres.killHard();
      await postgres.start();
    },
    /** As a supervisor does it, while changes wait for Stripe. */
    stop: async () => {
      let release = () => {};
      beside.stripe.holdRequests(new Promise((resolve) => (release = resolve)));
      await wait(300);
      const late = wait(STOPS_WITHIN, 'too late', { ref: false });
      program.child.kill('SIGTERM');
      await wait(300);
      beside.stripe.holdRequests(null);
      release();
      const ended = program.finished.then(({ status, signal }) => ({ status, signal }));
      expect(await Promise.race([ended, late])).toEqual({ status: 0, signal: null });
      await start();
    },
  };

  /** As if the minutes had passed after which whatever was under way is anybody's again. */
  async function timePasses(): Promise<void> {
    const long = "interval '10 minutes'";
    await query(
      postgres.url,
      `update membership_changes set attempted_at = attempted_at - ${long} where state = 'waiting';
       update identity.erasures set retry_at = now() - ${long};
       update mails set claimed_until = null where claimed_until < now() + interval '4 minutes 30 seconds';
       update mails set due_at = now() where due_at > now();
       select ${JOBS.map((job) => `graphile_worker.add_job('${job}', job_key => '${job}', max_attempts => 1)`)}`,
    ).catch(() => {});
    void beside.stripe.delivery.flush();
  }

  async function count(names: Record<string, string>): Promise<Record<string, number>> {
    const parts = Object.entries(names).map(
      ([name, from]) => `select '${name}' as name, count(*)::int as count from ${from}`,
    );
    const rows = Counts.parse(await query(postgres.url, parts.join(' union all ')));
    return Object.fromEntries(rows.map((row) => [row.name, row.count]));
  }

  /** Of everything that was answered, everything is done, and once; nothing waits. */
  async function check(): Promise<void> {
    await vi.waitFor(async () => {
      await timePasses();
      expect(
        await count({
          changes: "membership_changes where state = 'waiting'",
          erasures: 'identity.erasures',
          mails: 'mails',
          // Two changes of one second: Stripe is asked which was the last.
          contested: 'memberships where contested',
          // Each cancellation is told.
          untold: `memberships m where ends_at is not null and ended_at is null and not exists
            (select from notices n where n.about = m.id and n.kind = 'cancelled')`,
        }),
      ).toEqual({ changes: 0, erasures: 0, mails: 0, contested: 0, untold: 0 });
    }, PATIENTLY);
    const refused = await count({ refused: "membership_changes where state <> 'done'" });
    expect(refused).toEqual({ refused: 0 });
    // The events of what was done last are on their way.
    await vi.waitFor(checkBooks, PATIENTLY);
  }

  async function checkBooks(): Promise<void> {
    const books = Books.parse(
      await query(
        postgres.url,
        `select m.id, m.amount::text, ends_at is not null as ends,
          (select count(*)::int from identity.sessions s where s.member_id = m.member_id) as sessions
         from memberships m where ended_at is null`,
      ),
    );
    for (const member of driver.lived) checkOne(member, books);
    expect(beside.stripe.list('subscription').filter(({ ended_at }) => ended_at === null)).toHaveLength(
      books.length,
    );
    expect(await count({ contacts: 'identity.contacts' })).toEqual({ contacts: books.length });
  }

  function checkOne(member: LivedMember, books: z.output<typeof Books>): void {
    const made = beside.stripe.list('price').map(({ unit_amount }) => unit_amount);
    expect(
      member.sums.map((sum) => made.filter((one) => one === sum).length),
      'each sum once at Stripe',
    ).toEqual(member.sums.map(() => 1));
    const subscription = beside.stripe.get('subscription', member.membershipId);
    const row = books.find(({ id }) => id === member.membershipId);
    if (member.isErased) {
      expect([subscription?.ended_at !== null, row], 'erased').toEqual([true, undefined]);
      return;
    }
    const { reading } = readMembership(subscription);
    expect(row, 'books and Stripe').toEqual({
      id: member.membershipId,
      amount: String(reading.amount),
      ends: member.isCancelled,
      sessions: member.links,
    });
    expect(reading.amount).toBe(member.sums.at(-1));
    expect(reading.endsAt !== null).toBe(member.isCancelled);
  }

  /** @returns how many mails came twice: each is one mail, by its Message-ID */
  function doubledMails(): number {
    let doubled = 0;
    for (const { address, isCancelled, isErased } of driver.lived) {
      const notices = beside.mail
        .messages()
        .filter(({ to, text }) => to.includes(address) && !text.includes('/account/enter?token='));
      const ids = notices.map(({ headers }) => headers.get('message-id') ?? '');
      // The last one to somebody who is erased is sent at once or not at all.
      if (isErased) expect(ids.length).toBeLessThanOrEqual(1);
      else expect([new Set(ids).size, ids.length <= 2], String(ids)).toEqual([isCancelled ? 1 : 0, true]);
      doubled += ids.length - new Set(ids).size;
    }
    return doubled;
  }

  it(`${STRIKES} strikes: what was answered is done, at Stripe and in the books, once; nothing is mailed a third time`, async () => {
    for (const [index, instant] of INSTANTS.entries()) {
      const load = driver.run();
      const before = driver.lived.length;
      await vi.waitUntil(() => driver.lived.length >= before + LEAST_LOAD, PATIENTLY);
      await wait(instant);
      await STRIKES_BY[STRIKE_AT[index % STRIKE_AT.length] ?? 'server']();
      let isOver = false;
      const stopped = load.stop().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await timePasses();
        await Promise.race([stopped, wait(200)]);
      }
      await stopped;
      await check();
    }
    expect(driver.lived.length).toBeGreaterThanOrEqual(STRIKES * LEAST_LOAD);
    expect(doubledMails()).toBeLessThanOrEqual(STRIKES * AT_ONCE);
  }, 3_600_000);
});

const JOBS = ['finish-changes', 'finish-erasures', 'reread-contested', 'notices', 'send-mails'];
