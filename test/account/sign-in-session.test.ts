import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { forMember } from '../../src/account/sign-in/for-member.ts';
import { tidySignIn } from '../../src/account/sign-in/tidy-sign-in.ts';
import { keepSession, openSession } from '../../src/members/sessions/use-session.ts';
import { answerErrors } from '../../src/platform/http/errors.ts';
import { listen } from '../../src/platform/http/listen.ts';
import { Problem } from '../../src/platform/http/problem.ts';
import { mountRoutes } from '../../src/platform/http/route.ts';
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { give, post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { sessionOf, signInAs } from '../support/sign-in.ts';

const ANNA = 'anna@example.org';
const BORIS = 'boris@example.org';
const Seen = z.object({ memberId: z.string() });

let clock: TestClock;
let service: Service;
let web: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock });
  await give(service, { email: ANNA });
  await give(service, { email: BORIS });
  web = await listen(membersOnly(), 0, '127.0.0.1');
});
afterAll(async () => {
  await web.stop();
  await service.stop();
});
beforeEach(async () => {
  clock.advance(2 * HOUR);
  await tidySignIn(service.context);
});

/** Two routes for members, mounted as those of the account are. */
function membersOnly() {
  const { context } = service;
  const app = express();
  const parts = { tag: 'Members', summary: 'For members', answers: {} };
  mountRoutes(app, context, [
    forMember(context, {
      ...parts,
      method: 'get',
      path: '/v1/me',
      query: z.strictObject({ fail: z.string().optional() }),
      handle: ({ session, query }) => {
        if (query.fail !== undefined) throw new Problem('stripe-unavailable');
        return { status: 200, json: { memberId: session.memberId } };
      },
    }),
    forMember(context, {
      ...parts,
      method: 'get',
      path: '/account/give',
      handle: ({ session }) => ({ status: 200, html: session.memberId }),
    }),
    forMember(context, {
      ...parts,
      method: 'post',
      path: '/account/give',
      handle: () => ({ status: 303, location: '/account' }),
    }),
  ]);
  app.use(answerErrors(context, () => ''));
  return app;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${web.port}${path}`, { headers, redirect: 'manual' });
const me = (headers: { cookie: string }) => get('/v1/me', headers);
const statusOf = async (headers: { cookie: string }) => (await me(headers)).status;
const count = async () =>
  (await run(service.databaseUrl, 'select count(*)::int from identity.sessions'))[0]?.[0];

describe('whoever is not signed in', () => {
  it.each([
    ['no cookie', ''],
    ['an empty one', 'gw_session='],
    ['one of nobody', 'gw_session=0123456789abcdefghijkl'],
  ])('%s: 401 from the interface, and from a page the way to sign in and back', async (_what, cookie) => {
    expect(await statusOf({ cookie })).toBe(401);
    const page = await get('/account/give?month=2&lang=ru', { cookie });
    expect(page.status).toBe(303);
    const to = encodeURIComponent('/account/give?month=2&lang=ru');
    expect(page.headers.get('location')).toBe(`/account/sign-in?to=${to}&lang=ru`);
    const sent = await fetch(`http://127.0.0.1:${web.port}/account/give`, {
      method: 'POST',
      headers: { cookie },
      redirect: 'manual',
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/account/sign-in?to=%2Faccount']);
  });

  it('learns nothing of what a member may ask, but what cannot be read at all is refused first', async () => {
    expect((await get('/v1/me?colour=red')).status).toBe(401);
    expect((await get('/v1/me?fail=1&fail=2')).status).toBe(400);
  });
});

