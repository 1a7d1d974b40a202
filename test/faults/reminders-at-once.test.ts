import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOUR } from '../../src/platform/time.ts';
import { tidyReminders } from '../../src/reminders/tidy-reminders.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { sendDueMails } from '../../src/worker.ts';
import { counted, countRows, remind, send, tokenIn } from '../reminders/remind.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { post } from '../support/reader.ts';
import { type Service, startPeer, startService } from '../support/service.ts';

type Peer = Awaited<ReturnType<typeof startPeer>>;

const ROUNDS = 12;
const addressOf = (index: number) => `reader-${index}@mail.example`;

let clock: TestClock;
let service: Service;
let peer: Peer;
beforeEach(async () => {
  clock = testClock('2026-11-23T12:00:00Z');
  service = await startService({ clock });
  peer = await startPeer(service);
});
afterEach(async () => {
  await peer.stop();
  await service.stop();
});

/** The same done to both processes at once, twice over. */
function onBoth<Result>(deed: (url: string) => Promise<Result>): Promise<Result[]> {
  return Promise.all([service.url, peer.url, service.url, peer.url].map(deed));
}

async function press(url: string, deed: string, mail: CaughtMail | undefined): Promise<string> {
  const answer = await fetch(`${url}/${deed}?token=${tokenIn(mail)}`, { method: 'POST', redirect: 'manual' });
  return `${answer.status} ${new URLSearchParams(answer.headers.get('location')?.split('?')[1]).get('what')}`;
}

async function sendOnBoth(): Promise<CaughtMail[]> {
  const before = service.mail.messages().length;
  await Promise.all([service, peer, peer].map(({ context }) => sendDueMails(context)));
  return service.mail.messages().slice(before);
}

const wish = (index: number) => ({ in: 'P1M', channel: 'email', email: addressOf(index) });

async function askAll(): Promise<CaughtMail[]> {
  for (let index = 0; index < ROUNDS; index += 1) await remind(service, wish(index));
  return send(service);
}

it('two processes set, confirm and send the same reminders at once: one effect of each', async () => {
  for (let index = 0; index < ROUNDS; index += 1) {
    const key = { 'idempotency-key': `key-${index}` };
    const answers = await onBoth(async (url) => (await fetchJson(url, wish(index), key)).status);
    expect(answers).toEqual([201, 201, 201, 201]);
  }
  const confirmations = await sendOnBoth();
  expect(confirmations.map(({ to }) => to.join()).sort()).toEqual(
    Array.from({ length: ROUNDS }, (_, index) => addressOf(index)).sort(),
  );

  for (const mail of confirmations)
    expect(new Set(await onBoth((url) => press(url, 'confirm', mail)))).toEqual(new Set(['303 reminder']));
  clock.moveTo(new Date('2026-12-23T11:00:00Z'));
  await Promise.all([tidyReminders(service.context), tidyReminders(peer.context)]);

  expect(await sendOnBoth()).toHaveLength(ROUNDS);
  expect(await counted(service)).toEqual({ set: ROUNDS, confirmed: ROUNDS, sent: ROUNDS });
  expect(await countRows(service)).not.toHaveProperty(['identity.addressees']);
});

const fetchJson = (url: string, body: object, headers: Record<string, string>) =>
  post({ ...service, url }, '/v1/reminders', body, headers);

it('two processes end the same reminder at once, by whatever way: it ends once', async () => {
  for (const mail of await askAll()) {
    await press(service.url, 'confirm', mail);
    const answers = await Promise.all([
      press(service.url, 'unsubscribe', mail),
      press(peer.url, 'unsubscribe', mail),
      press(service.url, 'erase', mail),
      press(peer.url, 'erase', mail),
    ]);
    expect(answers.filter((one) => one.startsWith('303'))).not.toEqual([]);
    expect(answers.filter((one) => !/^(303|410)/.test(one))).toEqual([]);
  }

  expect(await counted(service)).toEqual({ set: ROUNDS, confirmed: ROUNDS, cancelled: ROUNDS });
  const rows = await countRows(service);
  for (const table of ['identity.addressees', 'public.mails']) expect(rows).not.toHaveProperty([table]);
});

it('an address is erased while its other reminders are confirmed: nobody waits for the other, and nothing is left', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let time = 0; time < 3; time += 1) await remind(service, wish(round));
    const [first, ...others] = await send(service);
    expect(await press(service.url, 'confirm', first)).toBe('303 reminder');

    const answers = await Promise.all([
      press(peer.url, 'erase', first),
      ...others.map((mail) => press(service.url, 'confirm', mail)),
      ...others.map((mail) => press(peer.url, 'erase', mail)),
    ]);

    expect(answers.filter((one) => !/^(303|410)/.test(one))).toEqual([]);
    expect(await countRows(service)).not.toHaveProperty(['identity.addressees']);
    clock.advance(HOUR);
  }
});

it('a reminder is taken back while it is sent: at most one mail, and nothing is left of it', async () => {
  const cookies = [];
  for (let index = 0; index < ROUNDS; index += 1) cookies.push((await remind(service, wish(index))).cookie);
  for (const mail of await send(service)) await press(service.url, 'confirm', mail);
  clock.moveTo(new Date('2026-12-23T11:00:00Z'));

  const [mails] = await Promise.all([
    sendOnBoth(),
    ...cookies.map((cookie) =>
      fetch(`${peer.url}/v1/reminders/current`, { method: 'DELETE', headers: { cookie } }),
    ),
  ]);

  expect(new Set(mails.map(({ to }) => to.join())).size).toBe(mails.length);
  const rows = await countRows(service);
  for (const table of ['identity.addressees', 'public.mails']) expect(rows).not.toHaveProperty([table]);
});

it('the newsletter’s button is pressed on both at once, and again: each time it is settled', async () => {
  for (let index = 0; index < ROUNDS; index += 1)
    await post(service, '/v1/newsletter', { email: addressOf(index) });
  for (const mail of await sendOnBoth()) {
    const answers = [
      ...(await onBoth((url) => press(url, 'confirm', mail))),
      await press(peer.url, 'confirm', mail),
    ];
    expect(new Set(answers)).toEqual(new Set(['303 newsletter']));
  }

  const { rows } = await service.context.pool.query('select state from newsletter_subscriptions');
  expect(rows).toEqual(Array.from({ length: ROUNDS }, () => ({ state: 'confirmed' })));
});
