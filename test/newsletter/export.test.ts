import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addresseesOf } from '../../src/members/addressees.ts';
import { unsubscribeOf } from '../../src/newsletter/end-subscription.ts';
import { listSubscribers } from '../../src/newsletter/list-subscribers.ts';
import { subscribe } from '../../src/newsletter/subscribe.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { findCanaries } from '../safety/canaries.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { keyLine } from '../support/keyring.ts';
import { environmentOf, startProgram } from '../support/process.ts';
import { type Service, startService } from '../support/service.ts';

const REASON = 'Moving the list to the mailing tool';

let service: Service;
let clock: TestClock;
let admin: string;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock, settings: { ENCRYPTION_KEYS: keyLine('a') } });
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

  it('has each once, page by page, and none who unsubscribed', async () => {
    const { context } = service;
    for (let count = 0; count < 30; count += 1) await ask(`reader-${count}@example.org`);
    const [id = ''] = await addresseesOf(context, context.database, 'reader-7@example.org');
    await context.database.transaction((transaction) => unsubscribeOf(context, transaction, id));
    await ask('reader-8@example.org');

    const pages: string[][] = [];
    for await (const page of listSubscribers(context, 7)) pages.push(page.map(({ email }) => email));
    expect(pages.map(({ length }) => length)).toEqual([7, 7, 7, 7, 1]);
    const all = Array.from({ length: 30 }, (_, count) => `reader-${count}@example.org`);
    expect(pages.flat().toSorted()).toEqual(all.filter((one) => one !== 'reader-7@example.org').toSorted());
    const lines = (await (await take()).text()).trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(pages.flat());
  });

  it.each([
    ['no reason', ''],
    ['a reason of nine', '?reason=123456789'],
    ['a reason of spaces', `?reason=${'%20'.repeat(12)}`],
    ['a reason of 201', `?reason=${'x'.repeat(201)}`],
    ['a reason that names somebody', '?reason=because+anna%40example.org+asked'],
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

describe('newsletter export, the command', () => {
  const cli = (...args: string[]) =>
    startProgram('cli', ['newsletter', 'export', ...args], {
      ...environmentOf(service, 0),
      PUBLIC_URL: service.url,
    }).finished;

  it('writes the same, to a file that nobody else can read, and it is written down as well', async () => {
    await ask('anna@example.org');
    const directory = mkdtempSync(join(tmpdir(), 'newsletter-'));
    const file = join(directory, 'list.csv');
    const { status, stdout, stderr } = await cli('--reason', REASON, '--output', file);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
    expect(readFileSync(file, 'utf8')).toBe(await (await take()).text());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await audited()).map(([, actor]) => actor)).toEqual(['cli', 'the editor']);
    expect((await cli('--reason', REASON, '--output', file)).status).toBe(1);
    rmSync(directory, { recursive: true });
  });

  it('without an output goes to the standard one; without a reason nowhere', async () => {
    await ask('anna@example.org');
    expect((await cli('--reason', REASON)).stdout).toContain('\nanna@example.org,en,');
    expect(await cli()).toMatchObject({ status: 2, stdout: '' });
    expect(await cli('--reason', 'because')).toMatchObject({ status: 2, stdout: '' });
    expect(await audited()).toHaveLength(1);
  });
});
