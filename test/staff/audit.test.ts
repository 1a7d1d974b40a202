import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkAudit, recordLook } from '../../src/staff/audit.ts';
import { createToken } from '../../src/staff/tokens.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
});
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const look = (reason: string, subject: string | null = null) =>
  service.context.database.transaction((transaction) =>
    recordLook(service.context, transaction, { actor: 'anna', action: 'open-person', subject, reason }),
  );
const state = () => checkAudit(service.context.database);

/** What an owner of the database could do, and nobody else: the triggers are off meanwhile. */
async function tamper(sql: string): Promise<void> {
  await query(`alter table audit disable trigger user; ${sql}; alter table audit enable trigger user`);
}

describe('the record of who looked', () => {
  it('has positions without gaps, each with the hash of the one before', async () => {
    expect(await state()).toEqual({ whole: true, brokenAt: null });
    expect([
      await look('first'),
      await look('second', service.context.ids.random()),
      await look('third'),
    ]).toEqual([1, 2, 3]);
    expect(
      await query(
        'select later.previous_hash = earlier.hash from audit later join audit earlier on earlier.position = later.position - 1',
      ),
    ).toEqual([[true], [true]]);
    expect(await state()).toEqual({ whole: true, brokenAt: null });
  });

  it('leaves no gap where a look was rolled back', async () => {
    await look('first');
    await expect(
      service.context.database.transaction(async (transaction) => {
        await recordLook(service.context, transaction, {
          actor: 'a',
          action: 'b',
          subject: null,
          reason: 'c',
        });
        throw new Error('after all not');
      }),
    ).rejects.toThrow();
    expect(await look('second')).toBe(2);
  });

  it('is one chain though many write at once', async () => {
    const positions = await Promise.all(Array.from({ length: 30 }, (_, index) => look(`look ${index}`)));
    expect(positions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(await state()).toEqual({ whole: true, brokenAt: null });
  });

  it.each([
    ['changed', "update audit set reason = 'another'"],
    ['deleted', 'delete from audit'],
    ['emptied', 'truncate audit'],
    [
      'replaced on conflict',
      'insert into audit select * from audit on conflict (position) do update set actor = $$x$$',
    ],
  ])('cannot be %s', async (_what, sql) => {
    await look('first');
    await expect(query(sql)).rejects.toThrow('never changed');
    expect(await query('select reason from audit')).toEqual([['first']]);
  });

  it.each([
    ['a reason', "update audit set reason = 'harmless' where position = 2", 2],
    ['an actor', "update audit set actor = 'boris' where position = 3", 3],
    ['a subject', 'update audit set subject = null where position = 1', 1],
    ['an instant', "update audit set at = at + interval '1 second' where position = 2", 2],
    ['a row that was taken out', 'delete from audit where position = 2', 2],
    ['the first row', 'delete from audit where position = 1', 1],
    ['a row with its hash', "update audit set reason = 'x', hash = sha256('x') where position = 2", 2],
    [
      'a row that took the place of another',
      'delete from audit where position = 2; update audit set position = 2 where position = 3',
      2,
    ],
  ])('shows that it was tampered with: %s', async (_what, sql, brokenAt) => {
    for (const reason of ['first', 'second', 'third']) await look(reason, service.context.ids.random());
    await tamper(sql);
    expect(await state()).toEqual({ whole: false, brokenAt });
  });

  it('is checked page by page', async () => {
    await query(`
      insert into audit with recursive chain as (
        select 1::bigint as position, decode(repeat('00', 32), 'hex') as previous_hash, sha256(decode(repeat('00', 32), 'hex') || convert_to('[1,"2026-01-01T00:00:00.000Z","a","b",null,"c"]', 'UTF8')) as hash
        union all
        select position + 1, hash, sha256(hash || convert_to('[' || (position + 1) || ',"2026-01-01T00:00:00.000Z","a","b",null,"c"]', 'UTF8')) from chain where position < 2500
      ) select position, '2026-01-01Z', 'a', 'b', null, 'c', previous_hash, hash from chain`);
    expect(await state()).toEqual({ whole: true, brokenAt: null });
    expect(await look('one more')).toBe(2501);
    await tamper("update audit set reason = 'd' where position = 2222");
    expect(await state()).toEqual({ whole: false, brokenAt: 2222 });
  });
});

const Audit = z.object({
  chain: z.object({ whole: z.boolean(), brokenAt: z.number().nullable() }),
  rows: z.array(z.object({ position: z.number(), at: z.string(), actor: z.string(), reason: z.string() })),
  next: z.string().nullable(),
});

describe('GET /v1/audit', () => {
  const get = (search: string, token: string) =>
    fetch(`${service.url}/v1/audit${search}`, { headers: { authorization: `Bearer ${token}` } });
  const admin = () => createToken(service.context, { name: 'the editor', role: 'admin' });

  it('tells an admin, the newest first, page by page, and whether the chain is whole', async () => {
    for (let count = 1; count <= 101; count += 1) await look(`reason ${count}`);
    const token = await admin();
    const first = Audit.parse(await (await get('', token)).json());
    expect(first.chain).toEqual({ whole: true, brokenAt: null });
    expect(first.rows[0]).toMatchObject({
      position: 101,
      at: clock.now().toISOString(),
      reason: 'reason 101',
    });
    expect(first.rows).toHaveLength(100);
    expect(first.next).toBe('2');
    const second = Audit.parse(await (await get(`?before=${first.next}`, token)).json());
    expect([second.rows.map(({ position }) => position), second.next]).toEqual([[1], null]);

    await tamper('delete from audit where position = 40');
    expect(Audit.parse(await (await get('', token)).json()).chain).toEqual({ whole: false, brokenAt: 40 });
  });

  it.each(['?before=0', '?before=-1', '?before=x', '?before=1e3', '?colour=red'])(
    '%s: 422',
    async (search) => {
      expect((await get(search, await admin())).status).toBe(422);
    },
  );

  it('is no one else’s: 401, 403', async () => {
    const support = await createToken(service.context, { name: 'desk', role: 'support' });
    expect((await fetch(`${service.url}/v1/audit`)).status).toBe(401);
    expect((await get('', 'gw_admin_0123456789012345678901')).status).toBe(401);
    expect((await get('', support)).status).toBe(403);
    expect((await get('', service.financeToken)).status).toBe(403);
  });
});
