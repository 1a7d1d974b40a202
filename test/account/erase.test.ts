import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erasePerson } from '../../src/account/erasure/erase-person.ts';
import { finishErasures } from '../../src/account/erasure/finish-erasures.ts';
import { endCustomers } from '../../src/members/end-customers.ts';
import { findMembers } from '../../src/members/resolve-members.ts';
import { addressIndexes } from '../../src/platform/email-address.ts';
import { DAY, HOUR, MINUTE, plus } from '../../src/platform/time.ts';
import { unsealPerson } from '../../src/webhooks/observe.ts';
import { verifyBooks } from '../../src/webhooks/rebuild/verify-books.ts';
import { retryEvents } from '../../src/webhooks/retry-events.ts';
import { sendDueMails } from '../../src/worker.ts';
import { remindByMail } from '../reminders/remind.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { altered, deliverAll, eventsOf, type StripeEvent } from '../support/events.ts';
import { give, revenue } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import {
  becomeKnown,
  eraseMe,
  fillDealings,
  type Known,
  mailsTo,
  memberOf,
  press,
  tablesWith,
  tokenOf,
} from './person.ts';

const GONE = 'Canary.Quetzal@plumage.example';
const NEEDLES = ['Canary.Quetzal', 'plumage.example'];
const CONTROL = 'control@wetland.example';
/** Who gives is not reminded. */
const READER = 'reader@wetland.example';

const Books = z.object({ rows: z.array(z.unknown()) });

/** What the finance desk sees: revenue, the trial balance, and each payment with its pseudonym. */
async function booksOf(service: Service): Promise<unknown> {
  const headers = { authorization: `Bearer ${service.financeToken}` };
  const trial = await fetch(`${service.url}/v1/reports/trial-balance`, { headers });
  const { rows } = await service.context.pool.query(
    'select id, member_id, amount, currency, paid_at, contribution_id from payments order by id',
  );
  const campaigns = 'select id, frequency, amount, currency, campaign, source from contributions order by id';
  return {
    revenue: await revenue(service, { by: 'campaign' }),
    trial: Books.parse(await trial.json()).rows,
    payments: rows,
    contributions: (await service.context.pool.query(campaigns)).rows,
  };
}

