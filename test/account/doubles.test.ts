import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findDoubles } from '../../src/account/doubles/find-doubles.ts';
import { finishDoubles } from '../../src/account/doubles/finish-doubles.ts';
import type { DoubleAnswer } from '../../src/account/doubles/rules.ts';
import { erasePerson } from '../../src/account/erasure/erase-person.ts';
import { DAY, SECOND } from '../../src/platform/time.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { sendDueMails } from '../../src/worker.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';

let clock: TestClock;
let service: Service;
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock });
});
afterAll(() => service.stop());
beforeEach(async () => {
  // What one test left is nobody's double in the next.
  clock.advance(8 * DAY);
});

type Pair = { email: string; earlier: Subscriber; later: Subscriber };

/** One reader, two browsers. */
async function subscribeTwice(later: { alongside?: boolean; locale?: string } = {}): Promise<Pair> {
  const email = `${service.context.ids.random()}@example.org`;
  const { locale = 'en', alongside } = later;
  const first = await subscribe(service, { email, amount: 500, locale });
  clock.advance(SECOND);
  const second = await subscribe(service, {
    email,
    amount: 1000,
    locale,
    ...(alongside !== undefined && { alongside }),
  });
  expect(second.memberId).toBe(first.memberId);
  // Two snapshots of one second could not be told apart.
  clock.advance(SECOND);
  return { email, earlier: first, later: second };
}

const lettersTo = (email: string) => service.mail.messages().filter(({ to }) => to.includes(email));

async function find(): Promise<void> {
  await findDoubles(service.context);
  await sendDueMails(service.context);
}

/** The links of the one letter that asks, by what they answer. */
function linksTo(email: string): Record<DoubleAnswer, string> {
  const letters = lettersTo(email);
  expect(letters).toHaveLength(1);
  const text = letters[0]?.text ?? '';
  const link = (answer: DoubleAnswer) =>
    new RegExp(`http\\S*/account/double\\?\\S*answer=${answer}\\S*`).exec(text)?.[0] ?? '';
  return {
    'keep-earlier': link('keep-earlier'),
    'keep-later': link('keep-later'),
    'keep-both': link('keep-both'),
  };
}

/** Presses the button of an answer on the page behind a link. */
async function answerBy(link: string, answer: DoubleAnswer, headers: Record<string, string> = {}) {
  const page = await (await fetch(link, { headers })).text();
  const [, action = ''] = /<form class="actions" method="post" action="([^"]*)"/.exec(page) ?? [];
  const [, double = ''] = /name="double" value="([^"]*)"/.exec(page) ?? [];
  return fetch(new URL(action.replaceAll('&amp;', '&'), service.url), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ answer, double }),
  });
}

async function endsOf({ earlier, later }: Pair) {
  await service.settled();
  const { rows } = await service.context.pool.query<{ id: string; status: string; ends: boolean }>(
    'select id, status, ends_at is not null as ends from memberships where member_id = $1',
    [earlier.memberId],
  );
  const of = (id: string) => rows.find((row) => row.id === id);
  return { earlier: of(earlier.membershipId)?.ends, later: of(later.membershipId)?.ends };
}

const Rows = z.object({
  rows: z.array(
    z.looseObject({ memberId: z.string(), answer: z.string().nullable(), settledAt: z.string().nullable() }),
  ),
});

async function deskSees({ earlier }: Pair, query = '') {
  const answer = await fetch(`${service.url}/v1/doubles${query}`, {
    headers: { authorization: `Bearer ${service.financeToken}` },
  });
  expect(answer.status).toBe(200);
  return Rows.parse(await answer.json()).rows.filter(({ memberId }) => memberId === earlier.memberId);
}

