import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishChanges } from '../../src/account/changes/finish-changes.ts';
import { finishErasures } from '../../src/account/erasure/finish-erasures.ts';
import { MINUTE, SECOND } from '../../src/platform/time.ts';
import { ask, expectToAgree, inBooks, type Member, memberWith, signedIn } from '../account/changing.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { give, post } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';
import { signInTokens } from '../support/sign-in.ts';

type Peer = Awaited<ReturnType<typeof startPeer>>;

let clock: TestClock;
let service: Service;
let peers: Peer[];
let urls: string[];
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock });
  peers = [];
  for (let number = 0; number < 3; number += 1) peers.push(await startPeer(service));
  urls = [service, ...peers].map(({ url }) => url);
});
afterAll(async () => {
  for (const peer of peers) await peer.stop();
  await service.stop();
});

const query = async (text: string, values: unknown[] = []) =>
  (await service.context.pool.query(text, values)).rows;

async function newMember(): Promise<Member> {
  const member = await memberWith(service);
  clock.advance(SECOND);
  return member;
}

/** A change that was written down, and whose process has died. */
async function leaveWaiting(
  { memberId, membershipId }: Member,
  change: Record<string, string> & { kind: string },
) {
  await query(
    `insert into membership_changes (id, member_id, membership_id, kind, details, state, attempt, attempted_at, requested_at)
     values (gen_random_uuid(), $1, $2, $3, $4, 'waiting', 1, $5, $5)`,
    [
      memberId,
      membershipId,
      change.kind,
      JSON.stringify({ change, hasComment: false, outcome: null }),
      clock.now(),
    ],
  );
  clock.advance(2 * MINUTE);
}

const statesOf = async ({ membershipId }: Member) =>
  (await query('select state from membership_changes where membership_id = $1', [membershipId])).map(
    ({ state }) => state,
  );

const finishEverywhere = () =>
  Promise.all([service, ...peers, ...peers].map(({ context }) => finishChanges(context)));

describe('four processes at once', () => {
  it('make one change of the same request', async () => {
    const member = await newMember();
    const answers = await Promise.all(
      [...urls, ...urls].map((url) => ask({ url }, member, { body: { amount: 701 }, key: 'one' })),
    );

    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(service.stripe.list('price').filter(({ unit_amount }) => unit_amount === 701)).toHaveLength(1);
    expect(await statesOf(member)).toEqual(['done']);
  });

  it('finish one change that was left', async () => {
    const member = await newMember();
    await leaveWaiting(member, { kind: 'amount', amount: '702' });

    await finishEverywhere();
    await service.settled();

    expect(service.stripe.list('price').filter(({ unit_amount }) => unit_amount === 702)).toHaveLength(1);
    expect(await statesOf(member)).toEqual(['done']);
    await expectToAgree(service, member);
  });

  it('start one session by one link that is used a hundred times', async () => {
    await give(service, { email: 'linked@mail.example' });
    expect((await post(service, '/v1/sign-in-links', { email: 'linked@mail.example' })).status).toBe(202);
    const [token] = await signInTokens(service, 'linked@mail.example');
    const before = (await query('select id from identity.sessions')).length;

    const statuses: number[] = [];
    for (let wave = 0; wave < 5; wave += 1)
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 20 }, async (_nothing, number) => {
            const url = urls[number % urls.length] ?? '';
            return (await post({ ...service, url }, '/v1/sessions', { token })).status;
          }),
        )),
      );

    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(await query('select id from identity.sessions')).toHaveLength(before + 1);
  });

  it('erase one person, and end them at Stripe', async () => {
    const member = await newMember();
    const browsers = await Promise.all(urls.map(() => signedIn(service, member)));
    const statuses = await Promise.all(
      urls.map(async (url, number) => {
        const headers = { cookie: browsers[number]?.cookie ?? '' };
        return (await fetch(`${url}/v1/me`, { method: 'DELETE', headers })).status;
      }),
    );
    expect(statuses).toContain(204);
    expect(statuses.filter((status) => status !== 204 && status !== 401)).toEqual([]);
    expect(await query('select id from identity.erasures')).toHaveLength(1);

    await Promise.all([service, ...peers].map(({ context }) => finishErasures(context)));

    expect(await query('select id from identity.erasures')).toEqual([]);
    expect(service.stripe.get('subscription', member.membershipId)?.ended_at).not.toBeNull();
  });
});

describe('while a change waits', () => {
  it.each([
    ['the desk ends the membership', (id: string) => void service.stripe.cancel(id, 'now')],
    [
      'the desk deletes the customer',
      (id: string) =>
        service.context.stripe.customers.del(service.stripe.get('subscription', id)?.customer ?? ''),
    ],
  ])('%s: it is settled, and its owner can see how it stands', async (_what, deed) => {
    const member = await newMember();
    await leaveWaiting(member, { kind: 'frequency', frequency: 'annual', amount: '6000' });
    await deed(member.membershipId);

    await finishEverywhere();
    await service.settled();

    expect(await statesOf(member)).toEqual(['refused']);
    expect(await inBooks(service, member)).toMatchObject({ status: 'ended' });
  });
});
