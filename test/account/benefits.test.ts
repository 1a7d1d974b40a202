import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { publicKeys } from '../../src/account/benefits/keys.ts';
import { createBenefitsSigner } from '../../src/account/benefits/sign-benefits.ts';
import { DAY, HOUR, MINUTE, plus, SECOND } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';
import { give } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';
import { subscribe, thankYou } from '../support/subscribe.ts';

const SITE = 'https://www.example.org';
const Answer = z.strictObject({ token: z.string().nullable(), expiresAt: z.iso.datetime().nullable() });
const KeySet = z.object({ keys: z.array(z.record(z.string(), z.string())) });
const NOBODY = { token: null, expiresAt: null };

let clock: TestClock;
let service: Service;
beforeAll(async () => {
  clock = testClock();
  service = await startService({
    clock,
    settings: { SITE_ORIGINS: SITE, BENEFITS: 'hide-ask,comments', ENCRYPTION_KEYS: keyLine('b', 'a') },
  });
});
afterAll(() => service.stop());
afterEach(() => vi.unstubAllGlobals());

const get = (cookie?: string, from = service) =>
  fetch(`${from.url}/v1/benefits`, { headers: { origin: SITE, ...(cookie && { cookie }) } });
const ask = async (cookie?: string) => Answer.parse(await (await get(cookie)).json());
const has = async (cookie: string) => (await ask(cookie)).token !== null;

async function keySet(from = service): Promise<JSONWebKeySet> {
  const answer = await fetch(`${from.url}/.well-known/jwks.json`);
  return JSON.parse(JSON.stringify(KeySet.parse(await answer.json())));
}