describe('a member who is erased', () => {
  let clock: TestClock;
  let service: Service;
  let gone: Known;
  let control: Known;
  let before: unknown;
  let events: StripeEvent[];
  const members = async () => (await service.context.pool.query('select from members')).rowCount;

  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock });
    control = await becomeKnown(service, clock, CONTROL);
    gone = await becomeKnown(service, clock, GONE);
    for (const one of [control, gone]) await fillDealings(service, one);
    await remindByMail(service, { email: READER });
    await sendDueMails(service.context);
    await press(service, 'confirm', tokenOf(mailsTo(service, READER)[0]));
    events = eventsOf(service);
    before = await booksOf(service);
  });
  afterAll(() => service.stop());

  it('is told what goes, what stays and why, and what cannot be undone, by a page with one button', async () => {
    for (const [lang, words] of [
      ['en', ['What goes', 'What stays, and why', 'What we cannot undo']],
      ['ru', ['Что исчезнет', 'Что останется и почему', 'Чего мы не можем отменить']],
    ] as const) {
      const page = await fetch(`${service.url}/account/erase?lang=${lang}`, {
        headers: { cookie: gone.cookie },
      });
      const html = await page.text();
      for (const word of words) expect(html).toContain(word);
      expect(html.match(/<button/g)).toHaveLength(1);
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
    expect(await memberOf(service, GONE)).toBe(gone.memberId);
  });

  it('is erased by DELETE /v1/me, once: the second time nobody is signed in', async () => {
    expect((await fetch(`${service.url}/v1/me`, { method: 'DELETE' })).status).toBe(401);

    const response = await eraseMe(service, gone);

    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie().join()).toMatch(/gw_session=;.*Max-Age=0/);
    expect((await eraseMe(service, gone)).status).toBe(401);
  });

  it('has one last mail, which names no amount and leads nowhere but to what stays', async () => {
    await expect.poll(() => mailsTo(service, GONE).at(-1)?.subject, { timeout: 20_000 }).toBe('It is done');
    const mail = mailsTo(service, GONE).at(-1);
    expect(mail?.text).toContain('/privacy?lang=en#erase');
    expect(mail?.text).not.toMatch(/\$|USD|token=|support/i);
  });

  it('is ended at Stripe, customers, memberships and cards, and then nothing is left that knew of them', async () => {
    const live = () =>
      [...service.stripe.list('subscription')].filter(
        ({ customer, ended_at }) => gone.customers.includes(String(customer)) && ended_at === null,
      );
    expect(live()).toHaveLength(1);

    await finishErasures(service.context);
    await service.settled();

    expect(live()).toEqual([]);
    expect([...service.stripe.list('customer')].filter(({ id }) => gone.customers.includes(id))).toEqual([]);
    expect((await service.context.pool.query('select from identity.erasures')).rowCount).toBe(0);
    const ended = 'select status from memberships where member_id = $1';
    expect((await service.context.pool.query(ended, [gone.memberId])).rows).toEqual([{ status: 'ended' }]);
  });

  it('is in no row by which who is who is known, but for what leads late events to the pseudonym', async () => {
    const kept = new Set(['identity.erased_customers']);
    const tables = await tablesWith(service, 'member_id');
    for (const { table } of tables.filter(
      (one) => one.table.startsWith('identity.') && !kept.has(one.table),
    )) {
      const count = async (id: string) =>
        (await service.context.pool.query(`select from ${table} where member_id = $1`, [id])).rowCount;
      expect({ table, rows: await count(gone.memberId) }).toEqual({ table, rows: 0 });
    }
    for (const table of ['notices', 'membership_changes', 'doubles']) {
      const found = await service.context.pool.query(`select from ${table} where member_id = $1`, [
        gone.memberId,
      ]);
      expect({ table, rows: found.rowCount }).toEqual({ table, rows: 0 });
    }
    expect(await memberOf(service, CONTROL)).toBe(control.memberId);
  });

  it('leaves of what they set out to give only what reports count, and no browser that leads to it', async () => {
    const ids = `select contribution_id from payments where member_id = '${gone.memberId}'`;
    const query = async (text: string) => (await service.context.pool.query(text)).rows;
    expect(
      await query(
        `select distinct locale, wants_thanks, request_key, request_hash, campaign from contributions where id in (${ids})`,
      ),
    ).toEqual([
      { locale: null, wants_thanks: false, request_key: null, request_hash: null, campaign: 'winter' },
    ]);
    expect(
      await query(`select distinct url from checkout_sessions where contribution_id in (${ids})`),
    ).toEqual([{ url: null }]);
    expect(await query(`select from ask_clocks where subject in (${ids})`)).toEqual([]);
  });

  /** Also that which finds an address without naming it, and what Stripe calls them. */
  async function search(): Promise<string[]> {
    const index = addressIndexes(service.context.keyring, GONE).map((one) => one.index.toString('hex'));
    const { bytes } = await dumpDatabase(service.context.pool);
    const logs = Buffer.from(service.logs.join(''));
    const marks = [...NEEDLES, ...gone.customers, ...index, gone.cookie.split('=')[1] ?? ''];
    expect(bytes.includes(control.customers[0] ?? '-')).toBe(true);
    return [...findCanaries(bytes, marks), ...findCanaries(logs, marks)];
  }

  it('is in no table, queue, or line that was logged: no address, index of one, customer, session', async () => {
    expect(await search()).toEqual([]);
  });

  it('stays in the books, which say the same as before and can be built again', async () => {
    expect(await booksOf(service)).toEqual(before);
    expect(await verifyBooks(service.databaseUrl)).toMatchObject({ equal: true });
  });

  it('is not made again by anything that Stripe tells late, in any order, twice', async () => {
    const count = await members();
    const late = [...eventsOf(service)]
      .filter(
        (event) =>
          JSON.stringify(event).includes(gone.customers[0] ?? '-') ||
          gone.customers.some((id) => JSON.stringify(event).includes(id)),
      )
      .map((event, index) => altered(event, {}, { id: `evt_late_${index}`, created: event.created + 60 }));
    const types = new Set(eventsOf(service).map(({ type }) => type));
    for (const type of [
      'invoice.paid',
      'checkout.session.completed',
      'customer.subscription.deleted',
      'payment_method.attached',
      'customer.deleted',
    ])
      expect(types).toContain(type);
    expect(late.length).toBeGreaterThan(8);

    for (const order of [late, late.toReversed()])
      expect(new Set(await deliverAll(service, order))).toEqual(new Set([200]));

    expect(await search()).toEqual([]);
    expect(await members()).toBe(count);
    expect(await booksOf(service)).toEqual(before);
  });

  it('has money that comes late booked under the pseudonym', async () => {
    const paid = events.findLast(
      ({ type, data }) => type === 'invoice.paid' && JSON.stringify(data).includes(GONE),
    );
    if (paid === undefined) throw new Error('nothing was paid');
    const event = altered(paid, { id: 'in_late' }, { id: 'evt_paid_late', created: paid.created + 60 });

    expect(await deliverAll(service, [event, event])).toEqual([200, 200]);

    const found = 'select member_id from payments where id = $1';
    expect((await service.context.pool.query(found, ['in_late'])).rows).toEqual([
      { member_id: gone.memberId },
    ]);
    expect(await search()).toEqual([]);
  });

  it('gets no mail any more, though a month goes by; somebody else does', async () => {
    const count = mailsTo(service, GONE).length;
    const others = mailsTo(service, READER).length;
    clock.advance(HOUR);
    for (let day = 0; day < 33; day += 1) {
      clock.advance(DAY);
      await sendDueMails(service.context);
    }
    expect(mailsTo(service, GONE)).toHaveLength(count);
    expect(mailsTo(service, READER).length).toBeGreaterThan(others);
  });

  it('is somebody new when they give again', async () => {
    await give(service, { email: GONE, frequency: 'once' });

    const again = await memberOf(service, GONE);
    expect(again).not.toBe(gone.memberId);
    expect(again).not.toBe('');
  });
});

