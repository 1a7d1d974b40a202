import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addresseesOf, openAddressee } from '../../src/members/addressees.ts';
import { confirmSubscriptionOf } from '../../src/newsletter/confirm-subscription.ts';
import {
  eraseSubscriptions,
  tidySubscriptions,
  unsubscribeOf,
} from '../../src/newsletter/end-subscription.ts';
import { subscribe } from '../../src/newsletter/subscribe.ts';
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts';
import { sendDueMails } from '../../src/worker.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { type Service, startService } from '../support/service.ts';

const ADDRESS = 'anna@example.org';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
});
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const inTransaction = (work: Parameters<Service['context']['database']['transaction']>[0]) =>
  service.context.database.transaction(work);

/** @returns the addressee that was made for it; where there was an earlier consent, none may be left */
async function ask(email = ADDRESS, options: { isProven?: boolean; locale?: 'en' | 'ru' } = {}) {
  const { context } = service;
  const known = new Set(await addresseesOf(context, context.database, email));
  const { isProven = false, locale = 'en' } = options;
  await inTransaction((tx) => subscribe(context, tx, { email, locale, place: 'interface', isProven }));
  const [id = ''] = (await addresseesOf(context, context.database, email)).filter((one) => !known.has(one));
  return id;
}
const confirm = (id: string) =>
  service.context.database.transaction((tx) => confirmSubscriptionOf(service.context, tx, id));
const unsubscribe = (id: string) =>
  service.context.database.transaction((tx) => unsubscribeOf(service.context, tx, id));

const kept = () =>
  query('select state, locale, confirmed_at from newsletter_subscriptions order by state, asked_at');
const addresses = () => query('select count(*)::int from identity.addressees');
const mails = () => query("select count(*)::int from mails where kind = 'newsletter-confirmation'");

describe('asking for the newsletter', () => {
  it('plans a mail and confirms nothing; the link in it confirms it, once', async () => {
    const id = await ask();
    expect(await kept()).toEqual([['unconfirmed', 'en', null]]);
    expect(await mails()).toEqual([[1]]);

    clock.advance(HOUR);
    expect(await confirm(id)).toBe(true);
    expect(await kept()).toEqual([['confirmed', 'en', clock.now()]]);
    expect(await confirm(id)).toBe(false);
  });

  it('by who has just shown that the address is theirs is confirmed at once, without a mail', async () => {
    await ask(ADDRESS, { isProven: true });
    expect(await kept()).toEqual([['confirmed', 'en', clock.now()]]);
    expect(await mails()).toEqual([[0]]);
  });

  it('keeps of the consent what was agreed to, in which language, where and when', async () => {
    await ask(ADDRESS, { isProven: true, locale: 'ru' });
    const record =
      'select locale, consent_version, consent_place, asked_at, confirmed_at from newsletter_subscriptions';
    expect(await query(record)).toEqual([['ru', 1, 'interface', clock.now(), clock.now()]]);
  });

  it('again, of an address that is subscribed: one is left, the newer, and its older links go on working', async () => {
    const first = await ask();
    await confirm(first);
    clock.advance(DAY);
    const second = await ask(ADDRESS.toUpperCase(), { locale: 'ru' });
    expect(await confirm(second)).toBe(true);

    expect(await kept()).toEqual([['confirmed', 'ru', clock.now()]]);
    expect(await addresses()).toEqual([[1]]);
    expect(await confirm(second)).toBe(false);
    expect(await unsubscribe(first)).toBe(true);
    expect(await addresses()).toEqual([[0]]);
  });

  it('twice, with both links pressed at once, makes one subscription', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const email = `reader-${round}@example.org`;
      const ids = [await ask(email), await ask(email), await ask(email)];
      await Promise.all(ids.map(confirm));
      expect(await kept()).toHaveLength(round);
      expect(await addresses()).toEqual([[round]]);
    }
  });
});

describe('what was never confirmed', () => {
  it('is forgotten after two days, the address with it; a link that is pressed then confirms nothing', async () => {
    const late = await ask();
    const subscribed = await ask('boris@example.org');
    await confirm(subscribed);
    clock.advance(47 * HOUR);
    const recent = await ask('vera@example.org');
    expect(await tidySubscriptions(service.context)).toBe(0);

    clock.advance(HOUR + MINUTE);
    expect(await confirm(late)).toBe(false);
    expect(await tidySubscriptions(service.context)).toBe(1);
    expect(await openAddressee(service.context, service.context.database, late)).toBeUndefined();
    expect((await kept()).map(([state]) => state)).toEqual(['confirmed', 'unconfirmed']);
    expect(await confirm(recent)).toBe(true);
  });

  it('is forgotten however much of it there is', async () => {
    for (let count = 0; count < 210; count += 1) await ask(`reader-${count}@example.org`);
    clock.advance(49 * HOUR);
    expect(await tidySubscriptions(service.context)).toBe(210);
    expect(await addresses()).toEqual([[0]]);
  });
});

describe('unsubscribing', () => {
  it('leaves nothing: no consent, no address, and no mail goes out any more', async () => {
    const id = await ask();
    await confirm(id);
    await ask();
    expect(await unsubscribe(id)).toBe(true);
    expect([await kept(), await addresses()]).toEqual([[], [[0]]]);
    await sendDueMails(service.context);
    expect([service.mail.messages(), await mails()]).toEqual([[], [[0]]]);
    expect(await unsubscribe(id)).toBe(false);
  });

  it('leaves others alone', async () => {
    const id = await ask();
    await ask('boris@example.org');
    await unsubscribe(id);
    expect(await addresses()).toEqual([[1]]);
  });
});

describe('erasing', () => {
  it('takes all that these addressees asked for, and tells how many there were', async () => {
    const { context } = service;
    const first = await ask();
    await confirm(first);
    await ask();
    await ask('boris@example.org');
    const ids = await addresseesOf(context, context.database, ADDRESS);
    const erase = () => context.database.transaction((tx) => eraseSubscriptions(tx, ids));
    expect(await erase()).toBe(2);
    expect(await erase()).toBe(0);
    expect(await addresses()).toEqual([[1]]);
  });
});
