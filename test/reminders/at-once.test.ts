import { afterEach, beforeEach, expect, it } from 'vitest';
import { confirmByLink } from '../../src/account/links/confirm-by-link.ts';
import { eraseByLink } from '../../src/account/links/erase-by-link.ts';
import { type Service, startService } from '../support/service.ts';
import { counted, countRows, current, remindByMail, send, tokenIn } from './remind.ts';

let service: Service;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

/** Two reminders of one address, which by their ids come in this order. @returns a token that erases both */
async function twoOf(email: string, delays: readonly string[]): Promise<string> {
  for (const delay of delays) await remindByMail(service, { email, in: delay });
  const mails = await send(service);
  await service.context.pool.query(
    `update reminders set delay = ($2::text[])[place] from (
       select reminders.id, row_number() over (order by reminders.id) as place from reminders
       where addressee_id = any($1)) as placed
     where placed.id = reminders.id`,
    [await unplaced(), delays],
  );
  placed.push(...(await unplaced()));
  return tokenIn(mails[0]);
}

const placed: string[] = [];
async function unplaced(): Promise<string[]> {
  const { rows } = await service.context.pool.query('select addressee_id as id from reminders');
  return rows.map(({ id }) => String(id)).filter((id) => !placed.includes(id));
}

async function waiting(): Promise<number> {
  const { rows } = await service.context.pool.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length;
}

it('two readers who erase several reminders each do not wait for each other in a circle', async () => {
  const tokens = [
    await twoOf('one@mail.example', ['P1M', 'P3M']),
    await twoOf('two@mail.example', ['P3M', 'P1M']),
  ];
  // The second of each is held until both have got as far as that.
  const holder = await service.context.pool.connect();
  await holder.query('begin');
  await holder.query(`select from reminders where id in (
    select distinct on (addressees.address_index) reminders.id
    from reminders join identity.addressees on addressees.id = reminders.addressee_id
    order by addressees.address_index, reminders.id desc) for update`);

  const erased = Promise.all(tokens.map((token) => eraseByLink(service.context, token)));
  await expect.poll(waiting, { timeout: 10_000 }).toBe(2);
  await holder.query('commit');
  holder.release();

  expect(await erased).toEqual([true, true]);
  expect(await counted(service)).toEqual({ set: 4, cancelled: 4 });
  expect(await countRows(service)).not.toHaveProperty('identity.addressees');
});

it('who takes a reminder back just as its mail is recorded leaves no mail behind', async () => {
  const { cookie } = await remindByMail(service, { every: 'P1M' });
  const [mail] = await send(service);
  expect(await confirmByLink(service.context, tokenIn(mail))).toMatchObject({ what: 'reminder' });
  // As the worker does it: the mail, the reminder, and then the next mail takes the place of this one.
  const worker = await service.context.pool.connect();
  await worker.query('begin');
  await worker.query('select from mails for update');
  await worker.query('select from reminders for update');

  const cancelled = current(service, cookie, 'DELETE');
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
  await worker.query("update reminders set remind_at = remind_at + interval '1 month'");
  await worker.query(`insert into mails (id, kind, subject, due_at, expires_at)
    select gen_random_uuid(), kind, subject, due_at + interval '1 month', expires_at + interval '1 month' from mails`);
  await worker.query('delete from mails where due_at = (select min(due_at) from mails)');
  await worker.query('commit');
  worker.release();

  expect((await cancelled).status).toBe(204);
  expect(await countRows(service)).not.toHaveProperty('public.mails');
  expect(await countRows(service)).not.toHaveProperty('identity.addressees');
});
