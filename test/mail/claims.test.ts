import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/platform/database.ts';
import { claimDueMails, lockClaimed, releaseClaims } from '../../src/platform/mail/store.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import { type Service, startService } from '../support/service.ts';
import { letClaimsRunOut, plan } from './letters.ts';

let service: Service;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const claim = (database: Database = service.context.database) =>
  claimDueMails(database, { now: service.context.clock.now(), kinds: ['letter'], limit: 2 });
const ids = (claims: { id: string }[]) => claims.map(({ id }) => id);

it('what somebody is about to claim is passed over, not waited for', async () => {
  for (let mail = 0; mail < 4; mail += 1) await plan(service);

  const [first, second] = await service.context.database.transaction(async (transaction) => [
    await claim(transaction),
    await claim(),
  ]);

  expect(new Set([...ids(first), ...ids(second)]).size).toBe(4);
  expect(await claim()).toEqual([]);
});

it('a claim that has run out is anybody’s, and no longer of whoever had it', async () => {
  await plan(service);
  const { database } = service.context;
  const [old] = await claim();
  await letClaimsRunOut(service);
  const [current] = await claim();
  if (!old || !current) throw new Error('not claimed');

  expect(await lockClaimed(database, old)).toBeUndefined();
  await releaseClaims(database, [old]);
  expect(await lockClaimed(database, current)).toMatchObject({ id: old.id });
});

it('a claim that has run out, and that nobody has taken, is not gone on with', async () => {
  await plan(service);
  const [old] = await claim();
  await letClaimsRunOut(service);
  const { rows } = await service.context.pool.query('select claimed_until as "claimedUntil" from mails');
  if (!old) throw new Error('not claimed');

  expect(
    await lockClaimed(service.context.database, { ...old, claimedUntil: rows[0].claimedUntil }),
  ).toBeUndefined();
});

it('what somebody waits for is claimed before what fell due earlier', async () => {
  const { clock, database } = service.context;
  for (let mail = 0; mail < 3; mail += 1)
    await plan(service, { kind: 'many', dueAt: plus(clock.now(), -DAY) });
  await plan(service, { kind: 'awaited' });

  const claims = await claimDueMails(database, { now: clock.now(), kinds: ['awaited', 'many'], limit: 2 });

  expect(claims.map(({ kind }) => kind)).toEqual(['awaited', 'many']);
});