describe('being erased', () => {
  let clock: TestClock;
  let service: Service;
  beforeAll(async () => {
    clock = testClock();
    service = await startService({ clock });
  });
  afterAll(() => service.stop());
  const sessionOf = async (address: string) => signIn(service, await memberOf(service, address));
  const rows = async (table: string) => (await service.context.pool.query(`select * from ${table}`)).rows;

  it('by the link in a reminder takes the membership with it; its answer does not tell that there was one', async () => {
    const answers = [];
    for (const address of ['member@mail.example', 'reader@mail.example']) {
      if (address.startsWith('member')) await give(service, { email: address });
      const { status } = await fetch(`${service.url}/v1/reminders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ in: 'P1M', channel: 'email', email: address }),
      });
      expect(status).toBe(201);
      await sendDueMails(service.context);
      const token = tokenOf(mailsTo(service, address).at(-1));
      const asked = await (await fetch(`${service.url}/erase?token=${token}`)).text();
      const answer = await press(service, 'erase', token);
      expect(answer.status).toBe(303);
      answers.push({
        asked: asked.replaceAll(token, 'TOKEN'),
        location: answer.headers.get('location'),
        cookies: answer.headers.getSetCookie(),
        again: (await press(service, 'erase', token)).status,
      });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.asked).toContain('If you support us regularly, that ends');
    expect(await memberOf(service, 'member@mail.example')).toBe('');
    await finishErasures(service.context);
    await service.settled();
    expect((await rows('memberships')).map(({ status }) => status)).toEqual(['ended']);
  });

  it('while Stripe is away ends there once it is back, asked ever less often', async () => {
    await give(service, { email: 'away@mail.example' });
    const [customer] = await rows('identity.customers');
    service.stripe.setApiFaults({ error: 1, done: false });
    const cookie = await sessionOf('away@mail.example');
    expect((await eraseMe(service, { cookie })).status).toBe(204);

    let asked = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      const [waiting] = await rows('identity.erasures');
      if (waiting.retry_at <= clock.now()) asked += 1;
      await finishErasures(service.context);
      clock.advance(MINUTE);
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(10);
    expect(await rows('identity.erasures')).toHaveLength(1);
    expect([...service.stripe.list('customer')].map(({ id }) => id)).toContain(customer.id);

    service.stripe.setApiFaults();
    clock.advance(60 * MINUTE);
    await finishErasures(service.context);
    expect(await rows('identity.erasures')).toEqual([]);
    expect([...service.stripe.list('customer')].map(({ id }) => id)).not.toContain(customer.id);
  });

  it('takes up again what a process left that was killed before or after Stripe had done it', async () => {
    await give(service, { email: 'killed@mail.example', frequency: 'once' });
    await give(service, { email: 'killed@mail.example' });
    const [first, second] = await rows('identity.customers');
    await eraseMe(service, { cookie: await sessionOf('killed@mail.example') });
    // Taken, done for one customer, and never heard of again.
    await service.context.pool.query('update identity.erasures set retry_at = $1', [
      plus(clock.now(), 5 * MINUTE),
    ]);
    await service.context.stripe.customers.del(first.id);
    await finishErasures(service.context);
    clock.advance(DAY);

    await finishErasures(service.context);

    expect(await rows('identity.erasures')).toEqual([]);
    const left = [...service.stripe.list('customer')].map(({ id }) => id);
    expect(left).not.toContain(second.id);
  });

  it('keeps nobody waiting for a mail server that hangs', async () => {
    await give(service, { email: 'hung@mail.example', frequency: 'once' });
    service.mail.setFault('hang');
    const answered = await Promise.race([
      eraseMe(service, { cookie: await sessionOf('hung@mail.example') }),
      new Promise<null>((resolve) => setTimeout(resolve, 10_000, null)),
    ]);
    service.mail.setFault('none');
    expect(answered?.status).toBe(204);
  });

  it('waits for an event that is just being applied, and takes what that has added', async () => {
    const { context } = service;
    await give(service, { email: 'slow@mail.example' });
    const [{ id: customer }] = await rows('identity.customers');
    const cookie = await sessionOf('slow@mail.example');
    const isWaiting = async () =>
      (
        await context.pool.query(
          `select from pg_locks join pg_database on pg_database.oid = database
           where datname = current_database() and locktype = 'advisory' and not granted`,
        )
      ).rowCount;

    const erased = await context.database.transaction(async (transaction) => {
      const told = { customer, address: null, mentioned: true } as const;
      await findMembers(context, transaction, [told]);
      await endCustomers(transaction, [{ id: customer, endedAt: clock.now() }]);
      const erasing = eraseMe(service, { cookie });
      await expect.poll(isWaiting, { timeout: 20_000 }).toBe(1);
      return [erasing];
    });

    expect((await erased[0])?.status).toBe(204);
    expect(await rows('identity.ended_customers')).toEqual([]);
    await finishErasures(context);
  });

  it('takes along what Stripe has told of them and could not be applied yet, if they are known at all or not', async () => {
    const { pool } = service.context;
    const [KNOWN, UNKNOWN] = ['Canary.Known@plumage.example', 'Canary.Unknown@plumage.example'];
    await give(service, { email: KNOWN, frequency: 'once' });
    const cookie = await sessionOf(KNOWN);
    const before = new Set((await rows('payments')).map(({ id }) => id));
    await pool.query('alter table payments add constraint broken check (false) not valid');
    for (const address of [KNOWN, UNKNOWN]) await give(service, { email: address, frequency: 'once' });
    expect((await rows('inbox')).filter(({ sealed_person }) => sealed_person !== null)).not.toEqual([]);
    const erasedBefore = (await rows('identity.erased_customers')).length;

    expect((await eraseMe(service, { cookie })).status).toBe(204);
    const lead = { addresses: [UNKNOWN.toLowerCase()] };
    expect((await erasePerson(service.context, lead)).erased).toMatchObject({ members: 1, customers: 1 });
    const persons = (await rows('inbox')).flatMap(({ id, sealed_person }) =>
      sealed_person === null ? [] : JSON.stringify(unsealPerson(service.context, id, sealed_person)),
    );
    expect(findCanaries(Buffer.from(persons.join()), ['plumage.example'])).toEqual([]);
    await pool.query('alter table payments drop constraint broken');
    clock.advance(HOUR);
    await retryEvents(service.context);
    await finishErasures(service.context);
    await service.settled();

    for (const address of [KNOWN, UNKNOWN]) expect(await memberOf(service, address)).toBe('');
    for (const table of ['customers', 'contacts'])
      expect({ table, rows: await rows(`identity.${table}`) }).toEqual({ table, rows: [] });
    expect(await rows('identity.erased_customers')).toHaveLength(erasedBefore + 3);
    const booked = (await rows('payments')).filter(({ id }) => !before.has(id));
    expect(booked.map(({ member_id }) => typeof member_id)).toEqual(['string', 'string']);
    expect([...service.stripe.list('customer')].map(({ email }) => email?.toLowerCase())).not.toContain(
      UNKNOWN.toLowerCase(),
    );
  });

  it('while Stripe tells of the same person leaves nothing behind, whoever comes first', async () => {
    for (let round = 0; round < 6; round += 1) {
      const address = `race${round}@mail.example`;
      await give(service, { email: address });
      const customers = (await rows('identity.customers')).map(({ id }) => String(id));
      const cookie = await sessionOf(address);
      const told = eventsOf(service).filter((event) =>
        customers.some((id) => JSON.stringify(event).includes(id)),
      );
      const late = told.map((event, index) =>
        altered(event, {}, { id: `evt_race_${round}_${index}`, created: event.created + 5 }),
      );

      const [erased, ...statuses] = await Promise.all([
        eraseMe(service, { cookie }).then(({ status }) => status),
        deliverAll(service, late),
        deliverAll(service, late.toReversed()),
      ]);

      expect(erased).toBe(204);
      expect(new Set(statuses.flat())).toEqual(new Set([200]));
      expect(await memberOf(service, address)).toBe('');
      for (const table of ['customers', 'contacts', 'payment_methods', 'ended_customers', 'sessions'])
        expect({ table, rows: await rows(`identity.${table}`) }).toEqual({ table, rows: [] });
      await finishErasures(service.context);
      await service.settled();
    }
  });
});
