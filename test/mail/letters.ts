import { sql } from 'drizzle-orm';
import type { AppContext } from '../../src/context.ts';
import type { MailKind } from '../../src/platform/mail/kind.ts';
import type { Letter } from '../../src/platform/mail/letter.ts';
import { type MailPlan, planMail } from '../../src/platform/mail/plan-mail.ts';
import { type MailKinds, sendMails } from '../../src/platform/mail/send-mails.ts';
import { DAY, plus } from '../../src/platform/time.ts';
import type { Service } from '../support/service.ts';

export const LETTER: Letter = {
  locale: 'en',
  subject: 'Your letter',
  blocks: [
    { kind: 'text', text: 'You asked us to write.' },
    { kind: 'action', label: 'Go on', href: 'https://support.example/?later=abc' },
    {
      kind: 'footer',
      lines: [
        { text: 'No more of this?', label: 'End it', href: 'https://support.example/unsubscribe?token=abc' },
      ],
    },
  ],
};

export const UNSUBSCRIBE_URL = 'https://support.example/unsubscribe?token=abc';

export const addressOf = (subject: string) => `reader-${subject}@mail.example`;

/** A kind of mail whose subjects are all there is to know, and that writes down in the database what became of them. */
export function letterKind(parts: Partial<MailKind<AppContext>> = {}): MailKind<AppContext> {
  return {
    compose: async (_context, _database, subject) => ({
      to: addressOf(subject),
      letter: LETTER,
      unsubscribeUrl: UNSUBSCRIBE_URL,
    }),
    settle: async (_context, database, subject, fate) => {
      await database.execute(sql`insert into fates (subject, fate) values (${subject}, ${fate})`);
    },
    ...parts,
  };
}

export const KINDS: MailKinds<AppContext> = { letter: letterKind() };

export async function prepareFates({ context }: Service): Promise<void> {
  await context.pool.query('create table fates (subject uuid not null, fate text not null)');
}

/** @returns its subject */
export async function plan({ context }: Pick<Service, 'context'>, given: Partial<MailPlan> = {}) {
  const now = context.clock.now();
  const mail = {
    kind: 'letter',
    subject: context.ids.random(),
    dueAt: now,
    expiresAt: plus(now, 3 * DAY),
    ...given,
  };
  await context.database.transaction((transaction) => planMail(context, transaction, mail));
  return mail.subject;
}

export function send({ context }: Pick<Service, 'context'>, kinds = KINDS): Promise<void> {
  return sendMails(context, kinds);
}

export type Left = { subject: string; due: Date; claimed: boolean; failures: number; unheard: number };

/** What is still planned, and what became of the rest. */
export async function stateOf({ context }: Service) {
  const left = await context.pool.query<Left>(`
    select subject, due_at as due, claimed_until is not null as claimed, failures, unheard from mails order by due_at`);
  const fates = await context.pool.query<{ subject: string; fate: string }>(
    'select subject, fate from fates order by subject',
  );
  return { left: left.rows, fates: fates.rows };
}

/** As if the worker that holds them had died five minutes ago. */
export async function letClaimsRunOut({ context }: Service): Promise<void> {
  await context.pool.query("update mails set claimed_until = claimed_until - interval '1 hour'");
}
