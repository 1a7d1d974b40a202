import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { finishChanges } from '../../src/account/changes/finish-changes.ts';
import { findDoubles } from '../../src/account/doubles/find-doubles.ts';
import { finishErasures } from '../../src/account/erasure/finish-erasures.ts';
import { tellMembers } from '../../src/account/notices/tell-members.ts';
import { tellOfEndingMethods } from '../../src/account/pay/find-ending-methods.ts';
import { tidySignIn } from '../../src/account/sign-in/tidy-sign-in.ts';
import type { AppContext } from '../../src/context.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts';
import { explainFailures } from '../../src/webhooks/explain-failures.ts';
import { sendDueMails } from '../../src/worker.ts';
import { type Member, memberWith } from '../account/changing.ts';
import { subscribe } from '../account/signed-in.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { post } from '../support/reader.ts';
import { type Service, startService } from '../support/service.ts';

type Job = (context: AppContext, signal?: AbortSignal) => Promise<unknown>;

let clock: TestClock;
let service: Service;
let broken: Member;
let sound: Member;
let logged: number;
beforeAll(async () => {
  clock = testClock();
  service = await startService({ clock, dunning: { retryAfterDays: [3, 5, 7], atLast: 'unpaid' } });
});
afterAll(() => service.stop());
beforeEach(async () => {
  broken = await memberWith(service);
  clock.advance(SECOND);
  sound = await memberWith(service);
  clock.advance(SECOND);
  logged = service.logs.length;
});
afterEach(() => lift());

const query = async (text: string, values: unknown[] = []) =>
  (await service.context.pool.query(text, values)).rows;

let lifts: string[] = [];
/** From now on the database does not take rows of this kind. */
async function refuse(table: string, condition: string): Promise<void> {
  await query(`alter table ${table} add constraint poison check (not (${condition})) not valid`);
  lifts.push(`alter table ${table} drop constraint poison`);
}
async function lift(): Promise<void> {
  for (const one of lifts) await query(one);
  lifts = [];
}

/** Told to stop before it began it does nothing; else what is wrong with one keeps no other waiting, and is said namelessly. */
async function expectToGoOn(job: Job, done: () => Promise<unknown>): Promise<void> {
  await job(service.context, AbortSignal.abort());
  expect(await done(), 'stopped').toEqual([]);
  await job(service.context);
  await service.settled();
  expect(await done(), 'all but the broken one').toEqual([sound.membershipId]);
  const lines = service.logs.slice(logged).filter((line) => /"level":(40|50)/.test(line));
  expect(lines.length, 'said').toBeGreaterThan(0);
  for (const { membershipId, memberId } of [broken, sound])
    for (const name of [membershipId, memberId, '@']) expect(lines.join('\n')).not.toContain(name);
}

const told = (kind: string) => async () =>
  (await query('select about from notices where kind = $1 and about = any($2)', [kind, both()])).map(
    ({ about }) => about,
  );
const both = () => [broken.membershipId, sound.membershipId];

