import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addresseeOfToken } from '../../src/members/addressees.ts';
import { confirmSubscriptionOf } from '../../src/newsletter/confirm-subscription.ts';
import { confirmationMail } from '../../src/newsletter/confirmation-mail.ts';
import { PROVEN_COOKIE, writeProvenCookie } from '../../src/platform/http/proven-address.ts';
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts';
import { sendDueMails } from '../../src/worker.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { run } from '../support/cluster.ts';
import { post } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';

const ADDRESS = 'anna@example.org';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
});
afterEach(() => service.stop());

const query = (sql: string) => run(service.databaseUrl, sql);
const ask = (body: object = {}, headers: Record<string, string> = {}) =>
  post(service, '/v1/newsletter', { email: ADDRESS, ...body }, headers);
const send = () => sendDueMails(service.context);
const caught = () => service.mail.messages();
const tokenIn = (text = '') => /\/confirm\?token=([\w-]{22})&lang=/.exec(text)?.[1] ?? '';
const counts = () =>
  query(
    'select count(*)::int, (select count(*)::int from identity.addressees), (select count(*)::int from mails) from newsletter_subscriptions',
  );

/** As the page behind the link does. */
async function confirm(token: string): Promise<boolean> {
  const { context } = service;
  return context.database.transaction(async (transaction) => {
    const addresseeId = await addresseeOfToken(transaction, token);
    return addresseeId !== undefined && confirmSubscriptionOf(context, transaction, addresseeId);
  });
}

describe('the mail that asks for confirmation', () => {
  it('goes to the address that was given, says what is agreed to, and its link confirms once', async () => {
    expect((await ask()).status).toBe(202);
    await send();

    expect(caught()).toHaveLength(1);
    expect(caught()[0]).toMatchObject({ to: [ADDRESS], subject: 'Please confirm' });
    const text = caught()[0]?.text.replaceAll('\n', ' ') ?? '';
    expect(text).toContain('free newsletter once a week');
    expect(text).toContain('If it was not you, do nothing');
    expect(text).toMatch(/\/erase\?token=/);
    const token = tokenIn(caught()[0]?.text);
    expect(await confirm(token)).toBe(true);
    expect(await confirm(token)).toBe(false);
    expect(await query('select state from newsletter_subscriptions')).toEqual([['confirmed']]);
  });

  it('is in the reader’s language', async () => {
    await ask({ locale: 'ru' });
    await send();
    expect(caught()[0]?.subject).toBe('Пожалуйста, подтвердите');
    expect(caught()[0]?.text).toContain('&lang=ru');
    expect(caught()[0]?.text).toContain('ничего не делайте');
  });

  it('confirms nothing by a link that is forged or was used: both look alike', async () => {
    await ask();
    await send();
    expect(await confirm('0123456789abcdefghijkl')).toBe(false);
    expect(await query('select state from newsletter_subscriptions')).toEqual([['unconfirmed']]);
  });

  it('is not sent to somebody who has just shown that the address is theirs', async () => {
    const { value } = writeProvenCookie(service.context, ADDRESS);
    await ask({}, { cookie: `${PROVEN_COOKIE.name}=${value}` });
    await send();
    expect(caught()).toEqual([]);
    expect(await query('select state from newsletter_subscriptions')).toEqual([['confirmed']]);
  });

  it('is sent when another address was shown', async () => {
    const { value } = writeProvenCookie(service.context, 'boris@example.org');
    await ask({}, { cookie: `${PROVEN_COOKIE.name}=${value}` });
    expect(await query('select state from newsletter_subscriptions')).toEqual([['unconfirmed']]);
  });

  it('goes out three times in a day at the most, however it is spelt; of a fourth nothing is left', async () => {
    for (const email of [ADDRESS, 'Anna@example.org', 'ANNA@EXAMPLE.ORG', ADDRESS, ADDRESS])
      await ask({ email });
    await send();
    expect(caught()).toHaveLength(3);
    expect(await counts()).toEqual([[3, 3, 0]]);

    clock.advance(DAY - MINUTE);
    await ask();
    await send();
    expect(caught()).toHaveLength(3);
    await ask({ email: 'boris@example.org' });
    clock.advance(2 * MINUTE);
    await ask();
    await send();
    expect(
      caught()
        .map(({ to }) => to[0])
        .slice(3)
        .toSorted(),
    ).toEqual([ADDRESS, 'boris@example.org']);
  });

  it('goes out three times also where twenty ask at once and two workers send', async () => {
    const peer = await startPeer(service);
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    await Promise.all([send(), sendDueMails(peer.context)]);
    await send();
    expect(caught()).toHaveLength(3);
    await peer.stop();
  });

  it('that could not be sent for a day is not sent, and what it was about is forgotten', async () => {
    await ask();
    clock.advance(DAY);
    await send();
    expect(caught()).toEqual([]);
    expect(await counts()).toEqual([[0, 0, 0]]);
  });

  it.each([
    ['refused', 0],
    ['late', 0],
    ['sent', 1],
    ['unheard', 1],
  ] as const)('once %s, leaves %i of what it was about', async (fate, left) => {
    await ask();
    const { context } = service;
    const [[id] = []] = await query('select id from newsletter_subscriptions');
    await context.database.transaction((tx) => confirmationMail.settle(context, tx, String(id), fate));
    expect(await counts()).toEqual([[left, left, 1]]);
  });

  it('once refused, takes no consent away that was given meanwhile', async () => {
    await ask();
    const { context } = service;
    const [[id] = []] = await query("update newsletter_subscriptions set state = 'confirmed' returning id");
    await context.database.transaction((tx) => confirmationMail.settle(context, tx, String(id), 'refused'));
    expect(await counts()).toEqual([[1, 1, 1]]);
  });

  it('is not sent about what was forgotten meanwhile', async () => {
    await ask();
    clock.advance(HOUR);
    await query('delete from newsletter_subscriptions');
    await send();
    expect(caught()).toEqual([]);
    expect(await counts()).toEqual([[0, 1, 0]]);
  });
});
