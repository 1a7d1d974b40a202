import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eraseByLink } from '../../src/account/links/erase-by-link.ts';
import { sealPurposeLink } from '../../src/account/links/purpose-link.ts';
import { tidySignIn } from '../../src/account/sign-in/tidy-sign-in.ts';
import { sealDeviceToken } from '../../src/ask/device-token.ts';
import { subjectToken } from '../../src/ask/subject-token.ts';
import { sealAddressLink } from '../../src/members/address-link.ts';
import { HOUR, MINUTE, plus } from '../../src/platform/time.ts';
import { writeNote } from '../../src/reminders/note.ts';
import { openReturn, sealReturn } from '../../src/reminders/return-link.ts';
import { sendDueMails } from '../../src/worker.ts';
import { findCanaries } from '../safety/canaries.ts';
import { dumpDatabase } from '../safety/dump.ts';
import { testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { cookiesOf, give, post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { sessionOf, signInAs, signInTokens } from '../support/sign-in.ts';

const ANNA = 'Anna.Canary@plumage.example';
const BORIS = 'boris@example.org';
const clock = testClock();

let service: Service;
beforeAll(async () => {
  service = await startService({ clock });
  await give(service, { email: ANNA });
  await give(service, { email: BORIS, frequency: 'once', amount: 700 });
});
afterAll(() => service.stop());
// So that what one test asked for does not count against the next.
beforeEach(async () => {
  clock.advance(2 * HOUR);
  await sendDueMails(service.context);
  await tidySignIn(service.context);
});

const query = (sql: string) => run(service.databaseUrl, sql);
const ask = (body: unknown = { email: ANNA }, headers: Record<string, string> = {}) =>
  post(service, '/v1/sign-in-links', body, headers);
const signIn = (token: string | undefined, headers: Record<string, string> = {}) =>
  post(service, '/v1/sessions', { token }, headers);
const enter = (token: string, init: RequestInit = {}) =>
  fetch(`${service.url}/account/enter?token=${token}`, { redirect: 'manual', ...init });
const kept = () =>
  query(
    'select (select count(*)::int from identity.sign_in_links), (select count(*)::int from identity.addressees), (select count(*)::int from mails)',
  );
const sessions = () => query('select member_id from identity.sessions');
const memberOf = (frequency: string) =>
  query(`select member_id from payments join contributions on contributions.id = contribution_id
    where contributions.frequency = '${frequency}'`);

/** The newest link to an address. */
async function linkFor(email = ANNA, headers: Record<string, string> = {}): Promise<string> {
  await ask({ email }, headers);
  return (await signInTokens(service, email)).at(-1) ?? '';
}

/** Everything that a reader could tell two answers apart by, but for the time of day. */
async function bytesOf(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([response.status, headers, await response.text()]);
}

/** What is asked of Postgres while something is done, in its words and their order. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const heard: string[] = [];
  const undo = new Map<PoolClient, () => void>();
  const listen = (client: PoolClient) => {
    if (undo.has(client)) return;
    const { query: original } = client;
    client.query = new Proxy(original, {
      apply: (target, self, args: unknown[]) => {
        const [first] = args;
        if (typeof first === 'string') heard.push(first);
        else if (typeof first === 'object' && first !== null && 'text' in first)
          heard.push(String(first.text));
        return Reflect.apply(target, self, args);
      },
    });
    undo.set(client, () => {
      client.query = original;
    });
  };
  service.context.pool.on('acquire', listen);
  await work();
  service.context.pool.off('acquire', listen);
  for (const one of undo.values()) one();
  return heard;
}

describe('asking for a link', () => {
  it('is answered with the same bytes after the same statements, whether the address is known or not', async () => {
    const known = await statementsOf(async () => expect((await ask()).status).toBe(202));
    const unknown = await statementsOf(async () =>
      expect((await ask({ email: 'nobody@plumage.example' })).status).toBe(202),
    );
    expect(unknown).toEqual(known);
    expect(known.filter((text) => text.startsWith('insert'))).toHaveLength(3);

    const bytes = await bytesOf(await ask({ email: 'nobody.else@plumage.example' }));
    expect(bytes).toContain('202');
    for (let count = 0; count < 5; count += 1) expect(await bytesOf(await ask())).toBe(bytes);
  });

  it('by a form that says nothing of a language takes the browser’s', async () => {
    const answer = await fetch(`${service.url}/account/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Accept-Language': 'ru' },
      body: new URLSearchParams({ email: ANNA }),
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/account/sign-in/sent?lang=ru');
  });

  it('brings a mail to a member, and nothing to anybody else, of whom nothing is kept', async () => {
    const [before = []] = await kept();
    await ask({ email: 'nobody@plumage.example' });
    await ask({ email: BORIS, locale: 'ru' });
    const earlier = service.mail.messages().length;
    await sendDueMails(service.context);
    const mails = service.mail.messages().slice(earlier);
    expect(mails.map(({ to, subject }) => [...to, subject])).toEqual([[BORIS, 'Ссылка для входа']]);
    expect(mails[0]?.text).toContain('/erase?token=');
    expect(mails[0]?.text).not.toMatch(/700|7,00/);
    const [after = []] = await kept();
    expect(after.map((count, index) => Number(count) - Number(before[index]))).toEqual([1, 1, 0]);
  });

  it('brings three mails an hour to an address at the most, however many ask at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    const earlier = (await signInTokens(service, ANNA)).length;
    // Of one instant, which was first is settled by ids, that is, by chance.
    clock.advance(1);
    await ask();
    expect(await signInTokens(service, ANNA)).toHaveLength(earlier);
    expect(await kept()).toEqual([[3, 3, 0]]);
    clock.advance(HOUR);
    await ask();
    expect(await signInTokens(service, ANNA)).toHaveLength(earlier + 1);
  });

  it('locks nobody out by being asked for in their name: whoever has no link that works gets one', async () => {
    for (const _ of [1, 2, 3]) await ask();
    const burnt = (await signInTokens(service, ANNA)).length;
    clock.advance(14 * MINUTE);
    await ask();
    expect(await signInTokens(service, ANNA)).toHaveLength(burnt);
    clock.advance(MINUTE);
    await ask();
    const tokens = await signInTokens(service, ANNA);
    expect(tokens).toHaveLength(burnt + 1);
    expect((await signIn(tokens.at(-1))).status).toBe(201);
  });

  it('keeps the address sealed: it is in no table, no job, no log and no metric', async () => {
    await ask();
    await ask({ email: `${ANNA}\r\nBcc: x@example.org` });
    const before = await dumpDatabase(service.context.pool);
    await sendDueMails(service.context);
    const { bytes } = await dumpDatabase(service.context.pool);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const all = Buffer.concat([before.bytes, bytes, Buffer.from(service.logs.join('') + metrics)]);
    expect(findCanaries(all, [ANNA, 'anna.canary', 'plumage.example'])).toEqual([]);
  });

  it.each([
    ['malformed JSON', '{"email":', 400],
    ['an array', '[]', 422],
    ['no address', '{}', 422],
    ['two addresses', '{"email":"a@example.org,b@example.org"}', 422],
    ['an unknown field', '{"email":"a@example.org","to":"/account"}', 422],
    ['a language that we do not speak', '{"email":"a@example.org","locale":"de"}', 422],
  ])('%s: %i, and nothing is kept', async (_what, body, status) => {
    const before = await kept();
    expect((await ask(body)).status).toBe(status);
    expect(await kept()).toEqual(before);
  });

  it('more often than all readers together may: 429, with the time to wait', async () => {
    const strict = await startService({ settings: { ADDRESSES_PER_MINUTE: '2' } });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      const response = await post(strict, '/v1/sign-in-links', { email: `a${count}@example.org` });
      statuses.push(response.status);
      if (response.status === 429)
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    await strict.stop();
    expect(statuses).toEqual([202, 202, 429, 429]);
  });
});

describe('a link', () => {
  it('signs in whose address it is, in a cookie that scripts cannot read and that ends with the browser', async () => {
    const response = await signIn(await linkFor(BORIS));
    expect(response.status).toBe(201);
    const [cookie] = response.headers.getSetCookie().filter((line) => line.startsWith('gw_session='));
    expect(cookie).toMatch(/^gw_session=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await sessions()).toEqual(await memberOf('once'));
    const { bytes } = await dumpDatabase(service.context.pool);
    expect(findCanaries(bytes, [sessionOf(response).slice('gw_session='.length)])).toEqual([]);
  });

  it('used a hundred times at once, by page and by interface: one session', async () => {
    const token = await linkFor();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 ? signIn(token) : enter(token, { method: 'POST' }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 410)).toHaveLength(99);
    expect(await sessions()).toHaveLength(1);
  });

  it('looked at fifty times is not used up', async () => {
    const token = await linkFor();
    for (const method of ['GET', 'HEAD'])
      for (let count = 0; count < 50; count += 1) expect((await enter(token, { method })).status).toBe(200);
    const [seen, headed] = [await enter(token), await enter(token, { method: 'HEAD' })];
    expect(headed.headers.get('content-length')).toBe(seen.headers.get('content-length'));
    expect(await sessions()).toEqual([]);
    expect((await signIn(token)).status).toBe(201);
  });

  it('is of no use once used, run out, forged, ended by another, or of another kind: all the same bytes', async () => {
    const used = await linkFor();
    const other = await linkFor();
    expect((await signIn(other)).status).toBe(201);
    const expired = await linkFor(BORIS);
    clock.advance(15 * MINUTE);
    await post(service, '/v1/newsletter', { email: ANNA });
    await sendDueMails(service.context);
    const newsletter =
      /\/confirm\?token=([\w-]+)/.exec(service.mail.messages().at(-1)?.text ?? '')?.[1] ?? '';
    expect(newsletter).toHaveLength(22);
    const forged = '0123456789abcdefghijkl';

    const pages = new Set<string>();
    const posts = new Set<string>();
    for (const token of [used, other, expired, newsletter, forged, 'short', 'x.y/'.repeat(50), '']) {
      pages.add(await bytesOf(await enter(token)));
      posts.add(await bytesOf(await enter(token, { method: 'POST' })));
      if (token !== '') expect((await signIn(token)).status).toBe(410);
    }
    expect([pages.size, posts.size]).toEqual([1, 1]);
    expect([...pages, ...posts].join()).toMatch(/^\[410/);
    expect(await sessions()).toHaveLength(1);
    expect((await post(service, `/confirm?token=${newsletter}`, '')).status).not.toBe(410);
  });

  it('opens its own door alone, and so does every other link, session and token', async () => {
    const { context } = service;
    const now = clock.now();
    const [[id, memberId, subject] = []] = await query(
      'select id, member_id, contribution_id from memberships',
    );
    const [[double] = []] = await query(
      `insert into doubles (id, member_id, earlier_id, later_id, found_at)
       select gen_random_uuid(), member_id, id, id, now() from memberships returning id`,
    );
    const sealed = (purpose: 'pay' | 'settle-double', about: unknown) =>
      sealPurposeLink(context, {
        purpose,
        memberId: String(memberId),
        about: String(about),
        until: plus(now, HOUR),
      });
    const note = { channel: 'email', delay: 'P1M' } as const;
    await post(service, '/v1/newsletter', { email: BORIS });
    await sendDueMails(context);
    const newsletter =
      /\/confirm\?token=([\w-]+)/.exec(service.mail.messages().at(-1)?.text ?? '')?.[1] ?? '';
    const { cookie } = await signInAs(service, BORIS);
    const keys: Record<string, string> = {
      newsletter,
      'sign-in': await linkFor(),
      session: cookie.split('=')[1] ?? '',
      erase: sealAddressLink(context, ANNA),
      pay: sealed('pay', id),
      double: sealed('settle-double', double),
      return: sealReturn(context, note),
      'ask, of a gift': subjectToken(context, String(subject)),
      'ask, of a device': sealDeviceToken(context, { until: plus(now, HOUR), note: writeNote(note) }),
    };
    const page = (path: string) => async (token: string) =>
      (await fetch(`${service.url}${path}?token=${token}`)).status === 200;
    const doors: Record<string, (token: string) => Promise<boolean> | boolean> = {
      enter: page('/account/enter'),
      confirm: page('/confirm'),
      unsubscribe: page('/unsubscribe'),
      erase: page('/erase'),
      pay: page('/account/pay'),
      double: page('/account/double'),
      later: (token) => openReturn(context, token) !== null,
      session: async (token) =>
        (await fetch(`${service.url}/v1/me`, { headers: { cookie: `gw_session=${token}` } })).ok,
    };

    const opened: Record<string, string[]> = {};
    for (const [key, token] of Object.entries(keys)) {
      expect(token).not.toBe('');
      opened[key] = [];
      for (const [door, opens] of Object.entries(doors)) if (await opens(token)) opened[key].push(door);
    }

    expect(opened).toEqual({
      // Three doors of one mail, which says what each is for.
      newsletter: ['confirm', 'unsubscribe', 'erase'],
      'sign-in': ['enter'],
      session: ['session'],
      erase: ['erase'],
      pay: ['pay'],
      double: ['double'],
      return: ['later'],
      'ask, of a gift': [],
      'ask, of a device': [],
    });
    expect((await post(service, `/erase?token=${keys['sign-in']}`, '')).status).toBe(410);
    await post(service, `/unsubscribe?token=${newsletter}`, '');
    await query('delete from doubles');
  });

  it('works until it has run out, though a newer one was sent; used, it ends the newer one', async () => {
    const first = await linkFor();
    const second = await linkFor();
    clock.advance(14 * MINUTE);
    expect((await enter(second)).status).toBe(200);
    expect((await signIn(first)).status).toBe(201);
    expect((await enter(second)).status).toBe(410);
    expect(await kept()).toEqual([[0, 1, 0]]);
  });

  it('ends the session that the browser had, and no other', async () => {
    const elsewhere = await signInAs(service, ANNA);
    const planted = await signInAs(service, BORIS);
    const mine = await signInAs(service, ANNA, planted.cookie);
    expect(mine.cookie).not.toBe(planted.cookie);
    expect(elsewhere.cookie).not.toBe(mine.cookie);
    expect(await sessions()).toHaveLength(2);
    expect(new Set((await sessions()).flat())).toEqual(new Set((await memberOf('monthly')).flat()));
  });

  it('keeps the ask from the device of whoever has a membership', async () => {
    const response = await signIn(await linkFor());
    const cookie = cookiesOf(response).join('; ');
    expect(await (await fetch(`${service.url}/v1/ask`, { headers: { cookie } })).json()).toMatchObject({
      ask: false,
    });
    const oneOff = await signIn(await linkFor(BORIS));
    expect(oneOff.headers.getSetCookie().join()).not.toContain('gw_ask');
  });

  it('goes with all else when its reader erases the address', async () => {
    const token = await linkFor();
    const mail = service.mail.messages().findLast(({ to }) => to.includes(ANNA));
    const erase = /\/erase\?token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(await eraseByLink(service.context, token)).toBe(false);
    expect(await eraseByLink(service.context, erase)).toBe(true);
    expect((await enter(token)).status).toBe(410);
    expect(await query('select count(*)::int from identity.sign_in_links')).toEqual([[0]]);
  });

  it('is forgotten with its address once it is of no use', async () => {
    // Anna is nobody's name any more.
    await linkFor(BORIS);
    clock.advance(59 * MINUTE);
    await tidySignIn(service.context);
    expect((await kept())[0]?.[0]).toBe(1);
    clock.advance(MINUTE);
    await tidySignIn(service.context);
    expect(await query('select count(*)::int from identity.sign_in_links')).toEqual([[0]]);
  });
});
