import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { give, post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';
import { signInAs, signInTokens } from '../support/sign-in.ts';
import { findCanaries } from './canaries.ts';

const ADDRESS = 'Canary.Quetzal@plumage.example';
const WORDS = 'Xochiquetzal-said-so';
const NEEDLES = ['Canary.Quetzal', 'plumage.example', WORDS];

/** Every route of a member's own, as it is meant and as it is not. */
function requestsOf(id: string): [method: string, path: string, body?: object][] {
  const own = `/v1/me/memberships/${id}`;
  const json: [string, string, object][] = [
    ['PATCH', own, { amount: 900 }],
    ['PATCH', own, { amount: ADDRESS, [ADDRESS]: WORDS }],
    ['PATCH', `/v1/me/memberships/${ADDRESS}`, { amount: 900 }],
    ['POST', `${own}/pause`, { months: 1 }],
    ['POST', `${own}/pause`, { months: WORDS }],
    ['POST', `${own}/resume`, {}],
    ['POST', `${own}/cancel`, { reason: 'other', comment: `${WORDS} ${ADDRESS}` }],
    ['POST', `${own}/cancel`, { reason: WORDS, comment: ADDRESS }],
    ['POST', `${own}/keep`, {}],
    ['POST', '/v1/me/payment-method-sessions', {}],
    ['POST', '/v1/me/payment-method-sessions', { membershipId: ADDRESS }],
    ['POST', '/v1/sign-in-links', { email: ADDRESS }],
    ['POST', '/v1/sign-in-links', { email: `${ADDRESS}, ${ADDRESS}`, [WORDS]: ADDRESS }],
    ['POST', '/v1/sessions', { token: WORDS }],
    ['POST', '/v1/sessions', { token: ADDRESS }],
  ];
  const looked: [string, string][] = [
    '/v1/me',
    `/v1/me/payments?before=${ADDRESS}`,
    `/v1/benefits?${ADDRESS}`,
    `/account?done=${ADDRESS}&before=${WORDS}`,
    `/account/memberships/${id}/amount?other=${ADDRESS}`,
    `/account/statements/${ADDRESS}`,
    `/account/pay?token=${WORDS}`,
    `/account/double?token=${WORDS}`,
    `/account/enter?token=${WORDS}`,
    `/erase?token=${WORDS}`,
    '/account/erase',
    '/account/export',
  ].map((path) => ['GET', path]);
  return [...json, ...looked];
}

describe('whatever a member asks for, and however it fails', () => {
  let service: Service;
  let cookie: string;
  let marks: string[];
  const answers: string[] = [];

  beforeAll(async () => {
    service = await startService({ clock: testClock() });
    await give(service, { email: ADDRESS });
    ({ cookie } = await signInAs(service, ADDRESS));
    const [membership] = service.stripe.list('subscription');
    const customers = [...service.stripe.list('customer')].map(({ id }) => id);
    const requests = requestsOf(membership?.id ?? '');
    await flood(requests);
    service.stripe.setApiFaults({ error: 1, done: false });
    await flood(requests);
    service.stripe.setApiFaults();
    const broken = ['membership_changes', 'identity.sign_in_links', 'mails'];
    for (const table of broken)
      await service.context.pool.query(`alter table ${table} add constraint broken check (false) not valid`);
    await flood(requests);
    for (const table of broken)
      await service.context.pool.query(`alter table ${table} drop constraint broken`);
    const exported = await send('GET', '/v1/me/export');
    expect(await exported.text()).toContain(ADDRESS);
    expect(exported.headers.get('cache-control')).toBe('no-store');
    marks = [...NEEDLES, ...customers, cookie.split('=')[1] ?? '', ...(await signInTokens(service, ADDRESS))];
    expect((await send('DELETE', '/v1/me')).status).toBe(204);
    await flood(requests);
  }, 60_000);
  afterAll(() => service.stop());

  function send(method: string, path: string, body?: object): Promise<Response> {
    if (body === undefined)
      return fetch(`${service.url}${path}`, { method, headers: { cookie }, redirect: 'manual' });
    return method === 'POST'
      ? post(service, path, body, { cookie })
      : fetch(`${service.url}${path}`, {
          method,
          headers: { cookie, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
  }

  async function flood(requests: ReturnType<typeof requestsOf>): Promise<void> {
    for (const [method, path, body] of requests) {
      const response = await send(method, path, body);
      const text = await response.text();
      // A page may show its own reader what they have just typed; what refuses a program may not.
      if (path.startsWith('/v1/')) answers.push(`${response.status} ${path.split('?')[0]} ${text}`);
    }
  }

  it('is said in no line that is logged, and in no metric', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const lines = service.logs.join('');
    expect(lines).toContain('change of a membership without an answer');
    expect(findCanaries(Buffer.from(lines + metrics), marks)).toEqual([]);
  });

  it('is repeated by no answer under /v1, but for the file that a member takes with them', () => {
    expect(answers.some((answer) => answer.startsWith('500'))).toBe(true);
    const texts = answers.map((answer) => answer.replace(/^\d+ \S+ /, ''));
    expect(findCanaries(Buffer.from(texts.join('\n')), marks)).toEqual([]);
  });
});
