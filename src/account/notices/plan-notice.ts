import type { Context } from '../../platform/context.ts';
import type { Database } from '../../platform/database.ts';
import { planMail } from '../../platform/mail/plan-mail.ts';
import type { NoticeKind } from './rules.ts';
import { insertNotice } from './store.ts';

/** By this name the outbox knows all mail to members about their memberships. */
export const NOTICE_MAIL = 'notice';

export type NoticePlan = {
  memberId: string;
  kind: NoticeKind;
  /** Stripe's id of the membership, invoice or payment, or an id of ours */
  about: string;
  /** which time, where there may be several: a date, the number of an attempt */
  occasion?: string;
  dueAt: Date;
  /** from then on it is not worth sending any more */
  expiresAt: Date;
};

/**
 * Writes to a member, within the caller's transaction: once for each kind, subject and occasion, however often it is asked.
 * @returns whether it is new
 */
export async function planNotice(
  context: Pick<Context, 'clock' | 'ids'>,
  transaction: Database,
  { dueAt, expiresAt, occasion = '', ...plan }: NoticePlan,
): Promise<boolean> {
  const id = context.ids.random();
  const createdAt = context.clock.now();
  if (!(await insertNotice(transaction, { id, ...plan, occasion, createdAt }))) return false;
  await planMail(context, transaction, { kind: NOTICE_MAIL, subject: id, dueAt, expiresAt });
  return true;
}