describe('one row that is broken keeps no other waiting', () => {
  it('finish-changes; and after a day its owner may ask for something else', async () => {
    const plan = (member: Member, details: string) =>
      query(
        `insert into membership_changes (id, member_id, membership_id, kind, details, state, attempt, attempted_at, requested_at)
         values (gen_random_uuid(), $1, $2, 'cancel', $3, 'waiting', 1, $4, $4)`,
        [member.memberId, member.membershipId, details, clock.now()],
      );
    await plan(broken, 'null');
    clock.advance(SECOND);
    await plan(sound, '{"change":{"kind":"cancel"},"hasComment":false,"outcome":"failed"}');
    clock.advance(2 * MINUTE);
    const settled = async () =>
      (
        await query(
          `select membership_id, state from membership_changes where state <> 'waiting' and membership_id = any($1)`,
          [both()],
        )
      ).map(({ membership_id }) => membership_id);

    await expectToGoOn(finishChanges, settled);

    expect(service.stripe.get('subscription', sound.membershipId)?.cancel_at_period_end).toBe(true);
    clock.advance(DAY);
    await finishChanges(service.context);
    expect((await settled()).sort()).toEqual(both().sort());
  });

  it('finish-erasures', async () => {
    for (const { cookie } of [broken, sound])
      expect((await fetch(`${service.url}/v1/me`, { method: 'DELETE', headers: { cookie } })).status).toBe(
        204,
      );
    await query('update identity.erasures set customers = $1 where member_id = $2', ['{', broken.memberId]);
    const ended = async () =>
      both().filter((id) => (service.stripe.get('subscription', id)?.ended_at ?? null) !== null);

    await expectToGoOn(finishErasures, ended);

    expect(await query('select member_id, attempts from identity.erasures')).toEqual([
      { member_id: broken.memberId, attempts: 1 },
    ]);
    await query('delete from identity.erasures');
  });

  it('notices', async () => {
    for (const { membershipId } of [broken, sound])
      await service.context.stripe.subscriptions.update(membershipId, { cancel_at_period_end: true });
    await service.settled();
    await refuse('notices', `about = '${broken.membershipId}'`);

    await expectToGoOn(tellMembers, told('cancelled'));

    await lift();
    await tellMembers(service.context);
    expect((await told('cancelled')()).sort()).toEqual(both().sort());
  });

  it('notices, though what looks for some of them falls over', async () => {
    await service.context.stripe.subscriptions.update(sound.membershipId, { cancel_at_period_end: true });
    await service.settled();
    // Of the first finder.
    await query('alter table contributions rename column wants_thanks to wanted_thanks');
    lifts.push('alter table contributions rename column wanted_thanks to wants_thanks');

    await expectToGoOn(tellMembers, told('cancelled'));
  });

  it('find-doubles', async () => {
    clock.advance(8 * DAY);
    const twice = async (): Promise<Member> => {
      const email = `${service.context.ids.random()}@example.org`;
      await subscribe(service, { email });
      clock.advance(SECOND);
      const later = await subscribe(service, { email });
      clock.advance(SECOND);
      return { ...later, cookie: '' };
    };
    broken = await twice();
    sound = await twice();
    await refuse('doubles', `later_id = '${broken.membershipId}'`);
    const found = async () =>
      (await query('select later_id from doubles where later_id = any($1)', [both()])).map(
        ({ later_id }) => later_id,
      );

    await expectToGoOn(findDoubles, found);
  });

  it('explain-failures', async () => {
    clock.advance(31 * DAY);
    const invoices = new Map<string, string>();
    for (const { membershipId } of [broken, sound]) {
      service.stripe.renew(membershipId, 'declined');
      invoices.set(service.stripe.get('subscription', membershipId)?.latest_invoice ?? '', membershipId);
    }
    await service.settled();
    clock.advance(MINUTE);
    const [first] = [...invoices.keys()];
    await refuse('payment_intents', `invoice_id = '${first}'`);
    const explained = async () =>
      (
        await query('select invoice_id from payment_intents where invoice_id = any($1)', [
          [...invoices.keys()],
        ])
      ).map(({ invoice_id }) => invoices.get(invoice_id));

    await expectToGoOn(explainFailures, explained);
  });

  it('ending-methods', async () => {
    for (const { membershipId } of [broken, sound]) {
      const method = service.stripe.get('subscription', membershipId)?.default_payment_method ?? '';
      service.stripe.letExpire(method);
    }
    await service.settled();
    clock.advance(8 * DAY);
    await refuse('notices', `about = '${broken.membershipId}'`);

    await expectToGoOn(tellOfEndingMethods, told('card-expiring'));
  });
});

it('tidy-sign-in stops when it is told to', async () => {
  await post(service, '/v1/sign-in-links', { email: 'nobody@example.org' });
  clock.advance(DAY);
  const links = () => query('select id from identity.sign_in_links');

  await tidySignIn(service.context, AbortSignal.abort());
  expect(await links()).toHaveLength(1);

  await tidySignIn(service.context);
  expect(await links()).toEqual([]);
});

it('a job that runs again and again leaves nothing on the signal of its worker', async () => {
  const { signal } = new AbortController();
  for (let run = 0; run < 3; run += 1) {
    await post(service, '/v1/newsletter', { email: `reader${run}@mail.example` });
    await sendDueMails(service.context, signal);
    clock.advance(HOUR);
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
