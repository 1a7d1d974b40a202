import { afterEach, beforeEach, expect, it } from 'vitest';
import { confirmByLink } from '../../src/account/links/confirm-by-link.ts';
import { eraseByLink } from '../../src/account/links/erase-by-link.ts';
import { unsubscribeByLink } from '../../src/account/links/unsubscribe-by-link.ts';
import { addresseeOfToken, addresseesOf, openAddressee } from '../../src/members/addressees.ts';
import { rotateKeys } from '../../src/members/rotate-keys.ts';
import { confirmSubscriptionOf } from '../../src/newsletter/confirm-subscription.ts';
import { subscribe } from '../../src/newsletter/subscribe.ts';
import { run } from '../support/cluster.ts';
import { keyLine, keyringOf } from '../support/keyring.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeEach(async () => {
  service = await startService({ settings: { ENCRYPTION_KEYS: keyLine('a') } });
});
afterEach(() => service.stop());

/** The same service with other `ENCRYPTION_KEYS`. */
const withKeys = (...letters: string[]) => ({ ...service.context, keyring: keyringOf(...letters) });
const query = (sql: string) => run(service.databaseUrl, sql);
const keys = () =>
  query(
    'select wrapping_key_id, index_key_id, count(*)::int from identity.addressees group by 1, 2 order by 1, 2',
  );

async function ask(context: Service['context'], email: string): Promise<string> {
  await context.database.transaction((transaction) =>
    subscribe(context, transaction, { email, locale: 'en', place: 'appeal', isProven: false }),
  );
  const [id = ''] = await addresseesOf(context, context.database, email);
  return id;
}

it('readers’ addresses move to the new key, the links in their mails still work, and the old key can go', async () => {
  const id = await ask(service.context, 'anna@example.org');
  const opened = await openAddressee(service.context, service.context.database, id);
  const both = withKeys('b', 'a');
  await ask(both, 'boris@example.org');
  expect(await keys()).toEqual([
    ['a', 'a', 1],
    ['b', 'b', 1],
  ]);
  expect(await addresseesOf(both, both.database, 'Anna@example.org')).toEqual([id]);

  expect(await rotateKeys(both)).toBe(1);
  expect(await rotateKeys(both)).toBe(0);

  const alone = withKeys('b');
  expect(await keys()).toEqual([['b', 'b', 2]]);
  expect(await addresseesOf(alone, alone.database, 'anna@example.org')).toEqual([id]);
  expect(await openAddressee(alone, alone.database, id)).toEqual(opened);
  expect(await addresseeOfToken(alone.database, opened?.token ?? '')).toBe(id);
  expect(await alone.database.transaction((tx) => confirmSubscriptionOf(alone, tx, id))).toBe(true);
});

it('what somebody is at is waited for: nothing is left under the old key', async () => {
  await ask(service.context, 'anna@example.org');
  const holder = await service.context.pool.connect();
  await holder.query('begin');
  await holder.query('select from identity.addressees for update');

  const rotated = rotateKeys(withKeys('b', 'a'));
  const waiting = () =>
    query(
      "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
  const ended = rotated.then(() => [['ended']]);
  await expect.poll(() => Promise.race([ended, waiting()]), { timeout: 10_000 }).not.toEqual([[0]]);
  await holder.query('commit');
  holder.release();

  expect(await rotated).toBe(1);
  expect(await keys()).toEqual([['b', 'b', 1]]);
});

it('whose key is gone cannot confirm any more, but can still unsubscribe, and erase what there is', async () => {
  const tokens = [];
  for (const email of ['anna@example.org', 'boris@example.org']) {
    const id = await ask(service.context, email);
    tokens.push((await openAddressee(service.context, service.context.database, id))?.token ?? '');
  }
  const [first = '', second = ''] = tokens;
  const later = withKeys('b');

  expect(await confirmByLink(later, first)).toBeNull();
  expect(await unsubscribeByLink(later, first)).toBe(true);
  expect(await unsubscribeByLink(later, first)).toBe(false);
  expect(await eraseByLink(later, second)).toBe(true);
  expect(await keys()).toEqual([]);
  expect(await query('select count(*)::int from newsletter_subscriptions')).toEqual([[0]]);
});

it('a rotation that was stopped goes on where it was, and says how far it is', async () => {
  for (let count = 0; count < 210; count += 1) await ask(service.context, `reader-${count}@example.org`);
  const both = withKeys('b', 'a');
  const stopped = rotateKeys(both, () => {
    throw new Error('stopped');
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(await keys()).toEqual([
    ['a', 'a', 10],
    ['b', 'b', 200],
  ]);

  const progress: number[] = [];
  expect(await rotateKeys(both, (done) => progress.push(done))).toBe(10);
  expect(progress).toEqual([10]);
  expect(await keys()).toEqual([['b', 'b', 210]]);
});

it('an address of which the key is gone is not passed over', async () => {
  await ask(service.context, 'anna@example.org');
  await expect(rotateKeys(withKeys('b'))).rejects.toThrow('unknown-key');
});
