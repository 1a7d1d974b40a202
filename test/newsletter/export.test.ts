import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addresseesOf } from '../../src/members/addressees.ts';
import { confirmSubscriptionOf } from '../../src/newsletter/confirm-subscription.ts';
import { unsubscribeOf } from '../../src/newsletter/end-subscription.ts';
import { subscribe } from '../../src/newsletter/subscribe.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { findCanaries } from '../safety/canaries.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

const REASON = 'Moving the list to the mailing tool';

let service: Service;
let clock: TestClock;
let admin: string;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
  admin = await createToken(service.context, { name: 'the editor', role: 'admin' });
});
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const audited = () => query('select position, actor, action, subject, reason from audit order by position');

async function ask(email: string, { isProven = true } = {}): Promise<void> {
  const { context } = service;
  await context.database.transaction((transaction) =>
    subscribe(context, transaction, { email, locale: 'en', place: 'appeal', isProven }),
  );
}

function get(search: string, token = admin): Promise<Response> {
  return fetch(`${service.url}/v1/newsletter/subscribers${search}`, {
    headers: { authorization: `Bearer ${token}` },
  });
}
const take = () => get(`?${new URLSearchParams({ format: 'csv', reason: REASON })}`);

describe('the export of who gets the newsletter', () => {
  it('has everybody who confirmed, what they agreed to and the link by which they unsubscribe', async () => {
    const asked = clock.now().toISOString();
    await ask('anna@example.org');
    await ask('boris@example.org', { isProven: false });
    const response = await take();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="newsletter.csv"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [head, line = '', ...others] = (await response.text()).trim().split('\n');
    expect(head).toBe('email,locale,askedAt,confirmedAt,consentVersion,consentPlace,unsubscribeUrl');
    expect(line).toMatch(
      new RegExp(
        `^anna@example.org,en,${asked},${asked},1,appeal,${service.url}/unsubscribe\\?token=[\\w-]{22}$`,
      ),
    );
    expect(others).toEqual([]);
  });

  it('writes down first who takes it and why; neither there nor in the log is an address', async () => {
    await ask('anna@plumage.example');
    await take();
    expect(await audited()).toEqual([['1', 'the editor', 'export-newsletter', null, REASON]]);
    expect(findCanaries(Buffer.from(service.logs.join('')), ['anna@plumage.example', 'plumage'])).toEqual([]);
  });

  it('gives nothing where that cannot be written', async () => {
    await ask('anna@plumage.example');
    await query('alter table audit add constraint broken check (false) not valid');
    const response = await take();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('plumage');
    await query('alter table audit rename to audit_elsewhere');
    expect((await take()).status).toBeGreaterThanOrEqual(500);
  });

  it('guards what a spreadsheet would take for a formula', async () => {
    const hostile = ['=cmd@example.org', '+1@example.org', '-2@example.org', '=1+1|cmd!a1@example.org'];
    for (const email of hostile) await ask(email);
    const lines = (await (await take()).text()).trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[0]).toSorted()).toEqual(
      hostile.map((email) => `'${email}`).toSorted(),
    );
  });

  it('has each once, however many there are, and none who unsubscribed', async () => {
    const { context } = service;
    for (let count = 0; count < 1_203; count += 1) await ask(`reader-${count}@example.org`);
    const [id = ''] = await addresseesOf(context, context.database, 'reader-7@example.org');
    await context.database.transaction((transaction) => unsubscribeOf(context, transaction, id));
    await ask('reader-8@example.org', { isProven: false });
    const ids = await addresseesOf(context, context.database, 'reader-8@example.org');
    for (const one of ids)
      await context.database.transaction((transaction) => confirmSubscriptionOf(context, transaction, one));
    const addresses = (await (await take()).text())
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(new Set(addresses).size).toBe(1_202);
    expect(addresses).toHaveLength(1_202);
    expect(addresses).not.toContain('reader-7@example.org');
  });

  it.each([
    ['no reason', ''],
    ['a reason of nine', '?reason=123456789'],
    ['a reason of spaces', `?reason=${'%20'.repeat(12)}`],
    ['a reason of 201', `?reason=${'x'.repeat(201)}`],
    ['a reason of two lines', '?reason=because%0Aof+this+and+that'],
    ['another format', '?format=xlsx&reason=because+of+this'],
    ['an unknown parameter', '?colour=red&reason=because+of+this'],
  ])('%s: 422, and nothing is written down', async (_what, search) => {
    expect((await get(search)).status).toBe(422);
    expect(await audited()).toEqual([]);
  });

  it('is an admin’s: 401 without a token, 403 for others, and nothing is written down', async () => {
    const support = await createToken(service.context, { name: 'desk', role: 'support' });
    const search = `?${new URLSearchParams({ reason: REASON })}`;
    expect((await fetch(`${service.url}/v1/newsletter/subscribers${search}`)).status).toBe(401);
    expect((await get(search, 'gw_admin_0123456789012345678901')).status).toBe(401);
    expect((await get(search, support)).status).toBe(403);
    expect((await get(search, service.financeToken)).status).toBe(403);
    expect((await get('', support)).status).toBe(403);
    expect(await audited()).toEqual([]);
  });
});
