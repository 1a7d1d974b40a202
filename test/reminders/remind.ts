import { expect } from 'vitest';
import { z } from 'zod';
import type { CaughtMail } from '../../src/sandbox/mail/mailbox.ts';
import { sendDueMails } from '../../src/worker.ts';
import { post } from '../support/reader.ts';
import type { Service } from '../support/service.ts';

export const CHOICE = { frequency: 'monthly', amount: 1500, currency: 'usd' } as const;
export const ADDRESS = 'reader@mail.example';

export type Asked = { status: number; body: string; cookie: string };

/** "Remind me later", as a program asks for it. */
export async function remind(
  service: Service,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const response = await post(service, '/v1/reminders', body, headers);
  return { status: response.status, body: await response.text(), cookie: askCookieIn(response) };
}

/** By e-mail, in a month, to `ADDRESS`, unless said otherwise. */
export async function remindByMail(
  service: Service,
  body: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Asked> {
  const asked = await remind(service, { in: 'P1M', channel: 'email', email: ADDRESS, ...body }, headers);
  expect(asked).toMatchObject({ status: 201 });
  return asked;
}

export function askCookieIn(response: Response): string {
  const line = response.headers.getSetCookie().find((one) => one.startsWith('gw_ask='));
  return line?.split(';')[0] ?? '';
}

export function current(service: Service, cookie: string, method = 'GET'): Promise<Response> {
  return fetch(`${service.url}/v1/reminders/current`, { method, headers: { cookie } });
}

/** @returns the mails that went out just now */
export async function send(service: Service): Promise<CaughtMail[]> {
  const before = service.mail.messages().length;
  await sendDueMails(service.context);
  return service.mail.messages().slice(before);
}

/** The token in a mail's links. */
export function tokenIn(mail: CaughtMail | undefined): string {
  const where = mail?.headers.get('list-unsubscribe') ?? mail?.text ?? '';
  return /\?token=([A-Za-z0-9_-]{22})/.exec(where)?.[1] ?? '';
}

const Rows = z.array(z.object({ name: z.string(), rows: z.number() }));

/** How many rows each table has that has any. */
export async function countRows({ context }: Service): Promise<Record<string, number>> {
  const { rows } = await context.pool.query(`
    select table_schema || '.' || table_name as name,
      (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I.%I', table_schema, table_name), false, true, '')))[1]::text::int as rows
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker', 'drizzle')`);
  return Object.fromEntries(
    Rows.parse(rows)
      .filter(({ rows: count }) => count > 0)
      .map(({ name, rows: count }) => [name, count]),
  );
}

const Counts = z.array(z.object({ event: z.string(), count: z.number() }));

/** What the desk counted, whatever the month and the campaign. */
export async function counted({ context }: Service): Promise<Record<string, number>> {
  const { rows } = await context.pool.query(
    'select event, sum(count)::int as count from reminder_counts group by 1 order by 1',
  );
  return Object.fromEntries(Counts.parse(rows).map(({ event, count }) => [event, count]));
}