describe('two memberships where one was meant', () => {
  it('are found once, by any number of looks; the owner is asked, the desk sees it, nothing ends unasked', async () => {
    const pair = await subscribeTwice();
    await Promise.all([find(), find()]);
    await find();
    expect(Object.values(linksTo(pair.email)).every((link) => link.startsWith(service.url))).toBe(true);
    const [seen, ...others] = await deskSees(pair, '?state=open');
    expect(others).toEqual([]);
    expect(seen).toMatchObject({
      answer: null,
      earlier: { id: pair.earlier.membershipId, amount: { amount: 500, currency: 'usd' } },
      later: { id: pair.later.membershipId, amount: { amount: 1000, currency: 'usd' } },
    });
    expect(JSON.stringify(seen)).not.toContain(pair.email);
    expect(await endsOf(pair)).toEqual({ earlier: false, later: false });
  });

  it('are told discreetly: no amount, and no word of money', async () => {
    for (const locale of ['en', 'ru']) {
      const { email } = await subscribeTwice({ locale });
      await find();
      const [letter] = lettersTo(email);
      const text = `${letter?.subject} ${letter?.text.replaceAll(/http\S+/g, '')}`;
      expect(text).not.toMatch(/\$|5[.,]00|10[.,]00|usd|gift|donat|contribut|support|взнос|поддерж|платёж/i);
      expect(text).toMatch(locale === 'ru' ? /Вопрос к вам/ : /A question for you/);
    }
  });

  it('one that was meant to stand beside the other is no double', async () => {
    const pair = await subscribeTwice({ alongside: true });
    await find();
    expect(lettersTo(pair.email)).toEqual([]);
    expect(await deskSees(pair)).toEqual([]);
  });

  it('one that came from outside our checkout counts as well', async () => {
    const pair = await subscribeTwice({ alongside: true });
    await service.context.pool.query('update memberships set contribution_id = null where id = $1', [
      pair.later.membershipId,
    ]);
    await find();
    expect(await deskSees(pair)).toHaveLength(1);
  });

  it('where one is to end already, there is none; and where one ends otherwise, it is settled', async () => {
    const ending = await subscribeTwice();
    service.stripe.cancel(ending.earlier.membershipId, 'at-period-end');
    await service.settled();
    await find();
    expect(await deskSees(ending)).toEqual([]);

    const ended = await subscribeTwice();
    await findDoubles(service.context);
    clock.advance(SECOND);
    service.stripe.cancel(ended.later.membershipId, 'now');
    await service.settled();
    await find();
    expect(await deskSees(ended)).toMatchObject([{ answer: null, settledAt: expect.any(String) }]);
    // The letter was not on its way yet, and is not true any more.
    expect(lettersTo(ended.email)).toEqual([]);
  });

  it('of whoever was erased nobody hears, though Stripe has not ended them yet', async () => {
    const found = await subscribeTwice();
    await find();
    const links = linksTo(found.email);
    await erasePerson(service.context, { memberIds: [found.earlier.memberId] });
    await find();
    expect(await deskSees(found)).toEqual([]);
    const dead = await fetch(links['keep-later']);
    const forged = await fetch(`${service.url}/account/double?lang=en&token=${'A'.repeat(80)}`);
    expect([dead.status, await dead.text()]).toEqual([410, await forged.text()]);
  });
});

