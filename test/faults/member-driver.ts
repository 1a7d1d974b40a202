import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Service } from '../support/service.ts';
import { sessionOf } from '../support/sign-in.ts';
import { query } from './reminder-driver.ts';

/** What one member did, as far as they were told that it is done, or on its way. */
export type LivedMember = {
  address: string;
  membershipId: string;
  /** links that were pressed until the answer was that it has signed in, or has been used */
  links: number;
  /** sums that were asked for, each once */
  sums: number[];
  isCancelled: boolean;
  isErased: boolean;
};

export type MemberDriver = {
  /** those who have lived to the end of what they meant to do */
  lived: LivedMember[];
  run(): { stop(): Promise<void> };
};

const AT_ONCE = 4;
const AGAIN_AFTER = 50;
const PATIENCE = 30_000;

const Created = z.object({ id: z.string(), url: z.string() });
const Found = z.array(z.object({ id: z.string() }));

/**
 * Members of a service that is killed: they give, sign in, want another sum, and leave or are erased. Where they get no
 * answer they press again, and what they were answered they take for done.
 */
export function createMemberDriver({
  url,
  databaseUrl,
  beside,
}: {
  url: string;
  databaseUrl: string;
  beside: Service;
}): MemberDriver {
  const lived: LivedMember[] = [];
  let begun = 0;
  let sent = 0;

  async function liveOne(): Promise<void> {
    begun += 1;
    const number = begun;
    const address = `${randomUUID()}@mail.example`;
    const membershipId = await give(address);
    const { cookie, links } = await signIn(address);
    const member: LivedMember = {
      address,
      membershipId,
      links,
      sums: [],
      isCancelled: false,
      isErased: false,
    };
    const path = `/v1/me/memberships/${membershipId}`;
    const keyed = () => ({ cookie, 'idempotency-key': randomUUID() });
    for (const round of [1, 2]) {
      const sum = 10_000 + number * 10 + round;
      const headers = keyed();
      await until([200, 202], () => send('PATCH', path, { body: { amount: sum }, headers }));
      member.sums.push(sum);
    }
    if (number % 3 === 0) {
      const headers = keyed();
      await until([200, 202], () => send('POST', `${path}/cancel`, { body: {}, headers }));
      member.isCancelled = true;
    }
    if (number % 3 === 1) {
      // Who is erased is not signed in any more: an answer that was lost is known by that.
      await until([204, 401], () => send('DELETE', '/v1/me', { headers: { cookie } }));
      member.isErased = true;
    }
    lived.push(member);
  }

  async function give(email: string): Promise<string> {
    const body = { frequency: 'monthly', amount: 500, currency: 'usd' };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await until([201], () => send('POST', '/v1/checkouts', { body, headers }));
    const { id, url: page } = Created.parse(answer);
    beside.stripe.pay(page.split('/').at(-1) ?? '', { email, method: 'card' });
    for (;;) {
      const sql = `select m.id from memberships m join payments p on p.membership_id = m.id
        join identity.contacts c on c.member_id = m.member_id where m.contribution_id = '${id}'`;
      const [found] = Found.parse(await query(databaseUrl, sql).catch(() => []));
      if (found) return found.id;
      await wait(AGAIN_AFTER);
      // As if the time had passed after which Stripe tells it again.
      void beside.stripe.delivery.flush();
    }
  }

  async function signIn(email: string): Promise<{ cookie: string; links: number }> {
    const seen = new Set<string>();
    for (let links = 1; ; links += 1) {
      await until([202], () => send('POST', '/v1/sign-in-links', { body: { email } }));
      const mail = await beside.mail.waitFor(
        ({ to, text }) => to.includes(email) && !seen.has(tokenIn(text)) && tokenIn(text) !== '',
      );
      const token = tokenIn(mail.text);
      seen.add(token);
      let cookie = '';
      await until([201, 410], async () => {
        const answer = await send('POST', '/v1/sessions', { body: { token } });
        cookie = sessionOf(answer);
        return answer;
      });
      if (cookie !== '') return { cookie, links };
    }
  }

  type Sent = { body?: object; headers?: Record<string, string> };

  function send(method: string, path: string, { body, headers = {} }: Sent): Promise<Response> {
    sent += 1;
    return fetch(url + path, {
      method,
      headers: {
        // Each time from another machine, or it would be found to ask too often.
        'x-forwarded-for': `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  return {
    lived,
    run: () => {
      let isRunning = true;
      const lane = async () => {
        while (isRunning) await liveOne();
      };
      const all = Promise.all(Array.from({ length: AT_ONCE }, lane));
      all.catch(() => {});
      return {
        stop: async () => {
          isRunning = false;
          await all;
        },
      };
    },
  };
}

const tokenIn = (text: string) => /\/account\/enter\?token=([\w-]{22})/.exec(text)?.[1] ?? '';

/** Under way elsewhere, or not now. */
const AGAIN = [409, 503];

/** @returns what was answered in the end. @throws Error for an answer that says neither yes nor "not now" */
async function until(statuses: number[], attempt: () => Promise<Response>): Promise<unknown> {
  for (;;) {
    const answer = await attempt().catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    if (answer && text !== undefined && statuses.includes(answer.status))
      return text === '' ? null : JSON.parse(text);
    if (answer && !statuses.includes(answer.status) && !AGAIN.includes(answer.status))
      throw new Error(`answered ${answer.status} ${text}`);
    await wait(AGAIN_AFTER);
  }
}
