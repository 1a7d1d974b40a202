import { afterEach, beforeEach, expect, it } from 'vitest';
import { callOffMails, planMail } from '../../src/platform/mail/plan-mail.ts';
import { DAY, HOUR, plus } from '../../src/platform/time.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type Service, startPeer, startService } from '../support/service.ts';
import {
  addressOf,
  KINDS,
  LETTER,
  letterKind,
  plan,
  prepareFates,
  send,
  stateOf,
  UNSUBSCRIBE_URL,
} from './letters.ts';

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  service = await startService({ clock });
  await prepareFates(service);
});
afterEach(() => service.stop());

const caught = () => service.mail.messages();

it('a mail that is due is sent once, to one address, and forgotten', async () => {
  const subject = await plan(service);

  await send(service);
  await send(service);

  expect(caught()).toHaveLength(1);
  expect(caught()[0]).toMatchObject({
    from: '"Newsroom" <post@newsroom.example>',
    to: [addressOf(subject)],
    subject: LETTER.subject,
  });
  expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'sent' }] });
});

it('it says that a program sent it, how to end it, and nothing of the program', async () => {
  await plan(service);

  await send(service);

  const headers = caught()[0]?.headers;
  expect(headers?.get('auto-submitted')).toBe('auto-generated');
  expect(headers?.get('list-unsubscribe')).toBe(`<${UNSUBSCRIBE_URL}>`);
  expect(headers?.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  expect(headers?.get('message-id')).toMatch(/^<[0-9a-f-]{36}@newsroom\.example>$/);
  expect(new Date(headers?.get('date') ?? '')).toEqual(clock.now());
  expect(headers?.has('x-mailer')).toBe(false);
});

it('one that is not due yet waits, also when the clock was moved back', async () => {
  await plan(service, { dueAt: plus(clock.now(), HOUR) });

  await send(service);
  clock.moveTo(plus(clock.now(), -30 * DAY));
  await send(service);
  expect(caught()).toEqual([]);

  clock.advance(30 * DAY + HOUR);
  await send(service);
  expect(caught()).toHaveLength(1);
});

it('one that is three days late is not sent, and is settled as late', async () => {
  const subject = await plan(service);
  clock.advance(3 * DAY);

  await send(service);

  expect(caught()).toEqual([]);
  expect(await stateOf(service)).toEqual({ left: [], fates: [{ subject, fate: 'late' }] });
});

it('one that was called off is never sent', async () => {
  const subject = await plan(service);
  await callOffMails(service.context.database, subject);

  await send(service);

  expect(caught()).toEqual([]);
  expect(await stateOf(service)).toEqual({ left: [], fates: [] });
});

it('one whose planning was rolled back is never sent', async () => {
  const { context } = service;
  const now = clock.now();
  await expect(
    context.database.transaction(async (transaction) => {
      const mail = { kind: 'letter', subject: context.ids.random(), dueAt: now, expiresAt: plus(now, DAY) };
      await planMail(context, transaction, mail);
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');

  await send(service);

  expect(caught()).toEqual([]);
});

it('one that its kind does not want any more is forgotten without a word', async () => {
  await plan(service);

  await send(service, { letter: letterKind({ compose: async () => null }) });

  expect(caught()).toEqual([]);
  expect(await stateOf(service)).toEqual({ left: [], fates: [] });
});

it('two workers at once send each mail once', async () => {
  const peer = await startPeer(service);
  const subjects = [];
  for (let mail = 0; mail < 120; mail += 1) subjects.push(await plan(service));

  await Promise.all([send(service), send(peer), send(service), send(peer)]);
  await peer.stop();

  expect(
    caught()
      .flatMap(({ to }) => to)
      .sort(),
  ).toEqual(subjects.map(addressOf).sort());
  expect(await stateOf(service)).toMatchObject({ left: [], fates: { length: 120 } });
});

it('mail of a kind that nobody knows is left alone, said so, and keeps no other waiting', async () => {
  const stranger = await plan(service, { kind: 'stranger', dueAt: plus(clock.now(), -HOUR) });
  const subject = await plan(service);

  await send(service, KINDS);

  expect(caught().flatMap(({ to }) => to)).toEqual([addressOf(subject)]);
  expect((await stateOf(service)).left).toMatchObject([{ subject: stranger, claimed: false, failures: 0 }]);
  expect(service.logs.join()).toContain('"kind":"stranger"');
});