describe('the answer', () => {
  it.each([
    ['keep-earlier', { earlier: false, later: true }],
    ['keep-later', { earlier: true, later: false }],
    ['keep-both', { earlier: false, later: false }],
  ] as const)('%s: by a button behind the link, without signing in', async (answer, ends) => {
    const pair = await subscribeTwice();
    await find();
    const link = linksTo(pair.email)[answer];
    const page = await fetch(link);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await endsOf(pair)).toEqual({ earlier: false, later: false });

    const answered = await answerBy(link, answer);
    expect(answered.status).toBe(303);
    expect(await endsOf(pair)).toEqual(ends);
    expect(await deskSees(pair)).toMatchObject([{ answer, settledAt: expect.any(String) }]);
    const after = await (await fetch(new URL(answered.headers.get('location') ?? '', service.url))).text();
    expect(after).toContain(`data-state="double-${answer}"`);
    expect(service.stripe.list('refund')).toEqual([]);

    await find();
    expect(lettersTo(pair.email)).toHaveLength(1);
  });

  it('the first one holds: two links that are followed at once do not end both', async () => {
    const pair = await subscribeTwice();
    await find();
    const links = linksTo(pair.email);
    await Promise.all([
      answerBy(links['keep-earlier'], 'keep-earlier'),
      answerBy(links['keep-later'], 'keep-later'),
    ]);
    const { earlier, later } = await endsOf(pair);
    expect([earlier, later].filter(Boolean)).toHaveLength(1);
  });

  it('while Stripe cannot be reached is kept, and done later', async () => {
    const pair = await subscribeTwice();
    await find();
    const link = linksTo(pair.email)['keep-earlier'];
    service.stripe.setApiFaults({ error: 1, done: false });
    const answered = await answerBy(link, 'keep-earlier').finally(() => service.stripe.setApiFaults());
    expect(answered.status).toBe(303);
    expect(await (await fetch(link)).text()).toContain('data-state="double-under-way"');
    expect(await endsOf(pair)).toEqual({ earlier: false, later: false });
  });

  it('which Stripe refused, or could not hear of for another change, is asked for until it is done', async () => {
    const pair = await subscribeTwice();
    await find();
    const link = linksTo(pair.email)['keep-earlier'];
    const change = { id: service.context.ids.random(), of: pair.later.membershipId };
    await service.context.pool.query(
      `insert into membership_changes (id, member_id, membership_id, kind, state, attempt, attempted_at, requested_at, details)
       values ($1, $2, $3, 'pause', 'waiting', 1, $4, $4, '{}')`,
      [change.id, pair.later.memberId, change.of, clock.now().toISOString()],
    );
    const answered = await answerBy(link, 'keep-earlier');
    expect(answered.status).toBe(303);
    expect(await (await fetch(link)).text()).toContain('data-state="double-under-way"');
    await finishDoubles(service.context);
    expect(await endsOf(pair)).toEqual({ earlier: false, later: false });

    await service.context.pool.query(
      "update membership_changes set state = 'refused', details = null where id = $1",
      [change.id],
    );
    await finishDoubles(service.context);
    expect(await endsOf(pair)).toEqual({ earlier: false, later: true });
    expect(await (await fetch(link)).text()).toContain('data-state="double-keep-earlier"');
  });

  it('signed in, of one’s own alone; another’s is not there', async () => {
    const pair = await subscribeTwice();
    await find();
    const [{ id } = { id: '' }] = await deskSees(pair);
    const stranger = await subscribe(service);
    const path = `${service.url}/account/double`;
    const asStranger = { cookie: await signIn(service, stranger.memberId) };
    const shown = await fetch(`${path}?double=${id}`, { headers: asStranger, redirect: 'manual' });
    expect([shown.status, shown.headers.get('location')]).toEqual([303, '/account']);
    const tried = await fetch(path, {
      method: 'POST',
      headers: { ...asStranger, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ answer: 'keep-later', double: String(id) }),
    });
    expect(tried.status).toBe(404);
    const nobody = await fetch(path, { redirect: 'manual' });
    expect(nobody.headers.get('location')).toContain('/account/sign-in');
    expect(await endsOf(pair)).toEqual({ earlier: false, later: false });

    const own = { cookie: await signIn(service, pair.earlier.memberId) };
    expect((await answerBy(path, 'keep-later', own)).status).toBe(303);
    expect(await endsOf(pair)).toEqual({ earlier: true, later: false });
  });

  it('by a link that is forged, of another purpose or too old: the same page', async () => {
    const pair = await subscribeTwice();
    await find();
    const link = linksTo(pair.email)['keep-later'];
    const forged = link.replace(/token=..../, 'token=AAAA');
    const [one, other] = [
      await fetch(forged),
      await fetch(`${service.url}/account/double?token=${'A'.repeat(60)}`),
    ];
    clock.advance(31 * DAY);
    const old = await fetch(link);
    expect([one.status, other.status, old.status]).toEqual([410, 410, 410]);
    expect(await old.text()).toBe(await one.text());
  });
});

describe('GET /v1/doubles', () => {
  it('is for staff of any role', async () => {
    expect((await fetch(`${service.url}/v1/doubles`)).status).toBe(401);
    for (const role of ['finance', 'support', 'admin'] as const) {
      const token = await createToken(service.context, { name: role, role });
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${service.url}/v1/doubles`, { headers })).status).toBe(200);
      expect((await fetch(`${service.url}/v1/doubles?state=all`, { headers })).status).toBe(422);
    }
  });
});