describe('the token', () => {
  it('names the benefits, verifies by the key set alone, and says nothing of its bearer', async () => {
    const { askCookie } = await subscribe(service);
    const response = await get(askCookie);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe(SITE);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    const { token, expiresAt } = Answer.parse(await response.json());

    const { payload, protectedHeader } = await jwtVerify(token ?? '', createLocalJWKSet(await keySet()), {
      algorithms: ['EdDSA'],
      currentDate: clock.now(),
    });
    expect(payload).toEqual({ benefits: ['hide-ask', 'comments'], iat: payload.iat, exp: payload.exp });
    expect(Object.keys(protectedHeader).toSorted()).toEqual(['alg', 'kid', 'typ']);
    expect(new Date((payload.exp ?? 0) * SECOND).toISOString()).toBe(expiresAt);
    const left = Date.parse(expiresAt ?? '') - clock.now().getTime();
    expect(left).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(left).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('is the same for everybody, byte by byte', async () => {
    const [one, other] = [await subscribe(service), await subscribe(service)];
    expect(await ask(other.askCookie)).toEqual(await ask(one.askCookie));
  });

  it('that was changed or is out of date is not believed', async () => {
    const { token } = await ask((await subscribe(service)).askCookie);
    const keys = createLocalJWKSet(await keySet());
    const [head, , signature] = token?.split('.') ?? [];
    const more = Buffer.from('{"benefits":["all"],"exp":9999999999}').toString('base64url');
    await expect(jwtVerify(`${head}.${more}.${signature}`, keys)).rejects.toThrow();
    await expect(
      jwtVerify(token ?? '', keys, { currentDate: plus(clock.now(), 10 * MINUTE) }),
    ).rejects.toThrow('exp');
  });
});

describe('who has benefits', () => {
  it('who is signed in and has a membership, in any browser; not any more once the session ends', async () => {
    const { memberId } = await subscribe(service);
    const cookie = await signIn(service, memberId);
    expect(await has(cookie)).toBe(true);
    clock.advance(3 * HOUR);
    expect(await ask(cookie)).toEqual(NOBODY);
  });

  it('nobody else, and all of them are answered with the same bytes', async () => {
    const gift = await give(service, { frequency: 'once' });
    const ofGift = await thankYou(service, gift);
    const { askCookie } = await subscribe(service);
    const bystander = service.context.ids.random();
    const cookies = [
      undefined,
      'gw_session=AAAAAAAAAAAAAAAAAAAAAA',
      await signIn(service, bystander),
      ofGift,
      'gw_ask=1.9999999999.AAAAAAAAAAAAAAAAAAAAAA.forged',
      askCookie.slice(0, -2),
    ];
    const bodies = await Promise.all(cookies.map(async (cookie) => (await get(cookie)).text()));
    expect(new Set(bodies)).toEqual(new Set([JSON.stringify(NOBODY)]));
  });

  it('who pauses; and who cancels, until the end of what is paid', async () => {
    const { askCookie, membershipId } = await subscribe(service);
    service.stripe.pause(membershipId, 'collection');
    await service.settled();
    expect(await has(askCookie)).toBe(true);
    clock.advance(SECOND);
    service.stripe.resume(membershipId);
    clock.advance(SECOND);
    service.stripe.cancel(membershipId, 'at-period-end');
    await service.settled();
    expect(await has(askCookie)).toBe(true);
    const { rows } = await service.context.pool.query<{ ends_at: Date }>(
      'select ends_at from memberships where id = $1',
      [membershipId],
    );
    const before = clock.now();
    // Also where Stripe's word that it ended is late.
    clock.moveTo(plus(rows[0]?.ends_at ?? before, SECOND));
    expect(await ask(askCookie)).toEqual(NOBODY);
    clock.moveTo(before);
  });

  it('who is behind, while the payment is still tried, or for a month where the bank asks for them', async () => {
    const { askCookie, membershipId } = await subscribe(service);
    service.stripe.renew(membershipId, 'declined');
    await service.settled();
    const status = await service.context.pool.query('select status from memberships where id = $1', [
      membershipId,
    ]);
    expect(status.rows).toEqual([{ status: 'past-due' }]);
    expect(await has(askCookie)).toBe(true);
    await service.context.pool.query('update invoices set next_attempt_at = null where membership_id = $1', [
      membershipId,
    ]);
    expect(await ask(askCookie)).toEqual(NOBODY);

    const asked = (at: Date) =>
      service.context.pool.query(
        'update invoices set needs_action = true, learnt_at = $2 where membership_id = $1',
        [membershipId, at],
      );
    await asked(plus(clock.now(), -29 * DAY));
    expect(await has(askCookie)).toBe(true);
    await asked(plus(clock.now(), -31 * DAY));
    expect(await ask(askCookie)).toEqual(NOBODY);
  });

  it('nobody whose membership has ended, for longer than one token', async () => {
    const { askCookie, membershipId } = await subscribe(service);
    const last = await ask(askCookie);
    service.stripe.cancel(membershipId, 'now');
    await service.settled();
    expect(await ask(askCookie)).toEqual(NOBODY);
    const lastSecond = Date.parse(last.expiresAt ?? '') - clock.now().getTime();
    expect(lastSecond).toBeLessThanOrEqual(10 * MINUTE);
  });

  it('who gave once and then became a member, and who is a member and gives once', async () => {
    const email = 'both@example.org';
    const gift = await give(service, { email, frequency: 'once' });
    const ofGift = await thankYou(service, gift);
    const member = await give(service, { email });
    const ofMember = await thankYou(service, { ...member, cookie: `${member.cookie}; ${ofGift}` });
    expect(await has(ofMember)).toBe(true);

    const beside = await give(service, { email, frequency: 'once' });
    const after = await thankYou(service, { ...beside, cookie: `${beside.cookie}; ${ofMember}` });
    expect(await has(after === '' ? ofMember : after)).toBe(true);
  });

  it('costs one look into the database, and none for who has no cookie', async () => {
    const { memberId, askCookie } = await subscribe(service);
    const both = `${await signIn(service, memberId)}; ${askCookie}`;
    const query = vi.spyOn(service.context.pool, 'query');
    expect(await has(both)).toBe(true);
    expect(query).toHaveBeenCalledTimes(1);
    await ask();
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });
});

describe('the keys', () => {
  it('are those of the whole ring, for any page, and may be kept for five minutes', async () => {
    const response = await fetch(`${service.url}/.well-known/jwks.json`, {
      headers: { origin: 'https://a.example' },
    });
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const { keys } = KeySet.parse(await response.json());
    expect(keys).toEqual(await publicKeys(keyringOf('b', 'a')));
    for (const key of keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('change without a gap: whoever knows the set of the step before believes the tokens of the next', async () => {
    const steps = [keyringOf('a'), keyringOf('a', 'b'), keyringOf('b', 'a'), keyringOf('b')];
    for (const [index, keyring] of steps.entries()) {
      const known = { keys: await publicKeys(steps[index - 1] ?? keyring) };
      const { token } = await createBenefitsSigner({ ...service.context, keyring })();
      await jwtVerify(token, createLocalJWKSet(known), { currentDate: clock.now() });
      expect(decodeProtectedHeader(token).kid).toBe((await publicKeys(keyring))[0]?.kid);
    }
  });
});

describe('the examples in the guide', () => {
  const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/benefits.md'), 'utf8');
  const Page = z.object({
    findBenefits: z.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
  });
  const Edge = z.object({
    benefitsOf: z.custom<(token: string, keys: unknown) => Promise<string[]>>(
      (value) => typeof value === 'function',
    ),
  });

  let today: Service;
  beforeAll(async () => {
    today = await startService({ settings: { SITE_ORIGINS: SITE } });
  });
  afterAll(() => today.stop());

  /** The code under a heading, as a site would copy it, but for the service's address and where its packages are. */
  async function load(heading: string): Promise<unknown> {
    const [, code = ''] =
      new RegExp(`## ${heading}[\\s\\S]*?\`\`\`js\\n([\\s\\S]*?)\`\`\``).exec(GUIDE) ?? [];
    const placed = code
      .replace('https://support.example.org', today.url)
      .replace("'jose'", `'${import.meta.resolve('jose')}'`);
    return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(placed)}`);
  }

  const plain = globalThis.fetch;
  /** A browser's, which sends its cookies along. */
  function browseWith(cookie: string): void {
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) =>
      plain(url, { ...init, ...(init.credentials === 'include' && { headers: { cookie } }) }),
    );
  }

  it('an article page learns what its reader has', async () => {
    const { askCookie } = await subscribe(today);
    const { findBenefits } = Page.parse(await load('On an article page'));
    browseWith(askCookie);
    expect(await findBenefits()).toEqual({ benefits: ['hide-ask'], token: expect.any(String) });
    browseWith('');
    expect(await findBenefits()).toEqual({ benefits: [], token: null });
  });

  it('an edge worker believes what we signed, and nothing else', async () => {
    const { benefitsOf } = Edge.parse(await load('At the edge'));
    const { keys } = await keySet(today);
    const { askCookie } = await subscribe(today);
    const { token } = Answer.parse(await (await get(askCookie, today)).json());
    const genuine = token ?? '';
    expect(await benefitsOf(genuine, keys)).toEqual(['hide-ask']);

    const [head, , signature] = genuine.split('.');
    const body = Buffer.from(JSON.stringify({ ...decodeJwt(genuine), benefits: ['all'] })).toString(
      'base64url',
    );
    expect(await benefitsOf(`${head}.${body}.${signature}`, keys)).toEqual([]);
    expect(await benefitsOf(genuine, await publicKeys(keyringOf('z')))).toEqual([]);
    const stale = { ...today.context, clock: testClock('2020-01-01T00:00:00Z') };
    expect(await benefitsOf((await createBenefitsSigner(stale)()).token, keys)).toEqual([]);
    await expect(benefitsOf('nothing', keys)).rejects.toThrow();
  });
});

it('a day of quiet is kept apart from benefits: the cookie of a reminder has none', async () => {
  const reminded = await fetch(`${service.url}/v1/reminders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ in: 'P1M', channel: 'none' }),
  });
  const cookie = reminded.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  clock.advance(DAY);
  expect(await ask(cookie)).toEqual(NOBODY);
});
