import { expect } from 'vitest';
import { z } from 'zod';
import { planNotice } from '../../src/account/notices/plan-notice.ts';
import { findMembersOfAddress } from '../../src/members/find-members-of-address.ts';
import { DAY, MINUTE, plus } from '../../src/platform/time.ts';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { sendDueMails } from '../../src/worker.ts';
import { remindByMail, tokenIn } from '../reminders/remind.ts';
import type { TestClock } from '../support/clock.ts';
import { give, post } from '../support/reader.ts';
import type { Service } from '../support/service.ts';
import { signIn } from '../support/sign-in.ts';

export type Known = { address: string; memberId: string; customers: string[]; cookie: string };

const Ids = z.array(z.object({ id: z.string() }));

/** Somebody of whom all is kept that can be: two gifts, a reminder each month, the newsletter, a session, a planned mail. */
export async function becomeKnown(service: Service, clock: TestClock, address: string): Promise<Known> {
  for (const frequency of ['once', 'monthly'] as const)
    await give(service, { email: address, frequency, campaign: 'winter' });
  // Who gives after asking to be reminded is not reminded.
  clock.advance(MINUTE);
  await remindByMail(service, { email: address, every: 'P1M' });
  expect((await post(service, '/v1/newsletter', { email: address })).status).toBe(202);
  await sendDueMails(service.context);
  for (const mail of mailsTo(service, address))
    await press(service, 'confirm', tokenIn(mail) || tokenOf(mail));
  const memberId = await memberOf(service, address);
  return {
    address,
    memberId,
    customers: await idsOf(service, 'select id from identity.customers where member_id = $1', memberId),
    cookie: await signIn(service, memberId),
  };
}

export async function memberOf({ context }: Service, address: string): Promise<string> {
  const [id = ''] = await findMembersOfAddress(context, context.database, address);
  return id;
}

/** A mail that is to go out tomorrow, and what else may stand about a member. */
export async function fillDealings(service: Service, { memberId }: Known): Promise<void> {
  const { context } = service;
  const now = context.clock.now();
  await context.database.transaction((transaction) =>
    planNotice(context, transaction, {
      kind: 'thanks',
      memberId,
      about: `about-${memberId}`,
      dueAt: plus(now, DAY),
      expiresAt: plus(now, 2 * DAY),
    }),
  );
  await context.pool.query(
    `insert into membership_changes (id, member_id, membership_id, kind, details, state, attempt, attempted_at, requested_at)
     values (gen_random_uuid(), $1::uuid, 'sub_of_' || $1::text, 'cancel', '{"reason":"other"}', 'waiting', 1, $2, $2)`,
    [memberId, now],
  );
  await context.pool.query(
    `insert into doubles (id, member_id, earlier_id, later_id, found_at) values (gen_random_uuid(), $1::uuid, $1::text, 'later', $2)`,
    [memberId, now],
  );
}

export function mailsTo(service: Service, address: string): CaughtMail[] {
  return service.mail.messages().filter(({ to }) => to.includes(address));
}

export function tokenOf(mail: CaughtMail | undefined): string {
  return /[?&]token=([A-Za-z0-9_-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

export async function press(service: Service, deed: string, token: string): Promise<Response> {
  return fetch(`${service.url}/${deed}?token=${token}`, { method: 'POST', redirect: 'manual' });
}

export async function idsOf({ context }: Service, sql: string, ...values: unknown[]): Promise<string[]> {
  return Ids.parse((await context.pool.query(sql, values)).rows).map(({ id }) => id);
}

export function eraseMe(service: Service, { cookie }: Pick<Known, 'cookie'>): Promise<Response> {
  return fetch(`${service.url}/v1/me`, { method: 'DELETE', headers: { cookie } });
}

const Columns = z.array(z.object({ table: z.string(), column: z.string() }));

/** Every table that has a column of this name, as the database's own catalog lists them. */
export async function tablesWith({ context }: Service, ...columns: string[]) {
  const { rows } = await context.pool.query(
    `select table_schema || '.' || table_name as table, column_name as column from information_schema.columns
     where column_name = any($1) and table_schema in ('public', 'identity') order by 1`,
    [columns],
  );
  return Columns.parse(rows);
}