describe('a session', () => {
  it('is of the member, and of nobody else', async () => {
    const [anna, boris] = [await signInAs(service, ANNA), await signInAs(service, BORIS)];
    const ids = await Promise.all([anna, boris].map(async (one) => Seen.parse(await (await me(one)).json())));
    expect(new Set(ids.map(({ memberId }) => memberId)).size).toBe(2);
  });

  it('ends two hours after it was last used', async () => {
    const reader = await signInAs(service, ANNA);
    clock.advance(14 * MINUTE);
    expect(await statusOf(reader)).toBe(200);
    clock.advance(2 * HOUR - 2 * MINUTE);
    const late = await me(reader);
    expect(late.status).toBe(200);
    const next = { cookie: sessionOf(late) };
    clock.advance(2 * HOUR);
    expect(await statusOf(next)).toBe(401);
    await tidySignIn(service.context);
    expect(await count()).toBe(0);
  });

  it('ends after a day, however much it is used', async () => {
    let reader = await signInAs(service, ANNA);
    for (let hour = 1; hour < 24; hour += 1) {
      clock.advance(HOUR);
      const response = await me(reader);
      expect(response.status).toBe(200);
      reader = { cookie: sessionOf(response) };
    }
    clock.advance(HOUR);
    expect(await statusOf(reader)).toBe(401);
  });

  it('gets a new token each quarter of an hour of use; the one before works for a minute', async () => {
    const first = await signInAs(service, ANNA);
    clock.advance(15 * MINUTE - SECOND);
    expect(sessionOf(await me(first))).toBe('');
    clock.advance(SECOND);
    // A page and all that it asks for: none of them is signed out, and one brings the new token.
    const answers = await Promise.all(Array.from({ length: 20 }, () => me(first)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const brought = answers.map(sessionOf).filter((cookie) => cookie !== '');
    expect(brought).toHaveLength(1);
    expect(brought[0]).not.toBe(first.cookie);
    clock.advance(59 * SECOND);
    expect(await statusOf(first)).toBe(200);
    expect(await statusOf({ cookie: brought[0] ?? '' })).toBe(200);
  });

  it('gets one new token, whichever of two that read it at once is the first to replace it', async () => {
    const headers = await signInAs(service, ANNA);
    clock.advance(15 * MINUTE);
    const read = await Promise.all([1, 2].map(() => openSession(service.context, { headers })));
    const kept = await Promise.all(read.map((one) => one && keepSession(service.context, one)));
    expect(kept.filter((cookie) => cookie?.name === 'gw_session')).toHaveLength(1);
  });

  it('ends, for both, when a token comes that was replaced more than a minute ago: somebody stole one', async () => {
    const stolen = await signInAs(service, ANNA);
    clock.advance(15 * MINUTE);
    const mine = { cookie: sessionOf(await me(stolen)) };
    clock.advance(MINUTE);
    expect(await statusOf(mine)).toBe(200);
    expect(await statusOf(stolen)).toBe(401);
    expect(await statusOf(mine)).toBe(401);
    expect(await count()).toBe(0);
  });

  it('keeps its token where the answer is an error, which brings no cookie', async () => {
    const reader = await signInAs(service, ANNA);
    clock.advance(15 * MINUTE);
    expect((await get('/v1/me?fail=yes', reader)).status).toBe(503);
    clock.advance(2 * MINUTE);
    expect(await statusOf(reader)).toBe(200);
  });
});

describe('signing out', () => {
  const leave = (path: string, headers: Record<string, string>) =>
    fetch(service.url + path, { method: 'POST', headers, redirect: 'manual' });

  it('by the interface ends this one; the answer is the same for whoever was not signed in', async () => {
    const [here, there] = [await signInAs(service, ANNA), await signInAs(service, ANNA)];
    const remove = (headers: Record<string, string>) =>
      fetch(`${service.url}/v1/sessions/current`, { method: 'DELETE', headers });
    for (const headers of [here, here, {}]) {
      const response = await remove(headers);
      expect(response.status).toBe(204);
      expect(response.headers.getSetCookie().join()).toContain('gw_session=; Max-Age=0');
    }
    expect([await statusOf(here), await statusOf(there)]).toEqual([401, 200]);
  });

  it('by the page, here or everywhere', async () => {
    const [here, there] = [await signInAs(service, ANNA), await signInAs(service, ANNA)];
    const other = await signInAs(service, BORIS);
    const out = await leave('/account/sign-out?lang=ru', here);
    expect([out.status, out.headers.get('location')]).toEqual([303, '/account/signed-out?lang=ru']);
    expect([await statusOf(here), await statusOf(there)]).toEqual([401, 200]);
    const back = await signInAs(service, ANNA);
    const everywhere = await leave('/account/sign-out/everywhere', back);
    expect(everywhere.headers.get('location')).toBe('/account/signed-out?everywhere=yes');
    expect([await statusOf(there), await statusOf(back), await statusOf(other)]).toEqual([401, 401, 200]);
  });
});

const FOREIGN = [
  ['origin', 'https://evil.example'],
  ['sec-fetch-site', 'cross-site'],
] as const;
const Paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

it('a page of another site can do nothing in a member’s name, by whatever route', async () => {
  const { cookie } = await signInAs(service, ANNA);
  const { paths } = Paths.parse(await (await fetch(`${service.url}/openapi.json`)).json());
  const unsafe = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get' && /^\/(?:account|v1\/(?:me|sessions|sign-in-links))\b/.test(path))
      .map((method) => ({ path: path.replaceAll(/\{\w+\}/g, 'sub_1'), method: method.toUpperCase() })),
  );
  expect(unsafe.length).toBeGreaterThanOrEqual(7);
  const before = await count();
  for (const { path, method } of unsafe)
    for (const [name, value] of FOREIGN) {
      const headers = { cookie, [name]: value };
      const { status } = await fetch(service.url + path, { method, headers, redirect: 'manual' });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
  expect(await count()).toBe(before);
  expect((await post(service, '/v1/sign-in-links', { email: ANNA }, { cookie })).status).toBe(202);
});
